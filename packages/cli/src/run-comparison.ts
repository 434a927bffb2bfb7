import { resolve } from "node:path";
import { type CompareMatrix, type CompareOptions, type Comparison, compare } from "@unikrea/compare";
import { isUnikreaError } from "@unikrea/core";
import pc from "picocolors";
import type { CommandContext } from "./command-context.ts";
import { comparisonDocument } from "./comparison-document.ts";
import { exitCodeOfComparison } from "./comparison-exit-code.ts";
import { describeComparison } from "./describe-comparison.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { exitCodeOf } from "./exit-code-of.ts";
import { prepareFolder } from "./folder.ts";
import { displayPath } from "./image-file.ts";
import { leftAtOnce, listenForInterrupts, raceSignal } from "./interrupt.ts";
import { type Destination, type Kept, keepComparison } from "./keep-comparison.ts";
import { claimFile } from "./new-file.ts";
import { type Client, openClient } from "./open-client.ts";
import { openProviders, type ProviderSet } from "./provider-set.ts";
import type { ProviderId } from "./provider-setup.ts";
import { createCellsView } from "./show-cells.ts";
import { Undelivered } from "./undelivered.ts";

/** What is to be compared, and where it goes. */
export interface ComparisonOrder {
  readonly matrix: CompareMatrix;
  readonly options: CompareOptions;
  readonly providers: readonly ProviderId[] | undefined;
  readonly html: string | undefined;
  readonly csv: string | undefined;
  readonly out: string | undefined;
}

/** Compares, writes down what came, and says what it comes to. What is to be written to is claimed before anything is paid for. */
export async function runComparison(context: CommandContext, order: ComparisonOrder): Promise<void> {
  const { cwd } = context.terminal;
  const dir = order.out === undefined ? undefined : resolve(cwd, order.out);
  if (dir !== undefined) await prepareFolder(dir);
  const html = order.html === undefined ? undefined : await claimFile("--html", order.html, cwd);
  try {
    const csv = order.csv === undefined ? undefined : await claimFile("--csv", order.csv, cwd);
    try {
      const set = await openProviders(order.providers);
      await compareWith(context, order, set, { dir, html, csv }).finally(() => set.close());
    } finally {
      await csv?.discard();
    }
  } finally {
    await html?.discard();
  }
}

async function compareWith(
  context: CommandContext,
  { matrix, options, providers }: ComparisonOrder,
  set: ProviderSet,
  destination: Destination,
): Promise<void> {
  const { terminal, isJson, exitWith } = context;
  const view = createCellsView(terminal, isJson);
  const interrupts = listenForInterrupts(terminal);
  let notices = set.notices;
  let client: Client | undefined;
  /** Once, and not before it is known that the request is in order. */
  const announce = () => {
    for (const notice of notices) terminal.err(pc.yellow(notice));
    notices = [];
  };
  try {
    client = openClient(context, set);
    const known = set.providers.map(({ id }) => id);
    const made = await raceSignal(
      compare(client.k2, matrix, {
        ...options,
        providers: providers?.filter((id) => known.includes(id)),
        signal: interrupts.first,
        onProgress(progress) {
          announce();
          view.show(progress);
        },
      }),
      interrupts.second,
    );
    view.stop();
    announce();
    const comparison = { ...made, emulated: made.emulated || set.isBuiltIn };
    const kept = await keepComparison(comparison, destination);
    for (const cell of comparison.rows.flatMap(({ cells }) => cells))
      if (cell.jobId !== undefined) client.written(cell.jobId, kept.isKept(cell));
    for (const { message } of kept.problems) terminal.err(pc.red(message));
    if (isJson) terminal.out(JSON.stringify(comparisonDocument(comparison, kept), null, 2));
    else show(context, comparison, kept, destination);
    adviseOn(context, comparison, kept, set);
    const code = exitCodeOfComparison(comparison);
    exitWith(code === EXIT_CODES.ok && kept.problems.length > 0 ? EXIT_CODES.partial : code);
  } catch (error) {
    view.stop();
    const isLeft = interrupts.second.aborted && error === interrupts.second.reason;
    const cause = isLeft ? leftAtOnce() : error;
    if (exitCodeOf(cause) !== EXIT_CODES.usage) announce();
    throw new Undelivered(withoutRecovery(cause, set), {
      ...{ job: undefined, jobFile: undefined, images: [] },
      isEmulated: set.isBuiltIn,
    });
  } finally {
    view.stop();
    interrupts.stop();
    // The second Ctrl-C waits for nothing: a ledger takes being cut off.
    if (!interrupts.second.aborted) await client?.settle();
  }
}

/** Jobs of the built-in emulator end with it: there is nothing to recover. */
const withoutRecovery = (error: unknown, { isBuiltIn }: ProviderSet): unknown =>
  isBuiltIn && isUnikreaError(error) && error.code === "aborted" ? error.with({ hint: undefined }) : error;

/** The table and the verdict for a person, then where it was written. */
function show(context: CommandContext, comparison: Comparison, kept: Kept, { dir }: Destination) {
  const { terminal } = context;
  const { files, html, csv } = kept;
  terminal.out(describeComparison(comparison));
  if (dir !== undefined) terminal.out(`images: ${files.size} in ${displayPath(terminal.cwd, dir) || "."}`);
  if (html !== undefined) terminal.out(`report: ${html}`);
  if (csv !== undefined) terminal.out(`csv: ${csv}`);
}

/** Images that are paid for and in no file are not lost: the ledger has their calls. */
function adviseOn(
  { terminal }: CommandContext,
  { rows }: Comparison,
  kept: Kept,
  { isBuiltIn }: ProviderSet,
) {
  const made = rows.flatMap(({ cells }) => cells).filter(({ images }) => images.length > 0);
  if (isBuiltIn || made.every((cell) => kept.isKept(cell))) return;
  terminal.err(
    "Not all images were kept, as --out or --html would: unikrea recover saves them (at once with --now)",
  );
}
