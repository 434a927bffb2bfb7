import { UnikreaError } from "./error.ts";

/** A key, or a function that gives the current one, for keys that rotate. */
export type Credential = string | (() => string | Promise<string>);

/** How a provider finds one of its credentials. */
export interface CredentialSource {
  provider: string;
  /** What it is called in messages: `apiKey`. */
  option: string;
  /** What the caller passed, if anything. It wins over the environment. */
  value?: Credential | undefined;
  /** Environment variables, the first that is set counts. */
  variables: readonly string[];
}

/** An environment variable, on runtimes that have an environment. */
export function readEnvironment(variable: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[variable] || undefined;
}

/** Whether a credential was given at all. Says nothing about whether it works. */
export function hasCredential({ value, variables }: CredentialSource): boolean {
  return Boolean(value ?? variables.some(readEnvironment));
}

/** What is wrong with a key, by its form. Headers would print such a value in their own error. */
const FLAWS: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, "is missing"],
  [/^["'].*["']$/, "has quotes around it"],
  [/^bearer /i, 'starts with "Bearer ", which is added for you'],
  [/[^\x21-\x7e]/, "holds spaces, line breaks or other characters that no key has"],
  [/.{4097}/, "is too long to be a key"],
  [/^(undefined|null|your[-_].*|<.*>|\*+|x{3,}|changeme)$/i, "is a placeholder"],
];

/**
 * Reads a credential when a call needs it, and checks its form before it can get into a header. Its value is in no
 * message.
 *
 * @throws {UnikreaError} `missing_credentials` when there is none, or when it cannot be one.
 */
export async function readCredential({
  provider,
  option,
  value,
  variables,
}: CredentialSource): Promise<string> {
  const given = value ?? variables.map(readEnvironment).find(Boolean) ?? "";
  let key = "";
  let flaw = "could not be read: the function that gives it failed";
  try {
    key = String(typeof given === "function" ? await given() : given).replace(/\r?\n$/, "");
    flaw = FLAWS.find(([pattern]) => pattern.test(key))?.[1] ?? "";
  } catch {
    // What it threw is the caller's, and may hold the key.
  }
  if (!flaw) return key;
  const message = `${provider}: ${option} ${flaw}. Pass ${provider}({ ${option} }) or set ${variables.join(" or ")}`;
  throw new UnikreaError("missing_credentials", message, { provider });
}
