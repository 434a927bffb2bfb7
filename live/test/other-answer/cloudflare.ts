import { FAILING_PROMPT } from "../../prompt.ts";
import type { Case } from "../case.ts";
import { answering, forgetting, reading, replaced, rewriting, withoutHeader } from "../twist.ts";

const DAY_MS = 25 * 3_600_000;
const TURBO = "krea-2-medium-turbo";

/** The emulator set the other way, or what comes between where it cannot be. */
export const CLOUDFLARE: readonly Case[] = [
  {
    id: "cloudflare.failed-is-free",
    when: "good runs cost nothing in the log either",
    verdict: "inconclusive",
    faults: [{ kind: "job-failed", match: FAILING_PROMPT }],
    twist: reading("/logs?", (body) => replaced(body, '"cost":0.015', '"cost":0')),
    says: /costs say nothing/,
  },
  {
    id: "cloudflare.file",
    when: "it is a JPEG",
    verdict: "refuted",
    twist: answering(({ path }) =>
      path.includes("provider-outputs") ? new Response(new Uint8Array([0xff, 0xd8])) : undefined,
    ),
    says: /JPEG/,
  },
  {
    id: "cloudflare.link-dies",
    when: "it still works",
    verdict: "refuted",
    agedMs: DAY_MS,
    twist: answering(({ path }) =>
      path.includes("provider-outputs") ? new Response("x", { status: 206 }) : undefined,
    ),
  },
  {
    id: "cloudflare.end-to-end",
    when: "200 holds an error",
    verdict: "refuted",
    faults: [{ kind: "success-false" }],
  },
  {
    id: "cloudflare.lost-answer",
    when: "the log is empty",
    verdict: "refuted",
    faults: [{ kind: "list-lag", times: 0 }],
  },
  {
    id: "cloudflare.envelope",
    when: "the record is bare",
    verdict: "refuted",
    options: { cloudflare: { bareRest: true } },
  },
  {
    id: "cloudflare.content-type",
    when: "a charset is named",
    verdict: "refuted",
    options: { cloudflare: { charset: true } },
  },
  { id: "cloudflare.link-dies", when: "no earlier run left a link", verdict: "inconclusive" },
  { id: "cloudflare.link-dies", when: "the link is an hour old", verdict: "inconclusive", agedMs: 3_600_000 },
  {
    id: "cloudflare.cache-key",
    when: "the cache misses",
    verdict: "refuted",
    faults: [{ kind: "cache-miss", skip: 1 }],
  },
  {
    id: "cloudflare.replay-is-free",
    when: "nothing is replayed",
    verdict: "inconclusive",
    faults: [{ kind: "cache-miss", skip: 1 }],
  },
  {
    id: "cloudflare.metadata",
    when: "the log stays empty",
    verdict: "refuted",
    faults: [{ kind: "list-lag", times: 0 }],
  },
  {
    id: "cloudflare.log-delay",
    when: "the log lags by 30 s",
    verdict: "refuted",
    options: { cloudflare: { logLagMs: 30_000 } },
    says: /30\.0 s/,
  },
  {
    id: "cloudflare.log-answer",
    when: "answers are not kept",
    verdict: "refuted",
    faults: [{ kind: "status", status: 404, operation: "log", skip: 1, times: 0 }],
  },
  {
    id: "cloudflare.failed-is-free",
    when: "the upstream bills what failed",
    verdict: "refuted",
    faults: [{ kind: "upstream-error", match: FAILING_PROMPT }],
  },
  { id: "cloudflare.one-attempt", when: "the reference is drawn after all", verdict: "inconclusive" },
  {
    id: "cloudflare.abort-is-billed",
    when: "what was left is not billed",
    verdict: "refuted",
    faults: [{ kind: "job-failed", afterMs: 4000, skip: 1 }],
  },
  {
    id: "cloudflare.abort-is-billed",
    when: "it is over at once",
    verdict: "inconclusive",
    options: { latencyMs: { [TURBO]: 0 } },
  },
  {
    id: "cloudflare.unknown-keys",
    when: "they are dropped",
    verdict: "refuted",
    options: { cloudflare: { unknownKeys: "strip" } },
  },
  {
    id: "cloudflare.data-uri",
    when: "it is refused",
    verdict: "refuted",
    faults: [{ kind: "gateway-error", error: "guardrail-prompt" }],
  },
  {
    id: "cloudflare.moderated",
    when: "the words are new",
    verdict: "refuted",
    faults: [{ kind: "moderated", message: "no thanks" }],
  },
  {
    id: "cloudflare.background",
    when: "background runs are taken",
    verdict: "confirmed",
    options: { cloudflare: { background: true } },
  },
  { id: "cloudflare.file", when: "the link is dead", verdict: "inconclusive", faults: [{ kind: "expired" }] },
  {
    id: "cloudflare.long-prompt",
    when: "the gateway says too large",
    verdict: "refuted",
    faults: [{ kind: "gateway-error", error: "too-large" }],
  },
  {
    id: "cloudflare.gateway-timeout",
    when: "the image is there in time",
    verdict: "inconclusive",
    options: { latencyMs: { [TURBO]: 100 } },
  },
  {
    id: "cloudflare.link-signed-for-a-day",
    when: "it is signed for an hour",
    verdict: "refuted",
    twist: reading("/ai/run", (body) => replaced(body, "X-Amz-Expires=86400", "X-Amz-Expires=3600")),
  },
  {
    id: "cloudflare.runs-are-fresh",
    when: "the cache forgets whose key it was",
    verdict: "refuted",
    twist: forgetting(({ path }) => (path.endsWith("/ai/run") ? "all" : null)),
  },
  {
    id: "cloudflare.metadata",
    when: "the filter is ignored",
    verdict: "refuted",
    twist: reading("/logs?", (body) => ({
      ...Object(body),
      result: [...(Object(body).result ?? []), { id: "other", metadata: "{}" }],
    })),
  },
  {
    id: "cloudflare.log-cost",
    when: "the log says more",
    verdict: "refuted",
    twist: reading("/logs?", (body) => replaced(body, '"cost":0.015', '"cost":0.02')),
  },
  {
    id: "cloudflare.one-attempt",
    when: "the gateway tries again and bills each",
    verdict: "refuted",
    options: { cloudflare: { gatewayMaxAttempts: 3 } },
    faults: [{ kind: "upstream-error", failures: 5, match: FAILING_PROMPT }],
    twist: withoutHeader("cf-aig-max-attempts"),
  },
  {
    id: "cloudflare.replay-is-free",
    when: "a replay has a cost",
    verdict: "refuted",
    twist: reading("/logs?", (body) => replaced(body, '"cost":0,', '"cost":0.015,')),
  },
  {
    id: "cloudflare.gateway-timeout",
    when: "the header is ignored",
    verdict: "refuted",
    twist: withoutHeader("cf-aig-request-timeout"),
  },
  {
    id: "cloudflare.three-to-four",
    when: "it is drawn",
    verdict: "confirmed",
    twist: rewriting("3:4", "4:5"),
  },
  {
    id: "cloudflare.state-completed",
    when: "the word is another",
    verdict: "refuted",
    twist: reading("/ai/run", (body) => replaced(body, "Completed", "Succeeded")),
  },
  {
    id: "cloudflare.state-completed",
    when: "the run failed",
    verdict: "inconclusive",
    faults: [{ kind: "job-failed" }],
  },
];
