import { otherAccount } from "./account.ts";
import { CLAIM_MS, claimKnown } from "./claims.ts";
import { sleep } from "./clock.ts";
import type { Course } from "./course.ts";
import type { Found, ImageProvider, Lost } from "./define-provider.ts";
import { UnikreaError } from "./error.ts";
import { type JobPart, type Json, settlePart } from "./job.ts";
import type { CanonicalRequest } from "./request.ts";
import type { Slot } from "./slot.ts";
import type { CallContext } from "./transport.ts";

const FIND_TIMEOUT_MS = 15_000;
const PATIENT_MS = 20_000;

/** What is known of a lost submission besides its part. */
export interface LostDetails {
  /** One job's worth. Missing where nothing must be sent again, or where nobody knows it any more. */
  readonly request?: CanonicalRequest | undefined;
  /** What the submission ended with. */
  readonly error?: UnikreaError | undefined;
  /** Whether to go on after the looks that everybody makes, until the call is over. @default false */
  readonly isPatient?: boolean;
}

/**
 * Looks for a submission whose answer was lost, and puts what it finds into its part.
 *
 * @throws {UnikreaError} the error of the submission when it stays lost, or one that says `not_sent` when it is proved
 *   that it was never accepted
 */
export async function lookForLost(
  course: Course,
  provider: ImageProvider,
  slot: Slot,
  details: LostDetails = {},
): Promise<void> {
  const { outcome: _, settledAt: __, ...open } = slot.part;
  const { error } = details;
  const found = await findLost(course, provider, slot, details);
  if (found.status === "accepted") {
    const held = { ...open, token: found.token, isInferred: found.isInferred || undefined };
    return slot.set(settlePart(held, found.outcome, course.runtime.clock));
  }
  const { id } = provider;
  const where = { phase: "find", provider: id } as const;
  if (found.status === "absent") {
    const message = [`${id} has not taken it`, error?.message].filter(Boolean).join(": ");
    throw new UnikreaError("provider_unavailable", message, where);
  }
  if (error) throw error.with({ hint: [found.reason, error.hint].filter(Boolean).join("; ") });
  const message = `${id} may have taken it: ${found.reason}`;
  throw new UnikreaError("outcome_unknown", message, { ...where, outcome: "unknown" });
}

/** Looks for the image of an answer that brought none: it is paid for, and the service may keep its answers. */
export async function lookForImage(
  course: Course,
  provider: ImageProvider,
  slot: Slot,
  details: LostDetails = {},
): Promise<void> {
  const found = await findLost(course, provider, slot, details);
  if (found.status !== "accepted" || found.outcome.status !== "settled") return;
  if (found.outcome.images.length > 0) slot.set(settlePart(slot.part, found.outcome, course.runtime.clock));
}

/**
 * Looks for a lost submission as often and as late as the provider says; with `isPatient` it goes on after those looks,
 * until the call is over. With the request a provider may send it once more under the same name; without, looking is
 * free.
 */
async function findLost(
  course: Course,
  provider: ImageProvider,
  slot: Slot,
  { request, isPatient = false }: LostDetails,
): Promise<Found> {
  const { runtime, intent } = course;
  const { clock, claims } = runtime;
  const { part } = slot;
  const { over } = course.patience;
  const sentAt = Date.parse(part.submittedAt);
  // Whoever sent it may have waited for the answer as long as is allowed, but not longer than until now.
  const givenUpAt = Math.min(sentAt + provider.submitTimeoutMs, clock.wallTime());
  const lostAt = part.lostAt === undefined ? givenUpAt : Date.parse(part.lostAt);
  claims.lose(part);
  const times = provider.findAfterMs ?? [];
  let reason = `${provider.id} has no way to look for it`;
  for (let looks = isPatient ? times.length : 0; isPatient || looks < times.length; looks++) {
    const afterMs = times[looks] ?? (times.at(-1) ?? 0) + (looks - times.length + 1) * PATIENT_MS;
    const lost: Omit<Lost, "claimed"> = {
      ...{ key: part.key, n: part.n, model: intent.model, request, sentAt, lostAt, looks },
      isLastLook: looks >= times.length - 1,
    };
    const { warnings } = intent;
    const look = new AbortController();
    const stopListening = runtime.listen(over, () => look.abort(over.reason));
    const context: CallContext = { clock, signal: look.signal, timeoutMs: FIND_TIMEOUT_MS, warnings };
    try {
      await sleep(clock, Math.max(lostAt + afterMs - clock.wallTime(), 0), over);
      if (provider.submitsAtOnce === 1) await claimKnown(runtime, sentAt - CLAIM_MS);
      const other = await otherAccount(course, provider, part);
      // In another account it would be sent a second time, not again.
      const known = { ...lost, claimed: claims.of(provider.id), ...(other && { request: undefined }) };
      const found = await runtime.readGateOf(provider).run(() => provider.find(known, context), over);
      const isToldByNothing = found.status === "absent" || (found.status === "accepted" && found.isInferred);
      if (other && isToldByNothing) reason = other;
      else if (found.status === "accepted" && found.isInferred && claims.isOneOfSeveral(part))
        reason = "another submission was lost at about the same time, so nobody can tell whose job it is";
      else if (
        found.status === "accepted" &&
        !isOwn(part, found.token) &&
        !claims.add(provider.id, found.token)
      )
        reason = "what was found is somebody else's";
      else if (found.status !== "unknown") {
        claims.resolve(part);
        return found;
      } else reason = found.reason;
    } catch (error) {
      if (over.aborted) return { status: "unknown", reason: "there was no time left to look for it" };
      // Without the ledger nobody can say which jobs are whose. It may come back.
      reason = error instanceof Error ? error.message : String(error);
    } finally {
      // What nobody waits for any more, such as one with a key that comes late, must not send anything again.
      look.abort();
      stopListening();
      // Also where nobody waited for its end.
      if (context.emulated) intent.isEmulated = true;
      if (context.mayHaveRunTwice) slot.mayHaveRunTwice = true;
    }
  }
  return { status: "unknown", reason };
}

/** What answered without its image is known by its token already. */
const isOwn = ({ token }: JobPart, found: Json) =>
  token !== undefined && JSON.stringify(token) === JSON.stringify(found);
