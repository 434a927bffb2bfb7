import { createKrea2, type Krea2, type Krea2Options, type UnikreaError } from "@unikrea/core";
import {
  countedIds,
  type FakeClock,
  type FakeProvider,
  type FakeProviderOptions,
  fakeClock,
  fakeProvider,
} from "../../src/index.ts";
import { failureOf } from "./stage.ts";

/** A client of core with several fake providers: `a`, `b`, `c`. */
export interface Team {
  readonly clock: FakeClock;
  readonly providers: readonly FakeProvider[];
  readonly k2: Krea2;
  ends<Result>(promise: Promise<Result>): Promise<Result>;
  fails(promise: Promise<unknown>): Promise<UnikreaError>;
  /** Submissions that each provider has got. */
  sent(): number[];
  /** Images that each would have charged for. */
  billed(): number[];
}

/** Jitter is always half of what it may be. */
export function team(members: readonly FakeProviderOptions[], options: Partial<Krea2Options> = {}): Team {
  const clock = fakeClock();
  const providers = members.map((member, index) => fakeProvider({ id: "abc"[index] ?? "z", ...member }));
  const k2 = createKrea2({ providers, clock, newId: countedIds(), random: () => 0.5, ...options });
  return {
    clock,
    providers,
    k2,
    ends: (promise) => clock.settle(promise),
    fails: (promise) => failureOf(clock, promise),
    sent: () => providers.map(({ service }) => service.made("submit").length),
    billed: () => providers.map(({ service }) => service.billedImages(Number.POSITIVE_INFINITY)),
  };
}

export const forever = <Item>(item: Item): Item[] => Array.from({ length: 500 }, () => item);
