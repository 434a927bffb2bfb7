import type { Mismatch } from "./capabilities.ts";
import type { CanonicalImage } from "./image.ts";
import type { CanonicalRequest } from "./request.ts";
import {
  REQUEST_SETTINGS,
  type RequestSetting,
  shorten,
  valueAt,
  type WirePaths,
  type WireRequest,
} from "./wire-request.ts";

/**
 * What becomes of one setting at one provider.
 *
 * - `exact`: sent as it was asked for.
 * - `mapped`: the same thing in the provider's own words, such as pixels for a ratio.
 * - `defaulted`: you did not set it; our default is sent, so that every provider draws with the same one. Nothing is, where
 *   the provider has no word for it.
 * - `approximated`: the nearest that the provider has, which you allow with `onUnsupported: "warn"`.
 * - `unsupported`: the provider has nothing like it.
 */
export type SettingStatus = "exact" | "mapped" | "defaulted" | "approximated" | "unsupported";

/** One setting of the request, and what the provider gets for it. */
export interface PlannedSetting {
  /** As you would write it, such as `references[0].strength`. */
  readonly path: string;
  readonly status: SettingStatus;
  /** What was asked for, or our default. `null` where nothing is said, such as a random seed. Images are shortened. */
  readonly value: unknown;
  /** Where it stands in the first wire request. Missing when nothing is sent. */
  readonly wirePath?: string | undefined;
  /**
   * What stands there. Images are shortened. For a provider that refuses the request: what would stand there with
   * `onUnsupported: "warn"`.
   */
  readonly wireValue?: unknown;
}

/** What the settings of one provider are planned from. */
export interface SettingContext {
  /** The request as the caller wrote it, to tell what was set from what was left to us. */
  readonly input: unknown;
  /** The same with every default, before it was fitted to the provider. */
  readonly request: CanonicalRequest;
  readonly mismatches: readonly Mismatch[];
  readonly paths: WirePaths;
  readonly wire: readonly WireRequest[];
}

/** Follows every setting of a request into what is sent for it. */
export function planSettings(context: SettingContext): PlannedSetting[] {
  return REQUEST_SETTINGS.flatMap((setting) =>
    placesOf(setting, context.request).map((index) => planSetting(setting, index, context)),
  );
}

/** The items of a list that a setting is repeated for; one place that is no item for a setting that stands alone. */
function placesOf(setting: RequestSetting, request: CanonicalRequest): (number | undefined)[] {
  const [list] = setting.split("[]");
  const value = valueAt(request, String(list));
  if (Array.isArray(value)) return [...value.keys()];
  const isLeftOut = value === undefined && setting !== "seed";
  return isLeftOut ? [] : [undefined];
}

const placed = (path: string, index: number | undefined) => path.replace("[]", `[${index}]`);

function planSetting(
  setting: RequestSetting,
  index: number | undefined,
  context: SettingContext,
): PlannedSetting {
  const { input, request, mismatches, paths, wire } = context;
  const path = placed(setting, index);
  const value = shown(valueAt(request, path));
  const places = [paths[setting] ?? []].flat().map((place) => placed(place, index));
  const [first] = wire;
  // Where no word of one request says how many images, the number of requests does.
  const isCounted = setting === "n" && first !== undefined && (wire.length > 1 || places.length === 0);
  const sent = isCounted ? { wirePath: "requests", wireValue: wire.length } : first && lookIn(first, places);
  const isGiven = (valueAt(input, path) ?? undefined) !== undefined;
  // What is off is honoured by saying nothing, also where there is no word for it.
  const isOff = path.startsWith("sliders.") && value === 0;
  const mismatch = isOff ? undefined : mismatches.find(({ issue }) => isWithin(path, issue.path));
  if (mismatch) {
    const isAdjusted = mismatch.warning?.type === "adjusted";
    return { path, status: isAdjusted ? "approximated" : "unsupported", value, ...(isAdjusted && sent) };
  }
  if (!isGiven) return { path, status: "defaulted", value, ...sent };
  const isExact = !isCounted && sent !== undefined && Object.is(sent.wireValue, value);
  return { path, status: isExact ? "exact" : "mapped", value, ...sent };
}

/** Whether an issue about `issuePath` is about this setting, too. */
const isWithin = (path: string, issuePath: string) =>
  path === issuePath || path.startsWith(`${issuePath}.`) || path.startsWith(`${issuePath}[`);

function lookIn(wire: WireRequest, places: readonly string[]) {
  const values = places.map((place) => valueAt(wire, place));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  // Several places say it together: width and height.
  const together = places.map((place, at) => [place.split(/[.\]]/).pop() ?? place, values[at]]);
  const wireValue = values.length === 1 ? values[0] : Object.fromEntries(together);
  return { wirePath: places.join(", "), wireValue };
}

function shown(value: unknown): unknown {
  if (value === undefined) return null;
  return isImage(value) ? describeImage(value) : shorten(value);
}

const isImage = (value: unknown): value is CanonicalImage =>
  ["url", "bytes", "blob", "id"].includes(Object(value).kind);

/** An input image in a few words. */
export function describeImage(image: CanonicalImage): string {
  switch (image.kind) {
    case "url":
      return String(shorten(image.url));
    case "id":
      return image.id;
    case "bytes":
      return `${image.mediaType}, ${image.bytes.length} bytes`;
    case "blob":
      return `${image.blob.type || "an image"}, ${image.blob.size} bytes`;
  }
}
