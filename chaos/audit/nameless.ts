import type { Claim } from "../client/subject.ts";
import type { Story } from "./story.ts";

/** Services whose orders have no name of ours, so that a lost one can only be told as the only one that it can be. */
const NAMELESS: readonly Claim["service"][] = ["krea"];

/** Orders whose answer was lost and never found. */
const lostIn = ({ call, noted = call.claims }: Story): readonly Claim[] =>
  noted.filter(
    ({ service, token, billed }) => NAMELESS.includes(service) && token === undefined && billed !== "no",
  );

/**
 * Pictures of each intent that nobody can collect: of several orders that were lost at once, and that have no names, nobody
 * can say whose a job is. The caller was told that they may be billed, and that is all that can be done; a single lost order
 * is no such thing.
 */
export function namelessIn(stories: readonly Story[]): ReadonlyMap<Story, number> {
  const lost = new Map(stories.map((story) => [story, lostIn(story)]));
  const isOneOfSeveral = [...lost.values()].flat().length > 1;
  return new Map(
    [...lost].map(([story, claims]) => [
      story,
      isOneOfSeveral ? claims.reduce((sum, { n }) => sum + n, 0) : 0,
    ]),
  );
}
