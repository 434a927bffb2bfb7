import {
  type ContractSubject,
  json,
  type RuleName,
  type ScriptedService,
  TINY_IMAGES,
} from "../../src/index.ts";
import { type Booth, booth } from "./booth.ts";

const picture = btoa(String.fromCharCode(...TINY_IMAGES["image/png"]));

const bindingTo = ({ exchange }: ScriptedService): Booth => ({
  async snap(inputs, { signal }) {
    const { status, body } = await exchange(
      { method: "SNAP", url: "booth:", headers: {}, body: inputs },
      signal,
    );
    if (status !== 200) throw new Error(`${status}: ${String(body)}`);
    return body;
  },
});

const unproved = {
  "refused-connection": "the errors of a binding never prove that nothing was sent",
  "retry-after": "the errors of a binding have no headers",
} as const;

export const boothSubject: ContractSubject<RuleName> = {
  name: "booth",
  keyless: true,
  make: (service) => booth(bindingTo(service)),
  operationOf: () => "submit",
  phrases: {
    completed: () => json({ picture }),
    failed: () => json({ fault: "out of paper" }),
    moderated: () => json({ fault: "indecent" }),
    refusal: (status, message) => json(message, status),
  },
  deviations: { skip: unproved },
};

const again = "what is lost is taken again, as its caller allows";

/** The same where a lost picture may be taken, and paid for, twice. */
export const boothAgainSubject: ContractSubject<RuleName> = {
  ...boothSubject,
  name: "booth that takes a lost picture again",
  make: (service) => booth(bindingTo(service), { isTakenAgain: true }),
  deviations: { skip: { ...unproved, "unclear-answer": again, "garbage-answer": again } },
};
