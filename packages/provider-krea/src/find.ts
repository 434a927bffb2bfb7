import type { Finding, LostSubmission } from "@unikrea/core/provider";
import * as z from "zod/mini";
import { JOB, type KreaToken, type KreaWire, OTHER_TYPES } from "./wire.ts";

// Krea takes no name of ours for a job, and its list shows no prompt. What is left is the time at which a job was
// created: all of this is inference, and wherever it could be wrong it says `unknown`.

type Lost = LostSubmission<KreaWire, KreaToken>;

/** How far Krea's clocks may lie apart from each other, and how early a job may be dated. */
const SLACK_MS = 2000;
/** The header `Date` has whole seconds. */
const DATE_STEP_MS = 1000;
/** Around the window, a job that is not ours shows that somebody else uses the key. Core remembers ours for longer. */
const NEIGHBORHOOD_MS = 600_000;
/** Before that nothing is ever absent. Below the last look's time, so that a calendar that is set does not matter. */
const ABSENT_AFTER_MS = 10_000;
/** More ids than these are not named. */
const MAX_NAMED = 5;

/** One exchange by both clocks: ours in milliseconds of wall time, and what the answer's `Date` says. */
export interface Exchange {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly date: string | null;
}

/** Times of Krea's clock, in milliseconds. */
export interface Span {
  /** The submission, if it arrived, was made into a job between these. */
  readonly from: number;
  readonly to: number;
  /** Jobs between these are looked at. */
  readonly since: number;
  readonly until: number;
}

/**
 * When the job was created by Krea's clock, as wide as our knowledge of that clock is. `undefined` when the answer tells
 * no time, or when our own calendar was set back meanwhile.
 */
export function spanOf(
  { sentAt, lostAt }: Pick<Lost, "sentAt" | "lostAt">,
  { askedAt, answeredAt, date }: Exchange,
): Span | undefined {
  const server = Date.parse(date ?? "");
  if (Number.isNaN(server) || answeredAt < askedAt) return undefined;
  const from = sentAt - SLACK_MS + (server - answeredAt);
  const to = lostAt + SLACK_MS + (server + DATE_STEP_MS - askedAt);
  return { from, to, since: from - NEIGHBORHOOD_MS, until: to + NEIGHBORHOOD_MS };
}

/** Where to go on in the list, or `null` at its end. What is too young is skipped, what is too old is not read. */
export function nextCursor(cursor: string | null, { since, until }: Span): string | null {
  const time = timeOf(cursor ?? "");
  if (cursor === null || time < since) return null;
  return time > until ? new Date(until).toISOString() : cursor;
}

/** What was read of the list. */
export interface Listed {
  readonly span: Span;
  readonly items: readonly unknown[];
  /** False when jobs of the span may be missing, because there were too many. */
  readonly isWhole: boolean;
  /** Between giving the answer up and asking for the list, in milliseconds. */
  readonly waitedMs: number;
}

/** What the list says about the submission. */
export function findingOf(
  lost: Pick<Lost, "claimed" | "isLastLook">,
  { span, items, isWhole, waitedMs }: Listed,
  trustAbsence: boolean,
): Finding<KreaToken> {
  const claimed = new Set(lost.claimed.map(({ jobId }) => jobId));
  const candidates = new Map<string, Finding<KreaToken>>();
  const strangers = new Map<string, Finding<KreaToken>>();
  for (const item of items) {
    const { data: job } = z.safeParse(JOB, item);
    if (!job) return unknown("has an entry in its list of jobs that cannot be read");
    const { job_id: jobId, created_at: createdAt } = job;
    if (claimed.has(jobId)) continue;
    const time = timeOf(createdAt);
    if (Number.isNaN(time)) return unknown(`does not say when job ${jobId} was created`);
    if (time < span.since || time > span.until) continue;
    const isCandidate = time >= span.from && time <= span.to && !OTHER_TYPES.includes(Object(item).type);
    const found = {
      status: "accepted",
      token: { jobId, createdAt },
      answer: item,
      isInferred: true,
    } as const;
    (isCandidate ? candidates : strangers).set(jobId, found);
  }

  const [candidate, ...others] = candidates.values();
  const ids = named(candidates.keys());
  if (others.length > 0) return unknown(`has ${candidates.size} jobs of that time that may be it: ${ids}`);
  if (strangers.size > 0) {
    const which = candidate ? `, so ${ids} need not be it` : "";
    return unknown(
      `has jobs of about that time that this client does not know: ${named(strangers.keys())}${which}`,
    );
  }
  if (!isWhole) return unknown("has more jobs of about that time than are read");
  if (candidate) return candidate;
  if (!lost.isLastLook) return unknown("does not have it in its list of jobs yet");
  if (trustAbsence && waitedMs >= ABSENT_AFTER_MS) return { status: "absent" };
  return unknown("does not have it in its list of jobs, which does not prove that it was not accepted");
}

const unknown = (reason: string) => ({ status: "unknown", reason: `krea ${reason}` }) as const;

function named(ids: Iterable<string>): string {
  const all = [...ids];
  const more = all.length > MAX_NAMED ? ` and ${all.length - MAX_NAMED} more` : "";
  return all.slice(0, MAX_NAMED).join(", ") + more;
}

/** Milliseconds of a time that names its zone; otherwise none, since engines would read it as local time. */
const timeOf = (text: string) => (/(Z|[+-]\d\d:\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN);
