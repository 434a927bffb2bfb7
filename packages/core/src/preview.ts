import { scrub } from "./redact.ts";

const MAX_LENGTH = 60;
/** What leaves no mark, moves others about or would act on a terminal, but for the space. */
const UNSEEN = /(?! )[\p{Z}\p{Cc}\p{Cf}]/gu;

/** A value, short and safe to print in a message: never a whole prompt, never the bytes of an image. */
export function preview(value: unknown): string {
  if (typeof value === "string") return previewText(value);
  if (typeof value === "bigint") return `${value}n`.slice(0, MAX_LENGTH);
  if (value === undefined || typeof value === "function" || typeof value === "symbol")
    return value ? typeof value : "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value)
    return `a value of type ${Object.prototype.toString.call(value).slice(8, -1)}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function previewText(text: string): string {
  const isData = text.startsWith("data:");
  const safe = text.replace(/(\/\/)[^/@\s]*@/, "$1[redacted]@").replace(/\?.*$/s, (query) => scrub(query));
  const start = (text.includes("://") ? safe : text).slice(0, isData ? 22 : MAX_LENGTH);
  const shown = JSON.stringify(start).replace(UNSEEN, escapeOf);
  return text.length > MAX_LENGTH ? `${shown}… (${text.length} characters)` : shown;
}

/** As JavaScript would write it. */
function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
