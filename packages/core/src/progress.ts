import type { Progress } from "./call.ts";
import type { Course } from "./course.ts";
import type { Intent } from "./intent.ts";
import type { Patience } from "./patience.ts";
import type { Runtime } from "./runtime.ts";

/** Makes the function by which a call tells how far it is. */
export function createReport(
  { clock }: Runtime,
  intent: Intent,
  { startedAt }: Patience,
  onProgress: ((progress: Progress) => void) | undefined,
): Course["report"] {
  let isBegun = false;
  return (phase, provider, pending) => {
    // That jobs wait is told once for all of them; what providers say of each, always.
    if (!onProgress || (isBegun && phase === "queued" && !pending)) return;
    isBegun = true;
    const job = intent.job();
    const ready = job.parts.reduce((sum, part) => sum + (part.outcome?.images.length ?? 0), 0);
    const { progress, detail } = pending ?? {};
    quietly(() =>
      onProgress({
        provider: provider ?? job.parts.at(-1)?.provider ?? "",
        ...{ job, phase, ready, total: intent.n, elapsedMs: clock.now() - startedAt },
        ...{ progress, detail },
      }),
    );
  };
}

/** A callback of the caller must never break a job that is paid for, whether it throws or rejects. */
async function quietly(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch {
    // Theirs to notice.
  }
}
