import { createKrea2, isUnikreaError, type Krea2, type UnikreaError } from "@unikrea/core";
import type { ImageProvider } from "@unikrea/core/provider";
import { expect } from "vitest";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { type Exchange, type Operation, type Reply, type ScriptedService, scriptService } from "./service.ts";
import type { ContractSubject, Phrases } from "./subject.ts";

/** The key that every subject is made with. It must never be seen outside of a request. */
export const CANARY = "canary-7f3a9c51";

/** The name of a phrase, a reply, or how to make one. */
export type Line =
  | Exclude<keyof Phrases, "sweep" | "refusal">
  | Reply
  | ((exchange: Exchange) => Reply | Promise<Reply>);

/** What the service says to each kind of request: one line after the other, the last again and again. */
export type Script = { readonly [operation in Operation]?: readonly Line[] };

/** A client with one provider, on a clock that a test moves, before a service that a test scripts. */
export interface Scene {
  readonly clock: FakeClock;
  readonly service: ScriptedService;
  readonly provider: ImageProvider;
  readonly k2: Krea2;
  /** Lets time pass until the promise is settled. */
  ends<Result>(promise: Promise<Result>): Promise<Result>;
  /** The same for one that must reject with an error of ours. */
  fails(promise: Promise<unknown>): Promise<UnikreaError>;
}

/** Sets the scene for one rule. Where the script is silent, all goes well. */
export function setScene(subject: ContractSubject, script: Script = {}, key = CANARY): Scene {
  const clock = fakeClock();
  const lines = scriptOf(subject, script);
  const service = scriptService(
    (request) => subject.operationOf(request),
    (exchange) => {
      const { operation } = exchange.request;
      const all = lines[operation] ?? [];
      const line = all[Math.min(exchange.turn, all.length - 1)];
      if (line === undefined) throw new Error(`the script of ${subject.name} has no answer to ${operation}`);
      return speak(subject, line, exchange);
    },
  );
  const provider = subject.make(service, key);
  const createClient = subject.createClient ?? createKrea2;
  const k2 = createClient({ providers: [provider], clock, newId: countedIds(), maxRetries: 0 });
  return {
    clock,
    service,
    provider,
    k2,
    ends: (promise) => clock.settle(promise),
    async fails(promise) {
      const failure = promise.then(
        () => "nothing was thrown",
        (error: unknown) => error,
      );
      const error = await clock.settle(failure);
      if (!isUnikreaError(error)) expect.fail(`expected an UnikreaError, got ${String(error)}`);
      return error;
    },
  };
}

function scriptOf({ phrases }: ContractSubject, script: Script): Script {
  let isCanceled = false;
  const happy: Script = {
    submit: [phrases.accepted ? "accepted" : "completed"],
    poll: ["pending", "completed"],
    sweep: ["pending", "completed"],
    cancel: ["canceled"],
    upload: ["uploaded"],
    probe: [{ status: 200, headers: {}, body: {} }],
  };
  const { cancel = ["canceled"], poll = ["pending", "completed"] } = script;
  // A job that was canceled is seen as such from then on.
  const afterCancel =
    (line: Line): Line =>
    (exchange) =>
      isCanceled && phrases.canceled ? phrases.canceled(exchange) : speak({ phrases }, line, exchange);
  const noteCancel =
    (line: Line): Line =>
    (exchange) => {
      isCanceled = true;
      return speak({ phrases }, line, exchange);
    };
  return { ...happy, ...script, cancel: cancel.map(noteCancel), poll: poll.map(afterCancel) };
}

function speak(
  { phrases }: Pick<ContractSubject, "phrases">,
  line: Line,
  exchange: Exchange,
): Reply | Promise<Reply> {
  if (typeof line === "function") return line(exchange);
  if (typeof line === "object" || line === "refused" || line === "dropped" || line === "silent") return line;
  const isSweep = exchange.request.operation === "sweep" && (line === "pending" || line === "completed");
  if (isSweep && phrases.sweep) return phrases.sweep(exchange, line);
  const phrase = phrases[line];
  if (!phrase) throw new Error(`the subject has no phrase "${line}"`);
  return phrase(exchange);
}

/** A script whose first word on how the job ended is this, wherever the service says it. */
export function endingWith({ phrases }: ContractSubject, line: Line): Script {
  return phrases.accepted ? { poll: [line] } : { submit: [line] };
}

/** UUIDs of version 4 that count: the same in every run. */
export function countedIds(): () => string {
  let count = 0;
  return () => `00000000-0000-4000-8000-${String(++count).padStart(12, "0")}`;
}
