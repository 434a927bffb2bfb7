import { type CallContext, errorFromAnswer, type Phase } from "@unikrea/core/provider";

/** One call to a fake provider, at the moment when something may go otherwise. */
export interface TwistedCall {
  readonly phase: Phase;
  readonly context: CallContext;
  /** Does what the provider would do, and gives its answer. */
  usual(): Promise<unknown>;
}

/** Does something else with a call than usual. */
export type Twist = (call: TwistedCall) => Promise<unknown>;

/** Throws instead of doing anything. */
export const failing =
  (error: unknown): Twist =>
  async () => {
    throw error;
  };

/** Answers with this status, as a service would that has not begun to work. */
export const refusing =
  (status: number, headers: Record<string, string> = {}): Twist =>
  async ({ phase }) => {
    const bytes = new TextEncoder().encode("no");
    throw errorFromAnswer("fake", phase, { status, headers: new Headers(headers), bytes });
  };

/** Does the work, but its answer is lost. */
export const losingAnswer: Twist = async ({ usual }) => {
  await usual();
  throw new TypeError("fetch failed", { cause: new Error("other side closed") });
};

/** Answers with this instead, without doing anything. */
export const answering =
  (body: unknown): Twist =>
  async () =>
    body;

/** Does nothing until the caller gives up, or for ever. */
export const hanging: Twist = ({ context }) => untilGivenUp(context);

/** Takes its time, then does as usual. */
export const delayed =
  (ms: number): Twist =>
  async ({ context, usual }) => {
    await pause(context, ms);
    return usual();
  };

/** Waits until the call is given up, and rejects with the reason. */
export function untilGivenUp({ signal }: CallContext): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    else signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Waits on the clock of the call, unless that is given up. */
export function pause(context: CallContext, ms: number): Promise<void> {
  let cancelTimer = () => {};
  const over = new Promise<void>((resolve) => {
    cancelTimer = context.clock.setTimer(resolve, ms);
  });
  return Promise.race([over, untilGivenUp(context)]).finally(cancelTimer);
}
