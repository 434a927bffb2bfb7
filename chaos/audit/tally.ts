import type { Group } from "../cell/cell.ts";
import { isAccounted, isDelivered, isDeliveredAtLast, isNamed, type Story, strangersIn } from "./story.ts";

/** The figures of one client. */
export interface Tally {
  requests: number;
  /** Pictures that came in the call itself. */
  delivered: number;
  /** Pictures that came later, by `recover()`. */
  recovered: number;
  /** Intents with more than one charge. */
  doubleBilled: number;
  /** All charges of an intent but one, in millionths of a dollar. */
  extraMicroUsd: number;
  /** Intents with a charge. */
  billed: number;
  /** Those of them whose picture came in the call. */
  billedAndDelivered: number;
  /** Those of them whose picture came in the end. */
  billedAndHad: number;
  /** Charged, never delivered, and nobody was told. */
  paidLost: number;
  /** Not delivered in the end, and the caller was told that it may be billed. */
  ambiguous: number;
  /** Pictures that were handed to somebody whose they are not. */
  wrongPictures: number;
  lateSettled: number;
  unhandledRejections: number;
}

export const emptyTally = (): Tally => ({
  ...{ requests: 0, delivered: 0, recovered: 0, doubleBilled: 0, extraMicroUsd: 0, billed: 0 },
  ...{
    billedAndDelivered: 0,
    billedAndHad: 0,
    paidLost: 0,
    ambiguous: 0,
    wrongPictures: 0,
    lateSettled: 0,
    unhandledRejections: 0,
  },
});

export const emptyTallies = (): Record<Group, Tally> => ({
  ...{ fault: emptyTally(), outage: emptyTally(), caller: emptyTally() },
  ...{ random: emptyTally(), beyond: emptyTally() },
});

/** How much later than its deadline a promise may be settled, in milliseconds. */
export const GRACE_MS = 1000;

export function countStory(tally: Tally, story: Story): void {
  const { charges, lateMs } = story;
  const isHad = isDeliveredAtLast(story);
  tally.requests += 1;
  if (isDelivered(story)) tally.delivered += 1;
  else if (isHad) tally.recovered += 1;
  tally.wrongPictures += strangersIn(story);
  if (lateMs > GRACE_MS) tally.lateSettled += 1;
  if (!isHad && isNamed(story)) tally.ambiguous += 1;
  if (charges.length === 0) return;
  tally.billed += 1;
  if (isDelivered(story)) tally.billedAndDelivered += 1;
  if (isHad) tally.billedAndHad += 1;
  else if (!charges.every((charge) => isAccounted(story, charge))) tally.paidLost += 1;
  if (charges.length === 1) return;
  tally.doubleBilled += 1;
  const total = charges.reduce((sum, { microUsd }) => sum + microUsd, 0);
  tally.extraMicroUsd += total - Math.max(...charges.map(({ microUsd }) => microUsd));
}

export function addTally(to: Tally, from: Tally): void {
  for (const key of Object.keys(from) as (keyof Tally)[]) to[key] += from[key];
}
