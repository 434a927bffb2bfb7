import { check as cloudflareAbortIsBilled } from "./check/cloudflare/abort-is-billed.ts";
import { check as cloudflareBackground } from "./check/cloudflare/background.ts";
import { check as cloudflareBinding } from "./check/cloudflare/binding.ts";
import { check as cloudflareCacheKey } from "./check/cloudflare/cache-key.ts";
import { check as cloudflareContentType } from "./check/cloudflare/content-type.ts";
import { check as cloudflareDataUri } from "./check/cloudflare/data-uri.ts";
import { check as cloudflareEndToEnd } from "./check/cloudflare/end-to-end.ts";
import { check as cloudflareEnvelope } from "./check/cloudflare/envelope.ts";
import { check as cloudflareFailedIsFree } from "./check/cloudflare/failed-is-free.ts";
import { check as cloudflareFile } from "./check/cloudflare/file.ts";
import { check as cloudflareGatewayTimeout } from "./check/cloudflare/gateway-timeout.ts";
import { check as cloudflareLinkDies } from "./check/cloudflare/link-dies.ts";
import { check as cloudflareLinkSignedForADay } from "./check/cloudflare/link-signed-for-a-day.ts";
import { check as cloudflareLogAnswer } from "./check/cloudflare/log-answer.ts";
import { check as cloudflareLogCost } from "./check/cloudflare/log-cost.ts";
import { check as cloudflareLogDelay } from "./check/cloudflare/log-delay.ts";
import { check as cloudflareLongPrompt } from "./check/cloudflare/long-prompt.ts";
import { check as cloudflareLostAnswer } from "./check/cloudflare/lost-answer.ts";
import { check as cloudflareMetadata } from "./check/cloudflare/metadata.ts";
import { check as cloudflareModerated } from "./check/cloudflare/moderated.ts";
import { check as cloudflareOneAttempt } from "./check/cloudflare/one-attempt.ts";
import { check as cloudflareReplayIsFree } from "./check/cloudflare/replay-is-free.ts";
import { check as cloudflareRunsAreFresh } from "./check/cloudflare/runs-are-fresh.ts";
import { check as cloudflareStateCompleted } from "./check/cloudflare/state-completed.ts";
import { check as cloudflareThreeToFour } from "./check/cloudflare/three-to-four.ts";
import { check as cloudflareUnknownKeys } from "./check/cloudflare/unknown-keys.ts";
import { check as kreaCancel } from "./check/krea/cancel.ts";
import { check as kreaDeleteCompleted } from "./check/krea/delete-completed.ts";
import { check as kreaEarlyPoll } from "./check/krea/early-poll.ts";
import { check as kreaEndToEnd } from "./check/krea/end-to-end.ts";
import { check as kreaForeignKeys } from "./check/krea/foreign-keys.ts";
import { check as kreaHighestSeed } from "./check/krea/highest-seed.ts";
import { check as kreaIdempotencyKey } from "./check/krea/idempotency-key.ts";
import { check as kreaInvalidIs422 } from "./check/krea/invalid-is-422.ts";
import { check as kreaJobType } from "./check/krea/job-type.ts";
import { check as kreaLinkLifetime } from "./check/krea/link-lifetime.ts";
import { check as kreaListDelay } from "./check/krea/list-delay.ts";
import { check as kreaListOrder } from "./check/krea/list-order.ts";
import { check as kreaLongDataUri } from "./check/krea/long-data-uri.ts";
import { check as kreaLongPrompt } from "./check/krea/long-prompt.ts";
import { check as kreaLostAnswer } from "./check/krea/lost-answer.ts";
import { check as kreaModerated } from "./check/krea/moderated.ts";
import { check as kreaMoodboardAboveOne } from "./check/krea/moodboard-above-one.ts";
import { check as kreaOneClock } from "./check/krea/one-clock.ts";
import { check as kreaRateLimit } from "./check/krea/rate-limit.ts";
import { check as kreaReferenceBelowZero } from "./check/krea/reference-below-zero.ts";
import { check as kreaThreeToFour } from "./check/krea/three-to-four.ts";
import { check as kreaTypeIsOwn } from "./check/krea/type-is-own.ts";
import { check as kreaWebhookAgain } from "./check/krea/webhook-again.ts";
import { check as runwareCapacity } from "./check/runware/capacity.ts";
import { check as runwareConflictAsync } from "./check/runware/conflict-async.ts";
import { check as runwareConflictRace } from "./check/runware/conflict-race.ts";
import { check as runwareConflictSync } from "./check/runware/conflict-sync.ts";
import { check as runwareConflictWindow } from "./check/runware/conflict-window.ts";
import { check as runwareDetailsDelay } from "./check/runware/details-delay.ts";
import { check as runwareDetailsRetention } from "./check/runware/details-retention.ts";
import { check as runwareDryRun } from "./check/runware/dry-run.ts";
import { check as runwareEndToEnd } from "./check/runware/end-to-end.ts";
import { check as runwareFailedIsFree } from "./check/runware/failed-is-free.ts";
import { check as runwareFailedKeepsUuid } from "./check/runware/failed-keeps-uuid.ts";
import { check as runwareLinkLifetime } from "./check/runware/link-lifetime.ts";
import { check as runwareLongPrompt } from "./check/runware/long-prompt.ts";
import { check as runwareLostAnswer } from "./check/runware/lost-answer.ts";
import { check as runwareModerated } from "./check/runware/moderated.ts";
import { check as runwareModeratedIsFree } from "./check/runware/moderated-is-free.ts";
import { check as runwarePendingWord } from "./check/runware/pending-word.ts";
import { check as runwarePollMany } from "./check/runware/poll-many.ts";
import { check as runwarePrice } from "./check/runware/price.ts";
import { check as runwareRateLimit } from "./check/runware/rate-limit.ts";
import { check as runwareRefusedKeepsUuid } from "./check/runware/refused-keeps-uuid.ts";
import { check as runwareSliders } from "./check/runware/sliders.ts";
import { check as runwareThreeToFour } from "./check/runware/three-to-four.ts";
import { check as runwareUnknownTask } from "./check/runware/unknown-task.ts";
import { check as runwareWebhookAgain } from "./check/runware/webhook-again.ts";
import type { Check } from "./check.ts";

/**
 * Every fact that is checked, in the order in which it is: the look-up of a lost job at Krea comes first, since jobs of other
 * checks are strangers to it. A new one is a file, and a line here.
 */
export const CHECKS: readonly Check[] = [
  kreaLostAnswer,
  kreaEndToEnd,
  kreaListDelay,
  kreaEarlyPoll,
  kreaJobType,
  kreaTypeIsOwn,
  kreaListOrder,
  kreaOneClock,
  kreaForeignKeys,
  kreaIdempotencyKey,
  kreaCancel,
  kreaDeleteCompleted,
  kreaInvalidIs422,
  kreaReferenceBelowZero,
  kreaMoodboardAboveOne,
  kreaLongDataUri,
  kreaThreeToFour,
  kreaHighestSeed,
  kreaLongPrompt,
  kreaLinkLifetime,
  kreaRateLimit,
  kreaModerated,
  kreaWebhookAgain,
  cloudflareEndToEnd,
  cloudflareLostAnswer,
  cloudflareEnvelope,
  cloudflareContentType,
  cloudflareFile,
  cloudflareStateCompleted,
  cloudflareLinkSignedForADay,
  cloudflareLinkDies,
  cloudflareCacheKey,
  cloudflareReplayIsFree,
  cloudflareRunsAreFresh,
  cloudflareMetadata,
  cloudflareLogDelay,
  cloudflareLogAnswer,
  cloudflareLogCost,
  cloudflareOneAttempt,
  cloudflareFailedIsFree,
  cloudflareAbortIsBilled,
  cloudflareGatewayTimeout,
  cloudflareThreeToFour,
  cloudflareUnknownKeys,
  cloudflareDataUri,
  cloudflareLongPrompt,
  cloudflareModerated,
  cloudflareBackground,
  cloudflareBinding,
  runwareEndToEnd,
  runwareLostAnswer,
  runwareConflictAsync,
  runwareConflictSync,
  runwareConflictRace,
  runwareRefusedKeepsUuid,
  runwareFailedKeepsUuid,
  runwareFailedIsFree,
  runwareDetailsDelay,
  runwareDetailsRetention,
  runwareLinkLifetime,
  runwarePrice,
  runwarePendingWord,
  runwarePollMany,
  runwareUnknownTask,
  runwareDryRun,
  runwareSliders,
  runwareThreeToFour,
  runwareLongPrompt,
  runwareRateLimit,
  runwareModerated,
  runwareModeratedIsFree,
  runwareWebhookAgain,
  runwareCapacity,
  runwareConflictWindow,
];
