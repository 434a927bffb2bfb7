import { parseArgs } from "node:util";

type Flags = Record<string, string | number | boolean>;

/**
 * Reads `--name=value`. The defaults say which flags there are and of which type they are; `--quick` puts those of `quick` in
 * their place, for a run that only shows that everything works.
 *
 * @throws for a flag that does not exist, naming it
 */
export function readFlags<Known extends Flags>(
  defaults: Known,
  quick: Partial<Known> = {},
): Known & { json: string } {
  const known: Flags = { ...defaults, json: "", quick: false };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, value]) => [
      name,
      { type: typeof value === "boolean" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const { values } = parseArgs({ options });
  const usual: Flags = values.quick ? { ...known, ...quick } : known;
  const given = Object.entries(values).map(([name, value]) => [
    name,
    typeof usual[name] === "number" ? Number(value) : value,
  ]);
  return { ...usual, ...Object.fromEntries(given) };
}

/** The flags again, for a child process. */
export const toArguments = (flags: Flags): string[] =>
  Object.entries(flags).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));

/** `a,b` as a list. */
export const listOf = (text: string): string[] => text.split(",").filter(Boolean);
