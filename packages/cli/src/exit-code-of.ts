import { type ErrorCode, isUnikreaError } from "@unikrea/core";
import { CommanderError } from "commander";
import { match } from "ts-pattern";
import { CliError } from "./cli-error.ts";
import { EXIT_CODES, type ExitCode } from "./exit-code.ts";
import { Undelivered } from "./undelivered.ts";

/** The exit code for an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Undelivered) {
    // A bug of ours while a job was under way says nothing about its bill.
    const isForeign = !(error.cause instanceof CliError || isUnikreaError(error.cause));
    return isForeign && error.job ? EXIT_CODES.unknown : exitCodeOf(error.cause);
  }
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  if (!isUnikreaError(error)) return EXIT_CODES.failed;
  const { code, billed } = error;
  if (code === "aborted") return EXIT_CODES.interrupted;
  if (code === "timeout") return EXIT_CODES.timeout;
  // Before all others: a key that is refused when an accepted job is asked about says nothing about its bill.
  if (billed === "maybe") return EXIT_CODES.unknown;
  return (
    match<ErrorCode, ExitCode>(code)
      // Of these only a stored job can be unreadable without anything having been sent.
      .with(
        "invalid_input",
        "unsupported",
        "invalid_response",
        "idempotency_conflict",
        () => EXIT_CODES.usage,
      )
      .with("missing_credentials", "authentication", "insufficient_credits", () => EXIT_CODES.credentials)
      .otherwise(() => EXIT_CODES.failed)
  );
}
