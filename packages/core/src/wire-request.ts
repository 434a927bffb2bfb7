import { scrub } from "./redact.ts";

/** One exchange as it would be sent, without keys. In a plan, images that are sent inline are shortened. */
export interface WireRequest {
  readonly method: string;
  /** Where it goes, or the call of a binding. An account's number is left out. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Plain data, as it becomes JSON. */
  readonly body: unknown;
}

/** The settings of a request that can each be found in what is sent. `[]` stands for every item of a list. */
export const REQUEST_SETTINGS = [
  "model",
  "prompt",
  "aspectRatio",
  "resolution",
  "creativity",
  "references[].image",
  "references[].strength",
  "sliders.intensity",
  "sliders.complexity",
  "sliders.movement",
  "moodboard.id",
  "moodboard.strength",
  "styles[].id",
  "styles[].strength",
  "source.image",
  "source.strength",
  "seed",
  "n",
] as const;
export type RequestSetting = (typeof REQUEST_SETTINGS)[number];

/**
 * Where each setting stands in a provider's {@link WireRequest}, such as `body.aspect_ratio`: one place, or several that
 * say it together. A setting that the provider has no word for is left out.
 */
export type WirePaths = { readonly [setting in RequestSetting]?: string | readonly string[] };

/** What stands at a path such as `body.images[0].url`. `undefined` when nothing does. */
export function valueAt(from: unknown, path: string): unknown {
  let value = from;
  for (const key of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The same exchange, fit to be shown: no signatures of presigned links, and no images inside. */
export const shortenWire = ({ url, headers, body, method }: WireRequest): WireRequest => ({
  method,
  url: shortenText(url),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, shortenText(value)])),
  body: shorten(body),
});

/** Plain data with every long or secret text in it made fit to be shown. */
export function shorten(value: unknown): unknown {
  if (typeof value === "string") return shortenText(value);
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shorten(field)]));
}

/** A link that the provider is to call: whoever knows its query can call it, too. */
export const hideQuery = (link: string): string => link.replace(/\?.*$/s, "?[redacted]");

/** Longer than any link that a request may hold. */
const MAX_LINK = 10_000;
/** What is kept of a data URI: enough to tell its format. */
const DATA_HEAD = /^data:[^,]{0,60},/;

function shortenText(text: string): string {
  if (/^https?:\/\//i.test(text)) return scrub(text, [], MAX_LINK);
  const [head] = DATA_HEAD.exec(text) ?? [];
  return head === undefined ? text : `${head}… (${text.length} characters)`;
}
