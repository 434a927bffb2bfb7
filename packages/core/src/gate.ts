import { isReasonOf, type Listen } from "./abort.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";

/**
 * Lets a bounded number of pieces of work run at once; the others wait their turn in order.
 * How many follows the service (AIMD): half as many when it answers that there is too much at once, one more for every
 * 20 successes since.
 */
export interface Gate {
  /**
   * Runs `work` when there is room. Its place is given on when it settles, however it does.
   *
   * @throws the signal's reason when it aborts before `work` has begun
   * @throws {UnikreaError} `queue_full` when too many wait already
   */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

export interface GateOptions {
  /**
   * How many may run at once while nothing is known of the service, 1…size.
   *
   * By default as many as ever, although no service publishes its limit. Too many costs a few refusals, which are free
   * and halve the limit at once. Too few costs time: from 8, with calls of 15 s, the first 480 take 7 minutes instead
   * of 4, on a service that may well take 32.
   * @default size
   */
  startAt?: number;
  /** How many may wait. 2,000 at once is ordinary use; far more is a loop that has lost its brake. @default 10_000 */
  maxQueue?: number;
}

const SUCCESSES_PER_STEP = 20;

export function createGate(
  size: number,
  listen: Listen,
  { startAt = size, maxQueue = 10_000 }: GateOptions = {},
): Gate {
  let limit = Math.min(startAt, size);
  let running = 0;
  let successes = 0;
  // Of all that were under way when the service complained, only the first complaint counts: the others are about the
  // same moment, and 32 of them must not leave 1.
  let round = 0;
  const waiting = new Set<() => void>();
  const enter = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (running >= limit && waiting.size >= maxQueue) {
        const message = `The queue is full (${maxQueue} calls), so this one was not sent`;
        return reject(new UnikreaError("queue_full", message, { phase: "submit" }));
      }
      const stopListening = listen(signal, () => {
        waiting.delete(start);
        reject(signal.reason);
      });
      const start = () => {
        waiting.delete(start);
        stopListening();
        running++;
        resolve();
      };
      if (running < limit) start();
      else waiting.add(start);
    });
  const leave = () => {
    running--;
    for (const start of waiting) {
      if (running >= limit) break;
      start();
    }
  };
  return {
    async run(work, signal) {
      await enter(signal);
      const begun = round;
      try {
        if (signal.aborted) throw signal.reason;
        const result = await work();
        if (begun === round && ++successes % SUCCESSES_PER_STEP === 0) limit = Math.min(limit + 1, size);
        return result;
      } catch (error) {
        if (begun === round && isThrottle(error) && !isReasonOf(signal, error)) {
          limit = Math.max(limit >> 1, 1);
          successes = 0;
          round++;
        }
        throw error;
      } finally {
        leave();
      }
    },
  };
}

/** A call that we kept back ourselves has no status, and says nothing new. */
const isThrottle = (error: unknown) =>
  isUnikreaError(error) && error.code === "rate_limited" && error.status !== undefined;
