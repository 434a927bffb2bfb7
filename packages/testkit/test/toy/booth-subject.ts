import { type ContractSubject, json, type RuleName, TINY_IMAGES } from "../../src/index.ts";
import { booth } from "./booth.ts";

const picture = btoa(String.fromCharCode(...TINY_IMAGES["image/png"]));

export const boothSubject: ContractSubject<RuleName> = {
  name: "booth",
  keyless: true,
  make: ({ exchange }) =>
    booth({
      async snap(inputs, { signal }) {
        const { status, body } = await exchange(
          { method: "SNAP", url: "booth:", headers: {}, body: inputs },
          signal,
        );
        if (status !== 200) throw new Error(`${status}: ${String(body)}`);
        return body;
      },
    }),
  operationOf: () => "submit",
  phrases: {
    completed: () => json({ picture }),
    failed: () => json({ fault: "out of paper" }),
    moderated: () => json({ fault: "indecent" }),
    refusal: (status, message) => json(message, status),
  },
  deviations: {
    skip: {
      "refused-connection": "the errors of a binding never prove that nothing was sent",
      "retry-after": "the errors of a binding have no headers",
    },
  },
};
