import { type CallContext, type Clock, jsonOf, toMicroUsd, type Warning } from "@unikrea/core/provider";
import { noPermission } from "./errors.ts";
import type { Exchange } from "./port.ts";

// What a run cost stands nowhere but in its row of the gateway's log. Cloudflare calls the figure an estimate that may lag
// (runtime types, and the pages of AI Gateway, read 2026-11-21). By the time it is asked for, the image is paid and in hand, so
// nothing here fails, and nothing here waits for long.

/** How long a run that is done may be held up for its cost, in milliseconds, and when it is asked for in that time. */
const COST_WAIT_MS = 2000;
const LOOKS_MS = [300, 700, 1200, 1800];
/** What stays of a call's own time: asking what an image cost must not cost the image. */
const RESERVE_MS = 1000;
/** No image costs a dollar: more is in another unit, or for more than the run. */
const MAX_MICRO_USD = 1_000_000;

/** Why there is no row to look at. */
export const UNLOGGED = "cloudflare's answer names no entry of the gateway's log: see collectLog";

/** What the caller should know who wants to hear what runs cost. */
export const estimatedWarning = (obstacle: string): Warning => ({
  type: "suspicious",
  path: "",
  message: `${obstacle}. What runs cost stays an estimate by the price list`,
  provider: "cloudflare",
});

/** What the log says of the cost of a run, or why it will not. Neither where it has not said yet. */
export interface CostReading {
  readonly microUsd?: number;
  readonly obstacle?: string;
}

/**
 * What a row says that its run cost. Never 0: a row has that before its cost is worked out. The cost of a hit of the cache,
 * or one that somebody has set, is not what this run cost.
 */
export function costIn(row: unknown, logId: string): CostReading {
  const { id, cost, success, cached, custom_cost: isCustom } = Object(row);
  if (id !== logId || success === false || cached || isCustom || typeof cost !== "number") return {};
  const microUsd = toMicroUsd(cost);
  return microUsd > 0 && microUsd <= MAX_MICRO_USD ? { microUsd } : {};
}

/** The record of a run with what is known of its cost. What the service itself may have put there does not count. */
export function withCost(record: object, { microUsd }: CostReading): object {
  const { microUsd: _, ...own } = Object(record);
  return microUsd === undefined ? own : { ...own, microUsd };
}

/** Reads what a run cost, as soon as its row has it and within what is left of the call's time. Never throws. */
export async function readCost(
  prepare: () => Promise<Exchange>,
  logId: string,
  context: CallContext,
  leftMs: number,
): Promise<CostReading> {
  const { clock, signal } = context;
  const timeoutMs = Math.min(COST_WAIT_MS, leftMs - RESERVE_MS);
  if (timeoutMs <= 0) return {};
  const over = new AbortController();
  const stop = () => over.abort();
  const stopped = new Promise<CostReading>((resolve) =>
    over.signal.addEventListener("abort", () => resolve({})),
  );
  const cancelTimer = clock.setTimer(stop, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const look = () => lookAtRow(prepare, logId, { ...context, signal: over.signal, timeoutMs });
    return await Promise.race([lookRepeatedly(look, clock, over.signal), stopped]);
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

async function lookRepeatedly(
  look: () => Promise<CostReading>,
  clock: Clock,
  over: AbortSignal,
): Promise<CostReading> {
  const startedAt = clock.now();
  for (const atMs of LOOKS_MS) {
    await pause(clock, startedAt + atMs - clock.now(), over);
    if (over.aborted) break;
    const reading = await look();
    if (reading.microUsd !== undefined || reading.obstacle !== undefined) return reading;
  }
  return {};
}

/** One look. Whatever goes wrong may be over by the next, except for a token that may not read. */
async function lookAtRow(
  prepare: () => Promise<Exchange>,
  logId: string,
  context: CallContext,
): Promise<CostReading> {
  try {
    const { http, request } = await prepare();
    const answer = await http(request, context);
    if (answer.status === 401 || answer.status === 403) return { obstacle: noPermission(answer.status) };
    return answer.status === 200 ? costIn(Object(jsonOf(answer)).result, logId) : {};
  } catch {
    return {};
  }
}

/** Resolves early when there is no more time. */
function pause(clock: Clock, delayMs: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) return resolve();
    const cancelTimer = clock.setTimer(resolve, delayMs);
    over.addEventListener("abort", () => {
      cancelTimer();
      resolve();
    });
  });
}
