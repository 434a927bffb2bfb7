import type { Group } from "../cell/cell.ts";
import { deliveredTo, hadBy, isAccounted, namedIn, type Story, strangersIn } from "./story.ts";

/** The figures of one client. A call for three pictures counts as three requests. */
export interface Tally {
  requests: number;
  /** Pictures that came in the call itself. */
  delivered: number;
  /** Pictures that came later, by `recover()`. */
  recovered: number;
  /** Pictures that were charged beyond those that were wanted, up to as many. */
  doubleBilled: number;
  /** All charges of an intent beyond those that were wanted, the dearest left out, in millionths of a dollar. */
  extraMicroUsd: number;
  /** Pictures that were wanted and charged. */
  billed: number;
  /** Those of them that came in the call. */
  billedAndDelivered: number;
  /** Those of them that came in the end. */
  billedAndHad: number;
  /** Charged, named to the caller, and not to be collected: lost along with others where orders have no names. */
  uncollectable: number;
  /** Charged, never delivered, and nobody was told. */
  paidLost: number;
  /** Not delivered in the end, and the caller was told that it may be billed. */
  ambiguous: number;
  /** Pictures that were handed to somebody whose they are not. */
  wrongPictures: number;
  /** Calls. */
  lateSettled: number;
  unhandledRejections: number;
  /** What was spent beyond a budget, in millionths of a dollar. */
  overspentMicroUsd: number;
}

export const emptyTally = (): Tally => ({
  ...{ requests: 0, delivered: 0, recovered: 0, doubleBilled: 0, extraMicroUsd: 0, billed: 0 },
  ...{
    billedAndDelivered: 0,
    billedAndHad: 0,
    uncollectable: 0,
    paidLost: 0,
    ambiguous: 0,
    wrongPictures: 0,
    lateSettled: 0,
    unhandledRejections: 0,
    overspentMicroUsd: 0,
  },
});

export const emptyTallies = (): Record<Group, Tally> => ({
  ...{ fault: emptyTally(), outage: emptyTally(), caller: emptyTally() },
  ...{ several: emptyTally(), budget: emptyTally(), processes: emptyTally() },
  ...{ random: emptyTally(), beyond: emptyTally() },
});

/** How much later than its deadline a promise may be settled, in milliseconds. */
export const GRACE_MS = 1000;

export function countStory(tally: Tally, story: Story, nameless = 0): void {
  const { intent, charges, lateMs } = story;
  const { n } = intent;
  const billed = Math.min(charges.length, n);
  const delivered = Math.min(deliveredTo(story).size, n);
  const had = Math.min(hadBy(story).size, n);
  tally.requests += n;
  tally.delivered += delivered;
  tally.recovered += had - delivered;
  tally.wrongPictures += strangersIn(story);
  if (lateMs > GRACE_MS) tally.lateSettled += 1;
  tally.ambiguous += Math.min(n - had, Math.max(namedIn(story) - had, 0));
  tally.billed += billed;
  tally.billedAndDelivered += Math.min(delivered, billed);
  tally.billedAndHad += Math.min(had, billed);
  tally.uncollectable += Math.min(Math.max(billed - had, 0), nameless);
  const untold = charges.filter((charge) => !isAccounted(story, charge)).length;
  tally.paidLost += Math.min(Math.max(billed - had, 0), untold);
  tally.doubleBilled += Math.min(charges.length - billed, n);
  const prices = charges.map(({ microUsd }) => microUsd).sort((one, other) => other - one);
  tally.extraMicroUsd += prices.slice(n).reduce((sum, microUsd) => sum + microUsd, 0);
}

export function addTally(to: Tally, from: Tally): void {
  for (const key of Object.keys(from) as (keyof Tally)[]) to[key] += from[key];
}
