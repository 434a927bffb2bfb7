/**
 * Bearer tokens, and parameters that are named for what they are: a key, or the signature of a presigned link, which is as
 * good as one while it lives.
 */
const SECRET_SHAPES =
  /\b(bearer\s+)[^\s"',;]+|(?<![\w-])([\w-]{0,40}(?:signature|credentials?|token|secret|passw(?:or)?d|(?:api|access)[_-]?key(?:[_-]?id)?)|sig|key|pwd)=[^&\s"']+/gi;
/** Control characters, ANSI escapes included, would act on a terminal or split a log line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x1f\x7f-\x9f]+/g;

/**
 * Makes text from outside safe to show: known secrets and key-shaped strings go, control characters become
 * spaces, and what is longer than `maxLength` characters is cut.
 */
export function scrub(text: string, secrets: readonly string[] = [], maxLength = 300): string {
  let safe = text.slice(0, 8 * maxLength);
  // The stand-ins for keys that tests use are too short to be secrets, and stand in any text.
  for (const secret of secrets.filter(({ length }) => length > 3)) {
    for (const form of [secret, encodeURIComponent(secret)]) safe = safe.replaceAll(form, "[redacted]");
  }
  safe = safe.replace(SECRET_SHAPES, (_, bearer, name) => `${bearer ?? `${name}=`}[redacted]`);
  safe = safe.replace(CONTROLS, " ").trim();
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}…` : safe;
}
