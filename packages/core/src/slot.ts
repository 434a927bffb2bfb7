import { accountedMicroUsd } from "./budget.ts";
import type { JobPart, JobRef } from "./job.ts";

/** The place of a part within its call, where what is known of it changes. */
export interface Slot {
  readonly part: JobPart;
  /** True once it may have been run a second time, after its answer was lost. */
  mayHaveRunTwice?: boolean;
  set(part: JobPart): void;
}

export function slotOf(part: JobPart): Slot {
  let current = part;
  return {
    get part() {
      return current;
    },
    set(changed) {
      current = changed;
    },
  };
}

/** Micro-dollars that a call may have cost up to now. */
export const spentMicroUsd = ({ parts }: JobRef): number =>
  parts.reduce((sum, part) => sum + accountedMicroUsd(part), 0);
