import { type JobRef, UnikreaError } from "@unikrea/core";
import type { Terminal } from "./terminal.ts";

/** How long a command may go on. */
export interface Interrupts {
  /** The first Ctrl-C: stop what can be stopped. */
  readonly first: AbortSignal;
  /** The second: go at once. */
  readonly second: AbortSignal;
  stop(): void;
}

/** Listens for Ctrl-C. */
export function listenForInterrupts(terminal: Terminal): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  const interrupt = () => (first.signal.aborted ? second : first).abort(new Error("interrupted"));
  return { first: first.signal, second: second.signal, stop: terminal.onInterrupt(interrupt) };
}

/** What is left of a call's time once the images are made. At least this much: they are paid for. */
const MIN_DOWNLOAD_MS = 2000;

/** A signal that fires, with our error as its reason, on Ctrl-C and when the time is over. */
export function downloadPatience(first: AbortSignal, leftMs: number): { over: AbortSignal; end(): void } {
  const over = new AbortController();
  const stop = (code: "aborted" | "timeout", why: string) =>
    over.abort(new UnikreaError(code, `${why} while the image was downloaded`, PAID));
  const interrupt = () => stop("aborted", "Interrupted");
  const timer = setTimeout(() => stop("timeout", "The time was over"), Math.max(leftMs, MIN_DOWNLOAD_MS));
  first.addEventListener("abort", interrupt, { once: true });
  if (first.aborted) interrupt();
  return {
    over: over.signal,
    end() {
      clearTimeout(timer);
      first.removeEventListener("abort", interrupt);
    },
  };
}

const PAID = { outcome: "settled", billed: "yes", phase: "download" } as const;

/** The promise, or the signal's reason as soon as it fires. What loses goes on, and nobody looks at it. */
export async function raceSignal<Result>(running: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stopListening = () => {};
  const fired = new Promise<never>((_, reject) => {
    const fire = () => reject(signal.reason);
    signal.addEventListener("abort", fire, { once: true });
    stopListening = () => signal.removeEventListener("abort", fire);
    if (signal.aborted) fire();
  });
  try {
    return await Promise.race([running, fired]);
  } finally {
    stopListening();
  }
}

/** The second Ctrl-C: nothing was waited for, so nothing is known. */
export function leftAtOnce(job?: JobRef): UnikreaError {
  const message = "Ended at once, without waiting for what was sent: it may be billed";
  return new UnikreaError("aborted", message, { outcome: "unknown", billed: "maybe", job });
}
