import type { CallOptions, Clock, Krea2 } from "@unikrea/core";
import {
  integerIn,
  matching,
  numberIn,
  optional,
  readSettings,
  shape,
  systemClock,
} from "@unikrea/core/provider";
import type { CellProgress } from "./progress.ts";

/** What every cell is called with, as the client itself understands it. */
type Passed = Pick<CallOptions, "timeoutMs" | "maxRetries" | "onUnsupported" | "tags">;

/** How to compare. Unknown keys are refused. */
export interface CompareOptions extends Passed {
  /**
   * How often what a provider has not accepted is sent again, as for a call. Left at 0 each image is ordered once, whatever
   * is answered: a column shows what its provider does at the first try, and no answer that is wrong costs a second image.
   * @default 0
   */
  maxRetries?: number | undefined;
  /** Whom to ask, in the order of the columns. @default all providers of the client */
  providers?: readonly string[] | undefined;
  /**
   * The most that the whole comparison may cost, in dollars. It is all or nothing: what all cells may cost at the
   * most is reserved before anything is sent, and each cell is then held to its own share, in place of the client's
   * `budget.perRequestUsd`. That is their estimate, or twice as much where what is lost may be run twice. Whoever has no price is not asked. @default no ceiling
   */
  maxUsd?: number | undefined;
  /**
   * How long each cell may take from when it is asked for, its downloads included, in milliseconds. Images that are made
   * have at least two seconds to come. @default the client's, and as long as the downloads take
   */
  timeoutMs?: number | undefined;
  /** Gives the whole comparison up when it aborts: stops what can be stopped, and rejects with code `aborted`. */
  signal?: AbortSignal | undefined;
  /** Cells under way at once, all providers together. @default as many as the client lets through */
  concurrency?: number | undefined;
  /** Called when a cell has moved. What it throws or returns is ignored. */
  onProgress?: ((progress: CellProgress) => void) | undefined;
  /** Time, for tests. @default the platform's */
  clock?: Clock | undefined;
  /** 0…1 without 1, for the seeds, for tests. @default random */
  random?: (() => number) | undefined;
}

/** The options, checked and with their defaults. */
export interface CompareSettings {
  readonly providers: readonly string[];
  readonly maxUsd: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly concurrency: number;
  readonly onProgress: ((progress: CellProgress) => void) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** Checked by the client, when it plans. */
  readonly call: Passed;
}

const MAX_USD = 1e9;
const isFunction = (value: unknown) => typeof value === "function";
const passed = <Value>() => optional(matching<Value>(() => true, ""));

/** @throws {UnikreaError} `invalid_input`, with every problem in `issues` */
export function readOptions(known: Krea2["providers"], options: CompareOptions): CompareSettings {
  const ids = known.map(({ id }) => id);
  const areProviders = (value: unknown) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((id) => ids.includes(id)) &&
    new Set(value).size === value.length;
  const schema = shape({
    providers: optional(
      matching<readonly string[]>(areProviders, `a list of some of ${ids.join(", ")}, each once`),
    ),
    maxUsd: optional(numberIn(0, MAX_USD)),
    signal: optional(matching<AbortSignal>((value) => "aborted" in Object(value), "an AbortSignal")),
    concurrency: optional(integerIn(1, 10_000)),
    onProgress: optional(matching<(progress: CellProgress) => void>(isFunction, "a function")),
    clock: optional(matching<Clock>((value) => typeof Object(value).setTimer === "function", "a Clock")),
    random: optional(matching<() => number>(isFunction, "a function")),
    timeoutMs: passed<number>(),
    maxRetries: passed<number>(),
    onUnsupported: passed<Passed["onUnsupported"]>(),
    tags: passed<readonly string[]>(),
  });
  const {
    providers = ids,
    concurrency = Number.POSITIVE_INFINITY,
    ...rest
  } = readSettings("", schema, options);
  const { clock = systemClock, random = Math.random, maxUsd, signal, onProgress, ...call } = rest;
  const own = { providers, concurrency, clock, random, maxUsd, signal, onProgress };
  return { ...own, call: { maxRetries: 0, ...call } };
}
