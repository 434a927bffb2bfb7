import { resolve } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import type { CommandContext } from "../command-context.ts";
import { EXIT_CODES, type ExitCode } from "../exit-code.ts";
import { prepareFolder } from "../folder.ts";
import { displayPath } from "../image-file.ts";
import { listenForInterrupts } from "../interrupt.ts";
import { findLedger, LEDGERS } from "../ledger-folder.ts";
import { resumableProviders } from "../provider-set.ts";
import { type Collected, recoverLedger } from "../recover-ledger.ts";
import { describeCollected } from "../report-recovered.ts";
import { imageDocument } from "../report-result.ts";

interface RecoverFlags {
  readonly out: string;
  readonly now?: true;
}

/** `unikrea recover`: settles what is open in the ledgers of this machine. */
export function addRecoverCommand(program: Command, context: CommandContext): void {
  program
    .command("recover")
    .description("collect what interrupted, killed or timed-out calls have left; it pays for nothing")
    .option("-o, --out <dir>", "where the files go", ".")
    .option("--now", "also what was changed in the last 5 minutes: for when no other run is under way")
    .action((flags: RecoverFlags) => recover(context, flags));
}

async function recover(context: CommandContext, { out, now }: RecoverFlags) {
  const { terminal, isJson, exitWith } = context;
  const dir = resolve(terminal.cwd, out);
  const set = resumableProviders([]);
  const interrupts = listenForInterrupts(terminal);
  const collected: Collected[] = [];
  let left = 0;
  try {
    for (const kind of LEDGERS) {
      const store = findLedger(terminal, kind);
      if (!store) continue;
      await prepareFolder(dir);
      const settled = await recoverLedger(context, {
        kind,
        store,
        set,
        dir,
        interrupts,
        isNow: now ?? false,
      });
      collected.push(...settled.collected);
      left += settled.left;
    }
  } finally {
    interrupts.stop();
  }
  const code = codeOf(collected);
  if (isJson)
    terminal.out(JSON.stringify({ ok: isFine(code), left, jobs: collected.map(documentOf) }, null, 2));
  else {
    for (const one of collected) terminal.err(describeCollected(one));
    const files = collected.flatMap(({ images }) => images.flatMap(({ file }) => file ?? []));
    for (const file of files) terminal.out(displayPath(terminal.cwd, file));
    if (collected.length + left === 0) terminal.err("Nothing is open.");
    if (left > 0) terminal.err(pc.dim(`${left} left alone: ${now ? BUSY : YOUNG}`));
  }
  exitWith(code);
}

const BUSY = "another run is at it";
const YOUNG = "changed less than 5 minutes ago, or another run is at it (--now settles the former)";

const isFine = (code: ExitCode) => code === EXIT_CODES.ok || code === EXIT_CODES.partial;

/** The worst of what is left: money that nobody knows of, then a job that goes on, then an image that is not a file. */
function codeOf(collected: readonly Collected[]): ExitCode {
  const has = (wanted: Collected["end"]) => collected.some(({ end }) => end === wanted);
  // What an emulator that is gone has left costs nothing, and nobody can settle it.
  const isUnasked = collected.some(({ end, isEmulated }) => end === "left" && !isEmulated);
  if (has("unknown") || isUnasked) return EXIT_CODES.unknown;
  if (has("pending")) return EXIT_CODES.timeout;
  return collected.some(({ images }) => images.some(({ problem }) => problem))
    ? EXIT_CODES.partial
    : EXIT_CODES.ok;
}

function documentOf({ id, end, isEmulated, state, job, images, error, reason }: Collected): object {
  return {
    ...{ id, end, state, emulated: isEmulated, images: images.map(imageDocument), reason },
    ...{ error: error && { ...error.toJSON(), job: undefined }, job },
  };
}
