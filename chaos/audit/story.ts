import { SERVICES } from "../cell/mode.ts";
import type { Claim, Ending, Picture } from "../client/subject.ts";
import type { Charge } from "./charge.ts";
import { colorFor, colorOf, type Intent, seedAt } from "./intent.ts";

/** Everything that is known of one intent when all is over. Services charge for each picture by itself. */
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

/** The color by which a picture of an intent can be told, or `undefined` when it is none of its pictures. */
function ownColor({ prompt, seed, n }: Intent, { bytes, seed: said }: Picture): string | undefined {
  const color = colorOf(bytes);
  // A service that chose the seed and does not tell it may have drawn any.
  if (seed === undefined)
    return said === undefined || color === colorFor({ prompt, seed: said }) ? color : undefined;
  const colors = Array.from({ length: n }, (_, at) => colorFor({ prompt, seed: seedAt(seed, at) }));
  return colors.find((own) => own === color);
}

const ownColors = (intent: Intent, endings: readonly (Ending | undefined)[]): ReadonlySet<string> =>
  new Set(
    endings.flatMap((ending) =>
      (ending?.pictures ?? [])
        .map((picture) => ownColor(intent, picture))
        .filter((color) => color !== undefined),
    ),
  );

/** Whoever asked for it, in whatever process. */
export const callersOf = ({ call }: Pick<Story, "call">): readonly Ending[] => [call, ...(call.others ?? [])];

/** The different pictures of its own that an intent got in the call, by their colors. */
export const deliveredTo = (story: Pick<Story, "call" | "intent">): ReadonlySet<string> =>
  ownColors(story.intent, callersOf(story));

/** The same with those that recovering brought. */
export const hadBy = (story: Pick<Story, "call" | "intent" | "recovered">): ReadonlySet<string> =>
  ownColors(story.intent, [...callersOf(story), story.recovered]);

/** Pictures that were handed over and are somebody else's. */
export const strangersIn = ({ call, recovered, intent }: Story): number =>
  [...callersOf({ call }), recovered]
    .flatMap((ending) => ending?.pictures ?? [])
    .filter((picture) => ownColor(intent, picture) === undefined).length;

/** Whether a charge is one that these claims admit: as billed, or as one that may be. */
const admits = (claims: readonly Claim[], { service, id, clientKey }: Charge): boolean =>
  claims.some(
    (claim) =>
      claim.service === service &&
      claim.billed !== "no" &&
      (claim.token === undefined ? true : claim.token.includes(id) || claim.key === clientKey),
  );

/** What was said of the money: to the caller, if anybody was there to be told, and in the ledger. */
const accountsOf = ({ call, noted }: Story): (readonly Claim[])[] => [
  ...(call.isKilled ? [] : [call.claims]),
  ...(noted ? [noted] : []),
];

/** Whether the caller was told of a charge, and the ledger holds it. */
export const isAccounted = (story: Story, charge: Charge): boolean => {
  const accounts = accountsOf(story);
  return accounts.length > 0 && accounts.every((claims) => admits(claims, charge));
};

/** Charges of services that took money for more pictures than was said. */
export const unspokenIn = (story: Story): readonly string[] =>
  accountsOf(story).flatMap((claims) =>
    SERVICES.flatMap((service) => {
      const billed = story.charges.filter((charge) => charge.service === service).length;
      const said = picturesIn(claims.filter((claim) => claim.service === service && claim.billed !== "no"));
      return billed > said ? [`${service} billed ${billed} pictures, and ${said} are spoken of`] : [];
    }),
  );

/** Pictures that came, or may be billed without having come, second ones included. */
export const picturesIn = (claims: readonly Claim[]): number =>
  claims.reduce((sum, { made, open, again = 0 }) => sum + made + open + again, 0);

/** Pictures that may be billed a second time by what everybody was told, as the caller allowed. None where nobody was. */
export function againIn(story: Story): number {
  const told = accountsOf(story).map((claims) => claims.reduce((sum, { again = 0 }) => sum + again, 0));
  return told.length === 0 ? 0 : Math.min(...told);
}

/** Pictures of which the caller was told that money for them may be gone. */
export function namedIn({ call, noted = [] }: Story): number {
  const told = [call.error, ...(call.failures ?? [])].some((one) => one !== undefined && one.billed !== "no");
  const claims = call.isKilled ? noted : told ? call.claims : [];
  return claims.reduce((sum, { made, open, billed }) => sum + (billed === "no" ? 0 : made + open), 0);
}

/** Pictures that were ordered again although the order before may be billed for them. */
export function orderedTwiceIn(claims: readonly Claim[]): boolean {
  return claims.some((earlier, at) => {
    const again = Math.max(0, ...claims.slice(at + 1).map((later) => overlapOf(earlier, later)));
    return again > 0 && earlier.made + earlier.open > earlier.n - again;
  });
}

const overlapOf = (one: Claim, other: Claim) =>
  Math.max(Math.min(one.index + one.n, other.index + other.n) - Math.max(one.index, other.index), 0);
