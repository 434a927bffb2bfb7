import { isUnikreaError, type UnikreaError } from "@unikrea/core";

/** The error that a promise rejects with, or a work throws. Anything else fails the test. */
export async function rejectionOf(work: Promise<unknown> | (() => unknown)): Promise<UnikreaError> {
  let outcome: unknown = "nothing was thrown";
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    outcome = error;
  }
  if (isUnikreaError(outcome)) return outcome;
  throw new Error(`expected an UnikreaError, got ${String(outcome)}`);
}
