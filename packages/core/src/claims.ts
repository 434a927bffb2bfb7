import { isLost } from "./decision.ts";
import type { JobPart, Json } from "./job.ts";
import type { Runtime } from "./runtime.ts";

const PAGE = 200;
/** Longer than a submission may take to be answered, so that the windows of two cannot overlap unnoticed. */
const LOST_TOGETHER_MS = 300_000;
/** Jobs older than this are in no window in which a lost one is looked for. */
export const CLAIM_MS = 900_000;

/** Which jobs of a provider are known to be whose. */
export interface Claims {
  /** False when it is somebody's already. */
  add(provider: string, token: Json): boolean;
  of(provider: string): readonly Json[];
  /** Remembers a submission of which nobody knows what became: a job that is nobody's may be its. */
  lose(part: JobPart): void;
  /** It is known now. */
  resolve(part: JobPart): void;
  /** Whether another was lost at about the time of this one. */
  isOneOfSeveral(part: JobPart): boolean;
}

export function createClaims(clock: Runtime["clock"]): Claims {
  const lost = new Map<string, JobPart>();
  const claims = new Map<string, Map<string, { at: number; token: Json }>>();
  const claimsOf = (provider: string) => {
    const known = claims.get(provider) ?? new Map<string, { at: number; token: Json }>();
    claims.set(provider, known);
    return known;
  };
  return {
    add(provider, token) {
      const known = claimsOf(provider);
      const name = JSON.stringify(token);
      if (known.has(name)) return false;
      known.set(name, { at: clock.now(), token });
      // The oldest come first.
      for (const [oldest, { at }] of known) {
        if (at > clock.now() - CLAIM_MS) break;
        known.delete(oldest);
      }
      return true;
    },
    lose: (part) => void lost.set(part.key, part),
    resolve: ({ key }) => void lost.delete(key),
    isOneOfSeveral({ key, provider, submittedAt }) {
      const at = Date.parse(submittedAt);
      return [...lost.values()].some(
        (other) =>
          other.key !== key &&
          other.provider === provider &&
          Math.abs(Date.parse(other.submittedAt) - at) < LOST_TOGETHER_MS,
      );
    },
    of(provider) {
      const from = clock.now() - CLAIM_MS;
      return [...claimsOf(provider).values()].filter(({ at }) => at > from).map(({ token }) => token);
    },
  };
}

/** What belongs to a job that is known cannot be the one that is looked for. Parts before `since` are in no window. */
export function claimJobs({ claims }: Runtime, parts: readonly JobPart[], since: number) {
  for (const part of parts) {
    if (Date.parse(part.submittedAt) < since) continue;
    if (isLost(part)) claims.lose(part);
    else claims.resolve(part);
    if (part.token !== undefined) claims.add(part.provider, part.token);
  }
}

/**
 * The jobs of all calls in the ledger that were submitted since: where jobs are told by elimination, they must be known. A
 * record is never older than its youngest part.
 */
export async function claimKnown(runtime: Runtime, since: number): Promise<void> {
  const updatedSince = new Date(since).toISOString();
  for (let after: string | undefined; ; ) {
    const page = await runtime.ledger.list({ updatedSince, after, limit: PAGE });
    for (const { job } of page) claimJobs(runtime, job.parts, since);
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}
