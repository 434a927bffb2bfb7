import * as z from "zod/mini";

/** A whole number in any of the forms that drivers give: `pg` gives a bigint as text, others may be set to `bigint`. */
export const INTEGER = z.pipe(
  z.union([z.int(), z.bigint(), z.string().check(z.regex(/^-?\d+$/))]),
  z.pipe(z.transform(Number), z.int()),
);
