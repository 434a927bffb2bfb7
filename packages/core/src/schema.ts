import * as z from "zod/mini";
import { isLoopbackHost, isPrivateHost } from "./address.ts";

// Schemas for what callers pass in. Each is a test and a sentence that says what passes it, so that a failed check is
// already explained, and zod's own checks and messages stay out of the bundle.

/** Anything that passes `test`; `description` says what does. */
export const matching = <Type>(test: (value: unknown) => boolean, description: string) =>
  z.custom<Type>(test, description);

/** One of the listed words, exactly. */
export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  matching<Words[number]>((value) => words.includes(value as string), `one of ${words.join(", ")}`);

/** A finite number within both bounds. */
export const numberIn = (min: number, max: number) =>
  matching<number>((value) => isIn(value, min, max), `a number ${min}…${max}`);

/** An integer within both bounds, in `unit`s. */
export const integerIn = (min: number, max: number, unit = "") =>
  matching<number>(
    (value) => Number.isInteger(value) && isIn(value, min, max),
    `an integer ${min}…${max}${unit && ` ${unit}`}`,
  );

/** Text that matches `pattern`; `description` says what that is. */
export const textLike = (pattern: RegExp, description: string) =>
  matching<string>((value) => typeof value === "string" && pattern.test(value), description);

/** A day of the calendar. */
export const date = () => matching<string>(isDate, "a date, such as 2026-11-21");

/** True or false, and nothing that merely looks like it. */
export const flag = () => matching<boolean>((value) => typeof value === "boolean", "true or false");

/** A function. */
export const callback = <Callback>() =>
  matching<Callback>((value) => typeof value === "function", "a function");

/** An object with these keys and no others. */
export const shape = <Shape extends z.core.$ZodLooseShape>(keys: Shape) =>
  z.strictObject(keys, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `one of ${Object.keys(keys).join(", ")}` : "an object",
  });

/** An array of at most `max` such items. */
export const listOf = <Item extends z.core.$ZodType>(item: Item, max: number, description: string) =>
  z.array(item, description).check(({ value, issues }) => {
    if (value.length > max) issues.push({ code: "custom", input: value, message: `at most ${max} of them` });
  });

/** A field that may be left out. */
export const optional = z.optional;

const isIn = (value: unknown, min: number, max: number) =>
  typeof value === "number" && value >= min && value <= max;

const isDate = (value: unknown) =>
  typeof value === "string" &&
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  // February has no 30th, whatever an engine makes of it.
  new Date(value).toISOString().startsWith(value);

/** A URL that a service may be asked to call: public and https, or on this machine. */
export const webhookUrl = () =>
  matching<string>(isWebhookUrl, "a public https URL without credentials and fragment, as plain ASCII");

function isWebhookUrl(value: unknown): boolean {
  if (typeof value !== "string" || !/^https?:[!-~]+$/.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username || password || hash) return false;
  // On this machine only an emulator can call it; a real service fails to, which costs nothing.
  return isLoopbackHost(hostname) || (protocol === "https:" && !isPrivateHost(hostname));
}
