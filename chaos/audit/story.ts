import type { Claim, Ending } from "../client/subject.ts";
import type { Charge } from "./charge.ts";
import { colorFor, colorOf, type Intent } from "./intent.ts";

/** Everything that is known of one intent when all is over. */
export interface Story {
  readonly intent: Intent;
  readonly charges: readonly Charge[];
  readonly call: Ending;
  /** What recovering brought, at last. */
  readonly recovered: Ending | undefined;
  /** What the client wrote down. Missing where it writes nothing down, or where its ledger was spoiled. */
  readonly noted: readonly Claim[] | undefined;
  /** How long after its deadline the promise was settled, in milliseconds. Negative when before. */
  readonly lateMs: number;
}

const holds = (ending: Ending | undefined, intent: Intent) =>
  (ending?.pictures ?? []).some((picture) => colorOf(picture) === colorFor(intent));

export const isDelivered = ({ call, intent }: Story) => holds(call, intent);
export const isDeliveredAtLast = (story: Story) => isDelivered(story) || holds(story.recovered, story.intent);

/** Pictures that were handed over and are somebody else's. */
export const strangersIn = ({ call, recovered, intent }: Story): number =>
  [...call.pictures, ...(recovered?.pictures ?? [])].filter(
    (picture) => colorOf(picture) !== colorFor(intent),
  ).length;

/** Whether a charge is one that these claims admit: as billed, or as one that may be. */
const admits = (claims: readonly Claim[], { service, id, clientKey }: Charge): boolean =>
  claims.some(
    (claim) =>
      claim.service === service &&
      claim.billed !== "no" &&
      (claim.token === undefined ? true : claim.token.includes(id) || claim.key === clientKey),
  );

/** Whether the caller was told of a charge, and the ledger holds it. */
export const isAccounted = ({ call, noted }: Story, charge: Charge): boolean =>
  admits(call.claims, charge) && (noted === undefined || admits(noted, charge));

/** Whether the caller was told that money may be gone. */
export const isNamed = ({ call }: Story): boolean =>
  call.claims.some(({ billed }) => billed !== "no") && call.error !== undefined && call.error.billed !== "no";
