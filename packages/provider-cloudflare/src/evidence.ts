import type { ProviderEvidence } from "@unikrea/core/provider";

const GATEWAY = { source: "AI Gateway's pages, and published answers of 2026" };
const WORKERS_AI = "Workers AI's page on errors, 2026-07-29";

/** What our verdicts on Cloudflare's answers rest on. */
export const EVIDENCE: ProviderEvidence = {
  statuses: {
    ...{ 401: GATEWAY, 402: GATEWAY, 403: GATEWAY, 404: GATEWAY, 410: GATEWAY, 429: GATEWAY },
    400: { ...GATEWAY, checks: ["cloudflare.moderated"] },
    405: { source: WORKERS_AI },
    408: { source: `${WORKERS_AI}: time-out and abort`, checks: ["cloudflare.gateway-timeout"] },
    413: { source: WORKERS_AI },
    500: { source: "the gateway may have tried more than once", checks: ["cloudflare.one-attempt"] },
    502: { source: "the gateway may have tried more than once", checks: ["cloudflare.one-attempt"] },
    503: { source: "AI Gateway's changelog, 2026-10-06: Krea has refused Cloudflare's own credentials" },
    504: { source: "the gateway may have tried more than once", checks: ["cloudflare.one-attempt"] },
  },
  lost: {
    source: "the gateway's log, by our name in its metadata",
    checks: [
      ...["cloudflare.lost-answer", "cloudflare.metadata", "cloudflare.log-delay", "cloudflare.log-answer"],
      ...["cloudflare.abort-is-billed", "cloudflare.binding"],
      // With `resubmit: "cached"` only.
      ...["cloudflare.cache-key", "cloudflare.replay-is-free", "cloudflare.runs-are-fresh"],
    ],
  },
  endings: {
    failed: {
      source: "nobody says, so the worse is taken",
      checks: ["cloudflare.failed-is-free", "cloudflare.one-attempt"],
    },
    moderated: { source: "nobody says, so the worse is taken", checks: ["cloudflare.moderated"] },
    empty: { source: "nobody says, so the worse is taken", checks: ["cloudflare.state-completed"] },
  },
};
