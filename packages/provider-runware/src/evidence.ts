import type { ProviderEvidence } from "@unikrea/core/provider";

const PAGES = { source: "its pages on errors, 2026" };

/** What our verdicts on Runware's answers rest on. */
export const EVIDENCE: ProviderEvidence = {
  statuses: {
    ...{ 401: PAGES, 402: PAGES, 403: PAGES, 404: PAGES, 429: PAGES },
    400: {
      source: "its pages on errors, 2026, also of a UUID that is taken",
      checks: [
        ...["runware.refused-keeps-uuid", "runware.conflict-async", "runware.conflict-sync"],
        ...["runware.conflict-race"],
      ],
    },
    500: { source: "the notes of its own skill, 2026: its fault or the model provider's" },
    503: {
      source: "its pages say capacity; taken for the worse until it is seen to come before any work",
      checks: ["runware.capacity"],
    },
    504: { source: "its pages say that it waited too long in the queue; taken for the worse" },
  },
  lost: {
    source: "its name, which is ours: asked for, and sent again under the same name where that is safe",
    checks: [
      ...["runware.lost-answer", "runware.details-delay", "runware.details-retention"],
      ...["runware.conflict-async", "runware.conflict-sync", "runware.conflict-race"],
      ...["runware.conflict-window", "runware.refused-keeps-uuid", "runware.failed-keeps-uuid"],
    ],
  },
  endings: {
    failed: { source: "nobody says, so the worse is taken", checks: ["runware.failed-is-free"] },
    moderated: {
      source: "nobody says, so the worse is taken",
      checks: ["runware.moderated", "runware.moderated-is-free"],
    },
    canceled: { source: "a code of its SDK, 2026-07-22; nobody says, so the worse is taken" },
    empty: { source: "nobody says, so the worse is taken" },
  },
};
