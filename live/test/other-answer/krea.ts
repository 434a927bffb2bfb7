import { REFUSED_PROMPT } from "../../prompt.ts";
import type { Case } from "../case.ts";
import { answering, forgetting, goneAfterDelete, json, reading } from "../twist.ts";

const DAY_MS = 25 * 3_600_000;
const TURBO = "krea-2-medium-turbo";

/** The emulator set the other way, or what comes between where it cannot be. */
export const KREA: readonly Case[] = [
  {
    id: "krea.lost-answer",
    when: "the key was used a minute ago",
    verdict: "inconclusive",
    agedMs: 60_000,
    says: /within the last ten minutes/,
  },

  {
    id: "krea.end-to-end",
    when: "no image comes",
    verdict: "refuted",
    faults: [{ kind: "completed-without-url", times: 0 }],
  },
  {
    id: "krea.end-to-end",
    when: "the account is empty",
    verdict: "inconclusive",
    options: { balanceUsd: { krea: 0 } },
  },
  {
    id: "krea.lost-answer",
    when: "others use the key",
    verdict: "refuted",
    faults: [{ kind: "foreign-jobs" }],
    says: /outcome_unknown/,
  },
  {
    id: "krea.list-delay",
    when: "the list lags by 20 s",
    verdict: "refuted",
    faults: [{ kind: "list-lag", ms: 20_000, times: 0 }],
    says: /20\.\d s/,
  },
  {
    id: "krea.list-delay",
    when: "the list never shows it",
    verdict: "refuted",
    faults: [{ kind: "list-lag", times: 0 }],
    says: /not listed/,
  },
  {
    id: "krea.early-poll",
    when: "early polls are answered 404",
    verdict: "refuted",
    faults: [{ kind: "early-not-found", times: 0 }],
  },
  {
    id: "krea.job-type",
    when: "jobs have a type",
    verdict: "confirmed",
    options: { krea: { jobType: "krea2" } },
    says: /krea2/,
  },
  {
    id: "krea.type-is-own",
    when: "the type is another model's",
    verdict: "refuted",
    options: { krea: { jobType: "k1" } },
  },
  {
    id: "krea.cancel",
    when: "the job is over at once",
    verdict: "inconclusive",
    options: { latencyMs: { [TURBO]: 0 } },
  },
  {
    id: "krea.invalid-is-422",
    when: "it is answered 400",
    verdict: "refuted",
    options: { krea: { validationStatus: 400 } },
  },
  {
    id: "krea.reference-below-zero",
    when: "the wide range is taken",
    verdict: "confirmed",
    options: { krea: { styleStrengthRange: [-2, 2] } },
  },
  {
    id: "krea.moodboard-above-one",
    when: "the wide range is taken",
    verdict: "confirmed",
    options: { krea: { moodboardStrengthRange: [-0.5, 1.5] } },
  },
  {
    id: "krea.link-lifetime",
    when: "the link is over",
    verdict: "refuted",
    agedMs: DAY_MS,
    faults: [{ kind: "expired" }],
  },
  { id: "krea.link-lifetime", when: "no job is a day old", verdict: "inconclusive", agedMs: 3_600_000 },
  {
    id: "krea.rate-limit",
    when: "a 429 says nothing",
    verdict: "refuted",
    faults: [{ kind: "status", status: 429, operation: "list" }],
  },
  { id: "krea.rate-limit", when: "no 429 comes", verdict: "inconclusive" },
  {
    id: "krea.moderated",
    when: "the code is one that nobody knows",
    verdict: "refuted",
    faults: [{ kind: "job-failed", code: "e1207", match: REFUSED_PROMPT }],
  },
  { id: "krea.moderated", when: "the prompt is drawn", verdict: "inconclusive" },
  {
    id: "krea.webhook-again",
    when: "webhooks come twice",
    verdict: "confirmed",
    options: { krea: { webhookDeliveries: 2 } },
  },
  {
    id: "krea.webhook-again",
    when: "no webhook comes",
    verdict: "inconclusive",
    faults: [{ kind: "webhook-lost" }],
  },
  {
    id: "krea.idempotency-key",
    when: "a key is honoured",
    verdict: "confirmed",
    twist: forgetting(({ headers }) => headers.get("idempotency-key")),
  },
  {
    id: "krea.list-order",
    when: "the oldest comes first",
    verdict: "refuted",
    twist: reading("/jobs", (body) => ({
      ...Object(body),
      items: [...(Object(body).items ?? [])].reverse(),
    })),
  },
  {
    id: "krea.one-clock",
    when: "created_at is a minute off",
    verdict: "refuted",
    twist: reading("/generate/", (body) => ({ ...Object(body), created_at: "2026-11-21T11:59:00Z" })),
  },
  {
    id: "krea.foreign-keys",
    when: "each key has a list of its own",
    verdict: "refuted",
    twist: answering(({ key }) =>
      key === "emulated-second-key" ? json({ items: [], next_cursor: null }) : undefined,
    ),
  },
  {
    id: "krea.delete-completed",
    when: "the job is gone afterwards",
    verdict: "refuted",
    twist: goneAfterDelete(),
  },
  { id: "krea.cancel", when: "the job is gone afterwards", verdict: "refuted", twist: goneAfterDelete() },
  {
    id: "krea.long-data-uri",
    when: "the cap holds",
    verdict: "refuted",
    twist: answering(({ body }) =>
      /data:image/.test(body) ? json({ error: "url: too long" }, 422) : undefined,
    ),
  },
  {
    id: "krea.three-to-four",
    when: "the ratio is refused",
    verdict: "refuted",
    twist: answering(({ body }) => (/3:4/.test(body) ? json({ error: "aspect_ratio" }, 422) : undefined)),
  },
  {
    id: "krea.highest-seed",
    when: "the seed is refused",
    verdict: "refuted",
    twist: answering(({ body }) => (/4294967295/.test(body) ? json({ error: "seed" }, 422) : undefined)),
  },
  {
    id: "krea.long-prompt",
    when: "the prompt is refused",
    verdict: "refuted",
    twist: answering(({ body }) => (body.length > 5000 ? json({ error: "prompt" }, 422) : undefined)),
  },
];
