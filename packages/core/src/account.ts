import type { Course } from "./course.ts";
import { type CredentialSource, readCredential } from "./credential.ts";
import type { ImageProvider } from "./define-provider.ts";
import { uuidOf } from "./id.ts";
import type { JobPart } from "./job.ts";
import { unlessOver } from "./unless-over.ts";

/** Of the 32 digits of a digest: enough to tell two accounts apart, too few to say anything of a key. */
const MARK_LENGTH = 12;
/** A mark is worth no more: a key that is fetched and never comes must not keep a call from the next provider. */
const MARK_TIMEOUT_MS = 5000;

/** How an account is told from others. */
export interface AccountFact {
  /**
   * A mark of the account that is asked, made by {@link accountBy}. Where it has changed since a submission, finding nothing
   * proves nothing.
   *
   * @default it is not known whose account it is
   */
  account?(salt: string): Promise<string | undefined>;
}

/**
 * Marks an account by what only it has, such as its key, and by the address where that is used. A part of a digest, salted so
 * that the marks of two jobs cannot be compared.
 */
export const accountBy = (source: CredentialSource, url: string) => async (salt: string) =>
  uuidOf(JSON.stringify([salt, url, await readCredential(source)]))
    .replaceAll("-", "")
    .slice(0, MARK_LENGTH);

/** The mark of the account that a provider asks now. Nothing where it cannot be told, or not soon. */
export async function accountOf(
  { runtime, intent, patience }: Course,
  provider: ImageProvider,
): Promise<string | undefined> {
  const marking = provider.account?.(intent.id);
  const limit = { clock: runtime.clock, timeoutMs: MARK_TIMEOUT_MS, late: () => undefined };
  // What is wrong with the key is said by who needs it.
  return marking && unlessOver(marking, patience.over, limit).catch(() => undefined);
}

/** Why what a provider does not find may be there all the same. Nothing when it is asked with the key of the submission. */
export async function otherAccount(
  course: Course,
  provider: ImageProvider,
  { account }: JobPart,
): Promise<string | undefined> {
  const now = account === undefined ? undefined : await accountOf(course, provider);
  if (now === undefined || now === account) return undefined;
  return `${provider.id} is asked with another key than it was sent with: in another account it cannot be found`;
}
