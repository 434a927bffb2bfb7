import type { ProviderEvidence } from "@unikrea/core/provider";

const SPEC = { source: "its OpenAPI document, 2026-10-09" };
const LIFE_CYCLE = "its page on the job life cycle, 2026-08-09";

/** What our verdicts on Krea's answers rest on. Krea has no balance to ask for, so bills cannot be checked from outside. */
export const EVIDENCE: ProviderEvidence = {
  statuses: {
    ...{ 401: SPEC, 402: SPEC, 403: SPEC, 404: SPEC, 429: SPEC },
    400: { ...SPEC, checks: ["krea.invalid-is-422"] },
    410: { source: "its page on deprecations" },
    422: { source: "answers that others have seen; its document says 400", checks: ["krea.invalid-is-422"] },
  },
  lost: {
    source: "its list of jobs, by elimination: the only job of those seconds that is nobody's",
    checks: [
      ...["krea.lost-answer", "krea.list-delay", "krea.list-order", "krea.one-clock"],
      ...["krea.type-is-own", "krea.job-type", "krea.foreign-keys", "krea.idempotency-key"],
    ],
  },
  endings: {
    failed: { source: `${LIFE_CYCLE}: failed jobs are not billed` },
    moderated: {
      source: `${LIFE_CYCLE}; by codes that others have seen`,
      checks: ["krea.moderated"],
    },
    canceled: {
      source: `${LIFE_CYCLE}: canceled jobs are not billed`,
      checks: ["krea.cancel", "krea.delete-completed"],
    },
    empty: { source: "nobody says, so the worse is taken" },
  },
};
