import * as z from "zod/mini";
import { type Issue, UnikreaError } from "./error.ts";
import { preview } from "./preview.ts";
import { plainForm, suggest } from "./suggestion.ts";

/** More problems than this are counted, not described. */
const MAX_LISTED = 20;
const LIST = "one of ";

/** The one error for everything that is wrong with what the caller passed. */
export function inputError(issues: readonly Issue[]): UnikreaError {
  return new UnikreaError("invalid_input", describeIssues(issues), { issues });
}

/** All problems as text: path, what was expected, what was there, what to do, and what it cost. */
export function describeIssues(issues: readonly Issue[]): string {
  const lines = issues.slice(0, MAX_LISTED).map(({ path, expected, got, hint }) => {
    return `\n  ${path || "(argument)"}: expected ${expected}, got ${got}${hint ? `\n    ${hint}` : ""}`;
  });
  const more = issues.length > MAX_LISTED ? `\n  and ${issues.length - MAX_LISTED} more` : "";
  return `${issues.length} problem${issues.length === 1 ? "" : "s"}: nothing was sent, nothing was billed${lines.join("")}${more}`;
}

/** Explains a word that other services use, given without case and separators. Nothing when it does not know it. */
export type Explain = (word: string) => string | undefined;

/**
 * Runs a schema made with `schema.ts` over what the caller passed. What is wrong goes to `issues`, and the result is
 * then `undefined`.
 */
export function check<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  issues: Issue[],
  path = "",
  explain?: Explain,
): z.output<Schema> | undefined {
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const where = issue.path.reduce<string>(joinPath, path);
    const add = (at: string, got: string, hint: string | undefined) =>
      issues.push({ path: at, expected: issue.message, got, ...(hint && { hint }) });
    // Our schemas list what they take as "one of …", so the nearest of those can be named.
    const words = issue.message.startsWith(LIST) ? issue.message.slice(LIST.length).split(", ") : [];
    const near = (written: string) => {
      const word = suggest(written, words);
      return word && `did you mean ${word}?`;
    };
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, MAX_LISTED)) {
        add(joinPath(where, key), "an unknown key", explain?.(plainForm(key)) ?? near(key));
      }
      const more = issue.keys.length - MAX_LISTED;
      if (more > 0) add(where, `${more} more unknown keys`, undefined);
    } else {
      const { input } = issue;
      add(where, preview(input), typeof input === "string" ? near(input) : numberHint(input));
    }
  }
  return undefined;
}

const numberHint = (value: unknown) =>
  typeof value === "number" && !Number.isFinite(value)
    ? "JSON has no such number: it would be sent as null"
    : undefined;

function joinPath(path: string, step: PropertyKey): string {
  if (typeof step === "number") return `${path}[${step}]`;
  const name = String(step).slice(0, 60);
  return `${path && `${path}.`}${name.trim() === "" ? preview(name) : name}`;
}
