import { type HttpAnswer, jsonOf, type LostSubmission, type Warning } from "@unikrea/core/provider";
import { withCost } from "./cost.ts";
import { cloudflareError } from "./errors.ts";
import { type CloudflareFinding, unknown } from "./find.ts";
import { imageOf, isSuccess, recordOf } from "./mapping.ts";
import type { CloudflareToken, CloudflareWire } from "./wire.ts";

// A run may be sent again under its cache key, where the caller chose that. The gateway answers what it has kept for
// nothing. It joins no run that is under way, and calls its cache volatile (AI Gateway's pages, read 2026-11-21).

/** How long an answer is kept under a key of its own, in seconds, unless the gateway is set to less. */
const USUAL_CACHE_TTL = 300;

/** What the caller should know when a run was sent again and the gateway did not say that it only replayed it. */
export const SECOND_RUN: Warning = {
  type: "suspicious",
  path: "",
  message:
    'cloudflare was sent a run a second time after its answer was lost, as resubmit: "cached" allows, and did not say that its cache answered: it may be billed twice',
  provider: "cloudflare",
};

/** Why the run must not be sent again to have its answer replayed from the gateway's cache, if so. */
export function replayObstacle(
  { wire, sentAt }: Pick<LostSubmission<CloudflareWire, CloudflareToken>, "wire" | "sentAt">,
  now: number,
) {
  if (!wire) return "its images are gone";
  const { skipCache = false, cacheTtl = USUAL_CACHE_TTL } = wire.gateway;
  if (skipCache) return "skipCache is set";
  // Also when the calendar was set back: then nobody knows.
  const age = now - sentAt;
  return age >= 0 && age < cacheTtl * 1000 ? undefined : "the gateway's cache may have forgotten it";
}

/** What came of sending it again, and whether that may have been a second run. */
export function replayed(
  answer: HttpAnswer,
  key: string,
  reason: string,
): { finding: CloudflareFinding; isSecondRun: boolean } {
  const { status, headers } = answer;
  const body = jsonOf(answer);
  const record = recordOf(body);
  if (!isSuccess(status, body)) {
    const { message, outcome } = cloudflareError(answer, "submit");
    const finding = unknown(`${reason}. It was sent again, and ${message}`);
    return { finding, isSecondRun: outcome !== "refused" && outcome !== "not_sent" };
  }
  const isSecondRun = headers.get("cf-aig-cache-status")?.toUpperCase() !== "HIT";
  // How a second run ended says nothing about the first.
  if (!imageOf(record))
    return { finding: unknown(`${reason}. It was sent again, and brought no image`), isSecondRun };
  const logId = headers.get("cf-aig-log-id");
  const token = logId === null ? { logId, key } : { logId };
  // What a replay costs is not what its run did.
  return { finding: { status: "accepted", token, answer: withCost(record, {}) }, isSecondRun };
}
