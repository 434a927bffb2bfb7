import type { LiveContext } from "./runner/context.ts";
import type { Exchange } from "./runner/exchange.ts";

/** The services, in the order in which they are checked. */
export const SERVICES = ["krea", "cloudflare", "runware"] as const;
export type ServiceId = (typeof SERVICES)[number];

/** `confirmed`: the answer to the question is yes. `refuted`: it is no. `inconclusive`: this run could not tell. */
export type Verdict = "confirmed" | "refuted" | "inconclusive";

/** What one check has found. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, in a sentence, with figures. */
  readonly observed: string;
  /** Exchanges worth keeping. They are scrubbed before they are written. */
  readonly fixture?: readonly Exchange[];
}

/**
 * What a check cannot do without, beside the service's key: a second key of Krea's, an address for webhooks, leave to
 * send a prompt that is meant to be refused, or minutes of waiting.
 */
export type Need = "second-key" | "webhook" | "moderation" | "patience";

/** One fact that nobody has published, and how to find it out. */
export interface Check {
  /** `<provider>.<fact>`. Never reused for another fact, since reports are merged by it. */
  readonly id: string;
  readonly provider: ServiceId;
  /** To be answered by yes or no. */
  readonly question: string;
  /** What we lose, or cannot promise, while it is not known. */
  readonly whyItMatters: string;
  /** What is done to find out, in a sentence. */
  readonly does: string;
  /** What must be true for the code as it is. `neither`: it is right either way. */
  readonly reliesOn: "yes" | "no" | "neither";
  /** The most that it can cost, in dollars: every image it may order, as if all were billed. */
  readonly maxUsd: number;
  readonly needs?: readonly Need[];
  /** Never throws for what a service does, except {@link Unfinished}. */
  run(context: LiveContext): Promise<Finding>;
}

/** Thrown where a check cannot go on, because something else than what it asks about went wrong. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
}

type Answer = (observed: string, fixture?: readonly Exchange[]) => Finding;
const answer =
  (verdict: Verdict): Answer =>
  (observed, fixture = []) => ({ verdict, observed, fixture });

/** The answer is yes. */
export const yes = answer("confirmed");
/** The answer is no. */
export const no = answer("refuted");
/** Nobody can tell from this. */
export const unsure = answer("inconclusive");
/** Yes or no. */
export const isIt = (truth: boolean): Answer => (truth ? yes : no);
