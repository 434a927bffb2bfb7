/** Bearer tokens, and the signatures of presigned links, which are as good as a key while they live. */
const SECRET_SHAPES =
  /\b(bearer\s+)[^\s"',;]+|\b(x-amz-(?:signature|credential|security-token)|signature|sig|token|apikey|api_key)=[^&\s"']+/gi;
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
