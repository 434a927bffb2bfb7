import type * as z from "zod/mini";
import type { Credential } from "./credential.ts";
import type { Issue } from "./error.ts";
import type { Fetch } from "./http.ts";
import { check, inputError } from "./issue.ts";
import { callback, matching, optional } from "./schema.ts";

const isCredential = (value: unknown) => typeof value === "string" || typeof value === "function";

/** A key, or a function that gives it. What a key looks like is checked where it is read. */
export const credential = () =>
  optional(matching<Credential>(isCredential, "a key, or a function that gives it"));

/** What every provider over HTTP can be told. */
export const HTTP_SETTINGS = {
  baseUrl: optional(matching<string>((value) => typeof value === "string", "a URL, as text")),
  fetch: optional(callback<Fetch>()),
};

/**
 * Checks the settings of a provider before any of them is used: with `baseURL` for `baseUrl`, requests that were meant for
 * an emulator would go to the real service.
 *
 * @throws {UnikreaError} `invalid_input`, with every problem in `issues`.
 */
export function readSettings<Schema extends z.core.$ZodType>(
  provider: string,
  schema: Schema,
  given: unknown,
): z.output<Schema> {
  const issues: Issue[] = [];
  const settings = check(schema, given, issues, provider);
  if (settings === undefined) throw inputError(issues.map(withoutText));
  return settings;
}

/** Texts are not shown: one of them may be a key in the wrong place. */
const withoutText = (issue: Issue): Issue =>
  issue.got.startsWith('"') ? { ...issue, got: "a text" } : issue;
