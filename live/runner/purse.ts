import { dollars } from "../price.ts";

/** Thrown instead of sending what the cap does not cover. */
export class PurseEmpty extends Error {
  override readonly name = "PurseEmpty";
}

/** The money of one run. What was taken out never comes back: whether a service bills is what we do not know yet. */
export interface Purse {
  /** A check begins: from now on it may take this much. */
  open(checkId: string, maxMicroUsd: number): void;
  /** Called before a paid request leaves. @throws {PurseEmpty} and then nothing may be sent */
  take(microUsd: number): void;
  /** What was taken in all, and since the last `open`. */
  readonly takenMicroUsd: number;
  readonly takenByCheckMicroUsd: number;
  /** What was not sent since the last `open`, and why. */
  readonly refusal: string | undefined;
}

/** Makes a purse that gives no more than this. */
export function createPurse(capMicroUsd: number): Purse {
  let taken = 0;
  let current = { checkId: "", max: 0, taken: 0 };
  let refusal: string | undefined;
  const refuse = (reason: string): never => {
    refusal = reason;
    throw new PurseEmpty(`${reason}. It was not sent`);
  };
  return {
    open(checkId, max) {
      current = { checkId, max, taken: 0 };
      refusal = undefined;
    },
    take(microUsd) {
      if (!Number.isSafeInteger(microUsd) || microUsd < 0) refuse(`${microUsd} is no price`);
      if (taken + microUsd > capMicroUsd)
        refuse(`the cap of ${dollars(capMicroUsd)} would be passed: ${dollars(taken)} is taken already`);
      if (current.taken + microUsd > current.max)
        refuse(`${current.checkId || "no check"} may cost ${dollars(current.max)} at most`);
      taken += microUsd;
      current.taken += microUsd;
    },
    get takenMicroUsd() {
      return taken;
    },
    get takenByCheckMicroUsd() {
      return current.taken;
    },
    get refusal() {
      return refusal;
    },
  };
}
