import { date, listOf, oneOf, optional, parseOptions, shape } from "@unikrea/core/ledger";

/** By what spending can be told apart. Days and months are those of UTC. */
export const SPEND_DIMENSIONS = ["day", "month", "provider", "model", "tag"] as const;
export type SpendDimension = (typeof SPEND_DIMENSIONS)[number];

/** What to sum up, and how. Unknown keys are refused. */
export interface SpendQuery {
  /** A group for each combination of these, in this order. @default none: the total alone */
  readonly by?: readonly SpendDimension[] | undefined;
  /** The first day that counts, such as `2026-11-01`, by when a part was submitted (UTC). @default the first there is */
  readonly since?: string | undefined;
  /** The last day that counts, itself included. @default the last there is */
  readonly until?: string | undefined;
}

const QUERY = shape({
  by: optional(listOf(oneOf(SPEND_DIMENSIONS), SPEND_DIMENSIONS.length, "a list")),
  since: optional(date()),
  until: optional(date()),
}).check(({ value: { since, until }, issues }) => {
  if (since === undefined || until === undefined || until >= since) return;
  issues.push({ code: "custom", path: ["until"], input: until, message: `${since} or later, as since says` });
});

/** @throws {UnikreaError} `invalid_input`, with every problem in `issues` */
export function parseQuery(input: SpendQuery): SpendQuery & { readonly by: readonly SpendDimension[] } {
  const { by = [], ...range } = parseOptions(QUERY, input);
  return { ...range, by: [...new Set(by)] };
}
