import { throwIfAborted, throwIfGivenUp } from "./abort.ts";
import { type CellEnd, ineligibleCell } from "./cell.ts";
import type { Comparison, ComparisonRow } from "./comparison.ts";
import { measureDistances } from "./distance.ts";
import { type CompareInput, requestsFrom } from "./input.ts";
import { type CompareOptions, type CompareSettings, readOptions } from "./options.ts";
import { createTeller } from "./progress.ts";
import { askedOf, reserve } from "./reserve.ts";
import { type Comparer, type PlannedCell, type PlannedRow, planRows } from "./row.ts";
import { runCell } from "./run-cell.ts";
import { totalOf } from "./spend.ts";

/**
 * Asks every provider for the same image, or the same set of them: same settings, same seed, all at once, within one
 * ceiling that is reserved before anything is sent. What one provider does never touches the column of another.
 *
 * Resolves also when no image came at all: each cell says what happened. The bytes of all images are in it, so a comparison
 * of 100 images weighs about as many megabytes.
 *
 * @throws {UnikreaError} `invalid_input` for what cannot be asked, `budget_exceeded` when it would not fit below `maxUsd`:
 *   nothing was sent; `aborted` when `signal` fired, with what may be billed
 * @example
 * const comparison = await compare(k2, { prompt: "a lighthouse in fog" }, { maxUsd: 0.5 });
 */
export async function compare(
  k2: Comparer,
  input: CompareInput,
  options: CompareOptions = {},
): Promise<Comparison> {
  const settings = readOptions(k2.providers, options);
  throwIfAborted(settings.signal);
  const createdAt = new Date(settings.clock.wallTime()).toISOString();
  const rows = planRows(k2, requestsFrom(input, settings.random), settings);
  reserve(rows, settings.maxUsd);
  const endOf = await runAll(k2, rows, settings);
  const ends = rows.flatMap(askedOf).flatMap((planned) => endOf(planned) ?? []);
  throwIfGivenUp(ends, settings.signal);
  return {
    v: 1,
    createdAt,
    ...totalOf(ends),
    maxUsd: settings.maxUsd,
    providers: settings.providers,
    rows: await Promise.all(rows.map((row) => finishRow(row, endOf))),
  };
}

type EndOf = (planned: PlannedCell) => CellEnd | undefined;

/** Runs every cell that is to be asked, row by row, as many at once as are allowed. */
async function runAll(k2: Comparer, rows: readonly PlannedRow[], settings: CompareSettings): Promise<EndOf> {
  const ends = new Map<PlannedCell, CellEnd>();
  const tellerOf = createTeller(settings);
  const cells = rows.flatMap(({ request, ...row }) =>
    askedOf(row).map((planned) => ({ request, planned, tell: tellerOf(planned) })),
  );
  for (const { tell } of cells) tell("waiting");
  const queue = cells.values();
  const work = async () => {
    for (const { request, planned, tell } of queue)
      ends.set(planned, await runCell(k2, request, planned, settings, tell));
  };
  await Promise.all(Array.from({ length: Math.min(settings.concurrency, cells.length) }, work));
  return (planned) => ends.get(planned);
}

async function finishRow({ id, canonical, seed, cells }: PlannedRow, endOf: EndOf): Promise<ComparisonRow> {
  const { prompt, model, aspectRatio, n } = canonical;
  const ended = cells.map((planned) => endOf(planned)?.cell ?? ineligibleCell(planned));
  return {
    ...{ id, prompt, model, aspectRatio, seed, n },
    request: canonical,
    ...(await measureDistances(ended)),
  };
}
