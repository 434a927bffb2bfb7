import type { Verdict } from "../check.ts";
import { FAILING_PROMPT, REFUSED_PROMPT } from "../prompt.ts";
import type { Setting } from "./emulated-run.ts";

/** How the emulator is set for a check, and what the check must then find. */
export interface KnownAnswer extends Setting {
  readonly verdict: Verdict;
}

const DAY_MS = 25 * 3_600_000;
const refusing = { kind: "moderated", match: REFUSED_PROMPT } as const;
const failing = { kind: "job-failed", match: FAILING_PROMPT, times: 0 } as const;

/**
 * What every check finds on the emulator. This is no fact about any service: the emulator says what it was built to say.
 * It shows that the check can find it.
 */
export const KNOWN_ANSWERS: Readonly<Record<string, KnownAnswer>> = {
  "krea.end-to-end": { verdict: "confirmed" },
  "krea.lost-answer": { verdict: "confirmed" },
  "krea.list-delay": { verdict: "confirmed" },
  "krea.early-poll": { verdict: "confirmed" },
  "krea.job-type": { verdict: "refuted" },
  "krea.type-is-own": { verdict: "confirmed" },
  "krea.list-order": { verdict: "confirmed" },
  "krea.one-clock": { verdict: "confirmed" },
  "krea.foreign-keys": { verdict: "confirmed" },
  "krea.idempotency-key": { verdict: "refuted" },
  "krea.cancel": { verdict: "confirmed" },
  "krea.delete-completed": { verdict: "confirmed" },
  "krea.invalid-is-422": { verdict: "confirmed" },
  "krea.reference-below-zero": { verdict: "refuted" },
  "krea.moodboard-above-one": { verdict: "refuted" },
  "krea.long-data-uri": { verdict: "confirmed" },
  "krea.three-to-four": { verdict: "confirmed" },
  "krea.long-prompt": { verdict: "confirmed" },
  "krea.highest-seed": { verdict: "confirmed" },
  "krea.link-lifetime": { verdict: "confirmed", agedMs: DAY_MS },
  "krea.rate-limit": {
    verdict: "confirmed",
    faults: [{ kind: "status", status: 429, headers: { "retry-after": "5" }, operation: "list" }],
  },
  "krea.moderated": { verdict: "confirmed", faults: [refusing] },
  "krea.webhook-again": { verdict: "refuted" },
  "cloudflare.end-to-end": { verdict: "confirmed" },
  "cloudflare.lost-answer": { verdict: "confirmed" },
  "cloudflare.envelope": { verdict: "confirmed" },
  "cloudflare.content-type": { verdict: "confirmed" },
  "cloudflare.file": { verdict: "confirmed" },
  "cloudflare.state-completed": { verdict: "confirmed" },
  "cloudflare.link-signed-for-a-day": { verdict: "confirmed" },
  "cloudflare.link-dies": { verdict: "confirmed", agedMs: DAY_MS },
  "cloudflare.cache-key": { verdict: "confirmed" },
  "cloudflare.replay-is-free": { verdict: "confirmed" },
  "cloudflare.runs-are-fresh": { verdict: "confirmed" },
  "cloudflare.metadata": { verdict: "confirmed" },
  "cloudflare.log-delay": { verdict: "confirmed" },
  "cloudflare.log-answer": { verdict: "confirmed" },
  "cloudflare.log-cost": { verdict: "confirmed" },
  "cloudflare.one-attempt": { verdict: "confirmed", faults: [failing] },
  "cloudflare.failed-is-free": { verdict: "confirmed", faults: [failing] },
  "cloudflare.abort-is-billed": { verdict: "confirmed" },
  "cloudflare.gateway-timeout": { verdict: "confirmed" },
  "cloudflare.three-to-four": { verdict: "refuted" },
  "cloudflare.unknown-keys": { verdict: "confirmed" },
  "cloudflare.data-uri": { verdict: "confirmed" },
  "cloudflare.long-prompt": { verdict: "confirmed" },
  "cloudflare.moderated": { verdict: "confirmed", faults: [refusing] },
  "cloudflare.background": { verdict: "refuted" },
  "cloudflare.binding": { verdict: "inconclusive" },
  "runware.end-to-end": { verdict: "confirmed" },
  "runware.lost-answer": { verdict: "confirmed" },
  "runware.conflict-async": { verdict: "confirmed" },
  "runware.conflict-sync": { verdict: "confirmed" },
  "runware.conflict-race": { verdict: "confirmed" },
  "runware.refused-keeps-uuid": { verdict: "refuted" },
  "runware.failed-keeps-uuid": { verdict: "confirmed", faults: [failing] },
  "runware.failed-is-free": {
    verdict: "confirmed",
    faults: [failing],
    options: { balanceUsd: { runware: 10 } },
  },
  "runware.details-delay": { verdict: "confirmed" },
  "runware.details-retention": { verdict: "confirmed", agedMs: DAY_MS },
  "runware.link-lifetime": { verdict: "confirmed", agedMs: DAY_MS },
  "runware.price": { verdict: "confirmed" },
  "runware.pending-word": { verdict: "confirmed" },
  "runware.poll-many": { verdict: "confirmed" },
  "runware.long-prompt": { verdict: "confirmed" },
  "runware.unknown-task": { verdict: "confirmed" },
  "runware.dry-run": { verdict: "confirmed" },
  "runware.sliders": { verdict: "refuted" },
  "runware.three-to-four": { verdict: "refuted" },
  "runware.rate-limit": {
    verdict: "confirmed",
    faults: [{ kind: "status", status: 429, headers: { "retry-after": "5" }, operation: "poll" }],
  },
  "runware.moderated": { verdict: "confirmed", faults: [refusing] },
  "runware.moderated-is-free": {
    verdict: "confirmed",
    faults: [refusing],
    options: { balanceUsd: { runware: 10 } },
  },
  "runware.webhook-again": { verdict: "confirmed" },
  "runware.capacity": { verdict: "inconclusive" },
  "runware.conflict-window": { verdict: "confirmed" },
};
