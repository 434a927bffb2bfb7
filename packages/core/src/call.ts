import type * as z from "zod/mini";
import { MAX_TIMER_MS } from "./clock.ts";
import type { OnUnknown } from "./decision.ts";
import type { Issue } from "./error.ts";
import { check, inputError } from "./issue.ts";
import type { JobRef } from "./job.ts";
import { ROUTINGS, type Routing } from "./route.ts";
import {
  callback,
  integerIn,
  listOf,
  matching,
  numberIn,
  oneOf,
  optional,
  shape,
  textLike,
} from "./schema.ts";
import { snapshot } from "./snapshot.ts";

/** Where a call stands. Given to `onProgress`. */
export interface Progress {
  readonly provider: string;
  readonly job: JobRef;
  /** `queued`: waiting at the provider; `running`: being drawn; `settled`: the last image came or failed. */
  readonly phase: "queued" | "running" | "settled";
  /** Images that are ready, of how many. */
  readonly ready: number;
  readonly total: number;
  /** Since the call began, in milliseconds. */
  readonly elapsedMs: number;
  /** 0…1, only when the provider reports it. */
  readonly progress?: number | undefined;
  /** The provider's own word for the state. For showing only. */
  readonly detail?: string | undefined;
}

/** How long to wait for a job, and who wants to hear of it. Unknown keys are refused. */
export interface WaitOptions {
  /** Gives up when it aborts: stops the job where that is free, and rejects with code `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long the whole call may take, in milliseconds. @default 300_000 */
  timeoutMs?: number | undefined;
  /** Called when something is known to have moved. What it throws or returns is ignored. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** How to submit a job. Unknown keys are refused. */
export interface SubmitOptions<ProviderId extends string = string> extends WaitOptions {
  /**
   * Which provider to use, or several in the order in which they are asked. Left out: all of the client that have a key
   * and can honour the request exactly. A single one is never replaced by another.
   */
  provider?: ProviderId | (string & {}) | readonly (ProviderId | (string & {}))[] | undefined;
  /**
   * Who is asked first: `order` as listed, `cheapest` by the price tables, `fastest` by how long jobs took in this
   * client, where one that was never measured goes first. @default the client's, which is "order"
   */
  routing?: Routing | undefined;
  /**
   * What to do when nobody can say whether a request was accepted, after it was looked for: `report` it as
   * `outcome_unknown`, `wait` and go on looking until the deadline, or go on to the next provider and `pay-again`.
   * @default "report"
   */
  onUnknown?: OnUnknown | undefined;
  /**
   * How often everybody who could not take it for the moment is asked again, after all were asked once: only what is
   * proved not to have been accepted is ever sent again. 0…10. @default 2
   */
  maxRetries?: number | undefined;
  /** The most that this call may cost, all attempts together, in dollars. @default the client's `budget.perRequestUsd` */
  maxUsd?: number | undefined;
  /**
   * Words to find the call's costs by, such as a customer or a campaign: at most 10, of 1…50 characters each. Kept in the
   * ledger, never sent to a provider. No part of what an `idempotencyKey` stands for: the tags of the first call stay.
   */
  tags?: readonly string[] | undefined;
  /**
   * What to do when the provider cannot honour the request exactly: `refuse` it, or leave out or change what does not
   * fit and `warn`. @default "refuse"
   */
  onUnsupported?: "refuse" | "warn" | undefined;
}

/** How to make a call. Unknown keys are refused. */
export interface CallOptions<ProviderId extends string = string> extends SubmitOptions<ProviderId> {
  /**
   * Makes repeats of a call harmless: the same key with the same request joins the call that is under way, or gives what
   * it brought. 1…200 characters. As durable as the ledger.
   */
  idempotencyKey?: string | undefined;
}

const isSignal = (value: unknown) =>
  typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;

const WAIT_OPTIONS = {
  signal: optional(matching<AbortSignal>(isSignal, "an AbortSignal")),
  timeoutMs: optional(integerIn(1, MAX_TIMER_MS, "ms")),
  onProgress: optional(callback<(progress: Progress) => void>()),
};

/** Schema of {@link WaitOptions}. */
export const waitOptions = shape(WAIT_OPTIONS);

/** No budget is larger than this, so that micro-dollars stay exact. */
export const MAX_USD = 1e9;

/** Schema of {@link RecoverOptions}. */
export const recoverOptions = shape({
  signal: WAIT_OPTIONS.signal,
  timeoutMs: WAIT_OPTIONS.timeoutMs,
  minAgeMs: optional(integerIn(0, Number.MAX_SAFE_INTEGER, "ms")),
});

const MAX_TAGS = 10;
/** Spaces at the ends would make two tags of what looks like one. */
const TAG = /^(?!\s)[^\p{C}]{1,50}(?<!\s)$/u;

const submitFields = (providerIds: readonly string[]) => ({
  ...WAIT_OPTIONS,
  provider: optional(
    matching<string | readonly string[]>(
      (value) => {
        const names: unknown[] = [value].flat();
        return names.length > 0 && names.every((name) => providerIds.includes(name as string));
      },
      `one of ${providerIds.join(", ")}, or a list of them`,
    ),
  ),
  routing: optional(oneOf(ROUTINGS)),
  onUnknown: optional(oneOf(["report", "wait", "pay-again"])),
  maxRetries: optional(integerIn(0, 10)),
  maxUsd: optional(numberIn(0, MAX_USD)),
  tags: optional(
    listOf(
      textLike(TAG, "1 to 50 characters without control characters, and without spaces at the ends"),
      MAX_TAGS,
      "a list of texts",
    ),
  ),
  onUnsupported: optional(oneOf(["refuse", "warn"])),
});

/** Schema of {@link SubmitOptions} for a client with these providers. */
export const submitOptions = (providerIds: readonly string[]) => shape(submitFields(providerIds));

/** Schema of {@link CallOptions} for a client with these providers. */
export const callOptions = (providerIds: readonly string[]) =>
  shape({
    ...submitFields(providerIds),
    idempotencyKey: optional(
      textLike(/^[^\p{C}]{1,200}$/u, "1 to 200 characters without control characters"),
    ),
  });

/**
 * Checks the options of a call.
 *
 * @throws {UnikreaError} `invalid_input`, with every problem in `issues`.
 */
export function parseOptions<Schema extends z.core.$ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const issues: Issue[] = [];
  const options = check(
    schema,
    snapshot(() => input ?? {}, issues),
    issues,
    "",
    (word) => (word === "idempotencykey" ? "only generate takes one" : undefined),
  );
  if (options === undefined || issues.length > 0) throw inputError(issues);
  return options;
}
