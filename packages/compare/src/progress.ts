import type { ComparisonCell } from "./comparison.ts";
import type { CompareSettings } from "./options.ts";
import type { PlannedCell } from "./row.ts";

/** Where one cell of a comparison stands. Given to `onProgress`. */
export interface CellProgress {
  /** The row, from 1. */
  readonly row: number;
  readonly provider: string;
  /**
   * `waiting`: not asked for yet; `queued`: waiting at the provider; `running`: being drawn; `downloading`: made, its bytes
   * are on the way; `done`: some or all of its images are here; `failed`: none is.
   */
  readonly phase: "waiting" | "queued" | "running" | "downloading" | "done" | "failed";
  /** Images that are made, of how many. */
  readonly ready: number;
  readonly total: number;
  /** Since the comparison began, in milliseconds. */
  readonly elapsedMs: number;
  /** 0…1, only when the provider reports it. */
  readonly progress?: number | undefined;
  /** The provider's own word for the state. For showing only. */
  readonly detail?: string | undefined;
  /** All about it, once it has ended. */
  readonly cell?: ComparisonCell | undefined;
}

/** Tells of one cell. */
export type Tell = (
  phase: CellProgress["phase"],
  more?: Pick<CellProgress, "progress" | "detail" | "cell"> & { readonly ready?: number },
) => void;

/** Makes what tells of each cell. */
export function createTeller({ clock, onProgress }: CompareSettings): (planned: PlannedCell) => Tell {
  const startedAt = clock.now();
  return ({ row, provider, plan }) =>
    (phase, more) => {
      if (!onProgress) return;
      const place = { row, provider, phase, total: plan.estimate.n, elapsedMs: clock.now() - startedAt };
      quietly(() => onProgress({ ready: 0, ...place, ...more }));
    };
}

/** A callback of the caller must never break what is paid for, whether it throws or rejects. */
async function quietly(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch {
    // Theirs to notice.
  }
}
