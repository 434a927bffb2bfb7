import { type Billed, isUnikreaError } from "@unikrea/core";
import { CommanderError } from "commander";
import pc from "picocolors";
import { CliError } from "./cli-error.ts";
import { inFlags } from "./flag-words.ts";
import { describeSkipped, imageDocument } from "./report-result.ts";
import { hasStory, tellStory } from "./story.ts";
import { Undelivered } from "./undelivered.ts";

const MONEY: Readonly<Record<Billed, string>> = {
  no: "Nothing was billed",
  maybe: "It may be billed",
  yes: "It was billed",
};

const LEDGER_HINT = "UNIKREA_STATE_DIR names another folder for it";

/** An error for a person: what happened, what it cost, when to try again, what to do. */
export function describeError(error: unknown): string {
  if (error instanceof Undelivered) return describe(error.cause, error);
  return describe(error);
}

function describe(error: unknown, known?: Undelivered): string {
  if (!isUnikreaError(error)) {
    const lines = [pc.red(error instanceof Error ? error.message : String(error))];
    if (known?.job && !(error instanceof CliError)) lines.push(`${MONEY.maybe}${label(known)}.`);
    return lines.join("\n");
  }
  const message = inFlags(error.message, known?.jobFile);
  // A job of the built-in emulator does not go on when the command ends.
  const isGone = known?.isEmulated && known.job && !known.jobFile;
  const advice = error.hint ?? (error.code === "ledger_error" ? LEDGER_HINT : undefined);
  const hint = advice && (isGone ? "" : inFlags(advice, known?.jobFile));
  const isTold = message.includes("billed");
  const isRisky = error.billed !== "no" && !message.includes("emulated");
  const lines = [pc.red(isTold && isRisky ? `${message}${label(known)}` : message)];
  if (!isTold) lines.push(`${MONEY[error.billed]}${isRisky ? label(known) : ""}.`);
  if (error.retryAfterMs !== undefined) lines.push(`Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`);
  const job = error.job ?? known?.job;
  lines.push(...describeSkipped(error.skipped));
  if (job && hasStory(job)) lines.push(tellStory(job));
  if (hint) lines.push(`${pc.dim("hint:")} ${hint}`);
  return lines.join("\n");
}

/** Beside every word about money that is not real. */
const label = (known: Undelivered | undefined) => (known?.isEmulated ? " (emulated)" : "");

/** An error for a program. */
export function errorDocument(error: unknown): object {
  if (!(error instanceof Undelivered)) return { ok: false, error: errorFields(error) };
  const { isEmulated, images, job, jobFile, cause } = error;
  const fields = errorFields(cause, error);
  return {
    ok: false,
    emulated: isEmulated,
    error: { ...fields, job },
    images: images.map(imageDocument),
    jobFile,
  };
}

function errorFields(error: unknown, known?: Undelivered): object {
  if (isUnikreaError(error)) {
    const { message, hint, job } = error;
    const words = { message: inFlags(message, known?.jobFile), hint: hint && inFlags(hint, known?.jobFile) };
    // The whole job, which the error's own JSON leaves out: without it nothing can be collected.
    return { ...error.toJSON(), ...words, job };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CliError) return { code: error.code, message, billed: known?.job ? "yes" : "no" };
  if (error instanceof CommanderError) return { code: "usage", message: usageOf(error), billed: "no" };
  return { code: "unexpected", message, billed: known?.job ? "maybe" : "no" };
}

/** Commander has no words for a command line without a command: it shows the help. */
const usageOf = ({ code, message }: CommanderError) =>
  code === "commander.help" ? "no command given: see unikrea --help" : message.replace(/^error: /, "");
