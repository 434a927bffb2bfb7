import { createKrea2, isUnikreaError, type Krea2, type UnikreaError } from "@unikrea/core";
import { expect } from "vitest";
import {
  countedIds,
  type FakeClock,
  type FakeProvider,
  type FakeProviderOptions,
  fakeClock,
  fakeProvider,
} from "../../src/index.ts";

export interface Stage {
  readonly clock: FakeClock;
  readonly provider: FakeProvider;
  readonly k2: Krea2;
  ends<Result>(promise: Promise<Result>): Promise<Result>;
  fails(promise: Promise<unknown>): Promise<UnikreaError>;
}

export const REQUEST = { prompt: "a lighthouse in fog" };

/** A client of core before a fake provider, on a clock that only tests move. */
export function stage(
  options: FakeProviderOptions = {},
  client: { maxConcurrency?: number; timeoutMs?: number; maxRetries?: number } = {},
): Stage {
  const clock = fakeClock();
  const provider = fakeProvider(options);
  const k2 = createKrea2({ providers: [provider], clock, newId: countedIds(), maxRetries: 0, ...client });
  return {
    clock,
    provider,
    k2,
    ends: (promise) => clock.settle(promise),
    fails: (promise) => failureOf(clock, promise),
  };
}

/** What becomes of so many calls at once: `made`, or the code of its error. */
export function race(k2: Krea2, clock: FakeClock, racers: number): Promise<readonly string[]> {
  const calls = Array.from({ length: racers }, () =>
    k2.generate(REQUEST).then(
      () => "made",
      (error) => error.code,
    ),
  );
  return clock.settle(Promise.all(calls));
}

/** What a promise rejects with, which must be an error of ours. */
export async function failureOf(clock: FakeClock, promise: Promise<unknown>): Promise<UnikreaError> {
  const failure = promise.then(
    () => "nothing was thrown",
    (error: unknown) => error,
  );
  const error = await clock.settle(failure);
  if (!isUnikreaError(error)) expect.fail(`expected an UnikreaError, got ${String(error)}`);
  return error;
}
