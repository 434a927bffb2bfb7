import { FAILING_PROMPT, PROMPT, REFUSED_PROMPT } from "../../prompt.ts";
import type { Case } from "../case.ts";
import { answering, burning, charging, json, reading, replaced, rewriting } from "../twist.ts";

const DAY_MS = 25 * 3_600_000;

/** The emulator set the other way, or what comes between where it cannot be. */
export const RUNWARE: readonly Case[] = [
  {
    id: "runware.lost-answer",
    when: "nothing more is answered",
    verdict: "refuted",
    faults: [
      { kind: "status", status: 503, operation: "poll", times: 0 },
      { kind: "status", status: 503, operation: "details", times: 0 },
      { kind: "status", status: 503, operation: "submit", skip: 1, times: 0 },
    ],
    says: /outcome_unknown/,
  },
  {
    id: "runware.failed-is-free",
    when: "the balance falls",
    verdict: "refuted",
    options: { balanceUsd: { runware: 10 } },
    faults: [{ kind: "job-failed", match: FAILING_PROMPT }],
    twist: charging(FAILING_PROMPT),
  },
  {
    id: "runware.moderated-is-free",
    when: "the balance falls",
    verdict: "refuted",
    options: { balanceUsd: { runware: 10 } },
    faults: [{ kind: "moderated", match: REFUSED_PROMPT }],
    twist: charging(REFUSED_PROMPT),
  },
  {
    id: "runware.webhook-again",
    when: "webhooks come once",
    verdict: "refuted",
    webhookStatus: 200,
  },
  {
    id: "runware.end-to-end",
    when: "the task fails",
    verdict: "refuted",
    faults: [{ kind: "job-failed", match: PROMPT }],
  },
  {
    id: "runware.conflict-async",
    when: "the UUID is forgotten",
    verdict: "refuted",
    faults: [{ kind: "duplicate-id-forgotten", skip: 1 }],
  },
  {
    id: "runware.conflict-async",
    when: "the repeat meets a 503",
    verdict: "inconclusive",
    faults: [{ kind: "status", status: 503, operation: "submit", skip: 1 }],
  },
  {
    id: "runware.conflict-sync",
    when: "the UUID is forgotten",
    verdict: "refuted",
    faults: [{ kind: "duplicate-id-forgotten", skip: 1 }],
  },
  {
    id: "runware.conflict-race",
    when: "both run",
    verdict: "refuted",
    faults: [{ kind: "duplicate-id-forgotten", times: 0 }],
  },
  {
    id: "runware.conflict-window",
    when: "a UUID is free again after a minute",
    verdict: "refuted",
    options: { runware: { conflictWindowMs: 60_000 } },
  },
  {
    id: "runware.failed-keeps-uuid",
    when: "a UUID is free again at once",
    verdict: "refuted",
    options: { runware: { conflictWindowMs: 0 } },
    faults: [{ kind: "job-failed", match: FAILING_PROMPT }],
  },
  { id: "runware.failed-keeps-uuid", when: "the reference is drawn after all", verdict: "inconclusive" },
  {
    id: "runware.failed-is-free",
    when: "the balance never moves",
    verdict: "inconclusive",
    faults: [{ kind: "job-failed", match: FAILING_PROMPT }],
  },
  {
    id: "runware.details-delay",
    when: "the archive knows nothing",
    verdict: "refuted",
    faults: [{ kind: "status", status: 404, operation: "details", times: 0 }],
  },
  {
    id: "runware.details-retention",
    when: "the archive has forgotten it",
    verdict: "refuted",
    agedMs: DAY_MS,
    faults: [{ kind: "status", status: 404, operation: "details" }],
  },
  {
    id: "runware.link-lifetime",
    when: "the link is over",
    verdict: "refuted",
    agedMs: DAY_MS,
    faults: [{ kind: "expired" }],
  },
  {
    id: "runware.pending-word",
    when: "the word is pending",
    verdict: "refuted",
    options: { runware: { pendingWord: "pending" } },
  },
  {
    id: "runware.unknown-task",
    when: "it is an error",
    verdict: "refuted",
    options: { runware: { unknownTask: "error" } },
  },
  {
    id: "runware.sliders",
    when: "unknown settings pass",
    verdict: "confirmed",
    options: { runware: { unknownParameter: "ignore" } },
  },
  {
    id: "runware.rate-limit",
    when: "a 429 says nothing",
    verdict: "refuted",
    faults: [{ kind: "status", status: 429, operation: "poll" }],
  },
  {
    id: "runware.moderated",
    when: "the code is a plain failure",
    verdict: "refuted",
    faults: [{ kind: "job-failed", match: REFUSED_PROMPT }],
  },
  {
    id: "runware.moderated-is-free",
    when: "the prompt is drawn",
    verdict: "inconclusive",
    options: { balanceUsd: { runware: 10 } },
  },
  {
    id: "runware.webhook-again",
    when: "no webhook comes",
    verdict: "inconclusive",
    faults: [{ kind: "webhook-lost" }],
  },
  {
    id: "runware.long-prompt",
    when: "it is refused",
    verdict: "refuted",
    faults: [{ kind: "task-error", code: "invalidPositivePromptLength" }],
  },
  {
    id: "runware.dry-run",
    when: "it is refused",
    verdict: "refuted",
    faults: [{ kind: "status", status: 400, operation: "submit" }],
  },
  {
    id: "runware.three-to-four",
    when: "it is taken",
    verdict: "confirmed",
    twist: rewriting('"width":896,"height":1184', '"width":928,"height":1152'),
  },
  {
    id: "runware.price",
    when: "more is reported",
    verdict: "refuted",
    twist: reading("/v1", (body) => replaced(body, '"cost":0.015', '"cost":0.02')),
  },
  { id: "runware.refused-keeps-uuid", when: "it is burnt", verdict: "confirmed", twist: burning() },
  {
    id: "runware.poll-many",
    when: "that is too many",
    verdict: "refuted",
    twist: answering(({ body }) =>
      body.length > 5000 ? json({ errors: [{ code: "arrayTooLarge" }] }, 400) : undefined,
    ),
  },
];
