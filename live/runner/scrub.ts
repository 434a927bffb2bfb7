// What leaves this program for a file. Keys, signatures of links, account ids and names of people and organizations go;
// prompts are ours and stay.

const REDACTED = "[redacted]";

/** Fields that name an account or open it. They are left out altogether. */
const PRIVATE_FIELDS =
  /^(authorization|cookie|set-cookie|api[_-]?keys?|token|password|secret|email|team|organization\w*|workspace\w*|owner|user\w*|AIRSource|balance|usage|connectionSessionUUID)$/i;

/** Headers that tell something about the service and nothing about the account. All others are left out. */
const KEPT_HEADERS =
  /^(content-type|content-length|date|server|retry-after|deprecation|sunset|.*rate-?limit.*|cf-aig-(cache-status|step|model|provider|dlp))$/i;

/** Parameters of links that are as good as a key while they live. When they were signed and for how long may stay. */
const SIGNING_PARAMETERS =
  /([?&])(?:X-Amz-(?:Signature|Credential|Security-Token)|signature|sig|token|key|policy)=[^&\s"'\\]*/gi;

/** Cloudflare's account ids, in paths and in host names of buckets. */
const ACCOUNT_ID = /\b[\da-f]{32}\b/gi;
/** A user's own folder in Krea's uploads. */
const UPLOAD_FOLDER = /(app-uploads\.krea\.ai\/)(?!public\/)[^/\s"'\\]+/gi;
const BEARER = /\b(bearer\s+)[^\s"',;]+/gi;

/** A text without secrets. */
export function scrubText(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of [...secrets].sort((one, other) => other.length - one.length)) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) safe = safe.replaceAll(form, REDACTED);
  }
  return safe
    .replace(SIGNING_PARAMETERS, "$1redacted")
    .replace(ACCOUNT_ID, "0".repeat(32))
    .replace(UPLOAD_FOLDER, "$1redacted")
    .replace(BEARER, `$1${REDACTED}`);
}

/** A JSON value without secrets and without fields that name the account. Deep, names of fields included. */
export function scrubJson(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return scrubText(value, secrets);
  if (Array.isArray(value)) return value.map((entry) => scrubJson(entry, secrets));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !PRIVATE_FIELDS.test(name));
  return Object.fromEntries(
    kept.map(([name, entry]) => [scrubText(name, secrets), scrubJson(entry, secrets)]),
  );
}

/** The headers that may be kept, as `name: value`. */
export function scrubHeaders(headers: Headers, secrets: readonly string[]): string[] {
  return [...headers]
    .filter(([name]) => KEPT_HEADERS.test(name))
    .map(([name, value]) => `${name}: ${scrubText(value, secrets)}`);
}

/** The last look before a file is written: what must not be there is looked for again, in another way. */
export function leakIn(text: string, secrets: readonly string[]): string | undefined {
  if (secrets.some((secret) => secret !== "" && text.includes(secret))) return "a key or an account id";
  if (/x-amz-(signature|credential|security-token)=/i.test(text)) return "the signature of a link";
  if (/bearer\s+(?!\[redacted\])\S/i.test(text)) return "a bearer token";
  return undefined;
}
