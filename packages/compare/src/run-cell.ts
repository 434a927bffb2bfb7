import type { GenerateRequest } from "@unikrea/core";
import { type CellEnd, errorOfCell, failedCell, madeCell } from "./cell.ts";
import { download } from "./download.ts";
import type { CompareSettings } from "./options.ts";
import type { Tell } from "./progress.ts";
import type { Comparer, PlannedCell } from "./row.ts";

/**
 * Asks one provider for one row, and fetches what it made. Never throws: whatever goes wrong is this cell's own. A provider
 * that is named alone is never replaced by another, and where there is a ceiling it is held to what was reserved for it.
 */
export async function runCell(
  k2: Comparer,
  request: GenerateRequest,
  planned: PlannedCell,
  settings: CompareSettings,
  tell: Tell,
): Promise<CellEnd> {
  const ended = await askFor(k2, request, planned, settings, tell);
  const { cell } = ended;
  tell(cell.status === "failed" ? "failed" : "done", { ready: cell.images.length, cell });
  return ended;
}

async function askFor(
  k2: Comparer,
  request: GenerateRequest,
  planned: PlannedCell,
  { clock, signal, maxUsd, call }: CompareSettings,
  tell: Tell,
): Promise<CellEnd> {
  const { provider, plan } = planned;
  const { timeoutMs = Number.POSITIVE_INFINITY } = call;
  const startedAt = clock.now();
  try {
    const result = await k2.generate(request, {
      ...{ ...call, provider, signal, onUnknown: "report" },
      ...(maxUsd !== undefined && { maxUsd: plan.worstCaseUsd }),
      onProgress({ phase, ready, progress, detail }) {
        if (phase !== "settled") tell(phase, { ready, progress, detail });
      },
    });
    const madeAt = clock.now();
    tell("downloading", { ready: result.images.length });
    const fetched = await download(result.images, { clock, signal, deadlineAt: startedAt + timeoutMs });
    return madeCell(planned, result, fetched, { startedAt, madeAt, endedAt: clock.now() });
  } catch (error) {
    return failedCell(planned, errorOfCell(error, provider), { startedAt, endedAt: clock.now() });
  }
}
