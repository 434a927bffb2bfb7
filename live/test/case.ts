import type { Verdict } from "../check.ts";
import type { Setting } from "../emulation/emulated-run.ts";

/** A check that must find something else than it does on an emulator as it comes. */
export interface Case extends Setting {
  readonly id: string;
  /** What is different. */
  readonly when: string;
  readonly verdict: Verdict;
  readonly says?: RegExp;
}
