import { isPrivateHost } from "./address.ts";
import type { Issue } from "./error.ts";
import type { CanonicalImage } from "./image.ts";
import { nearestRatio } from "./ratio.ts";
import { type AspectRatio, type CanonicalRequest, DEFAULTS, type Model } from "./request.ts";
import type { Warning } from "./warning.ts";

/** Numbers from `min` to `max`, both included. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** A wider range that the provider may take, used only when the caller sets this provider option to true. */
  readonly wider?: { readonly min: number; readonly max: number; readonly option: string };
}

/** What one service can do, as data: documentation, checks and comparison all read the same table. */
export interface Capabilities {
  readonly models: readonly Model[];
  readonly aspectRatios: readonly AspectRatio[];
  /** Pixels of each ratio, where they are published. */
  readonly sizes?: { readonly [ratio in AspectRatio]?: { readonly width: number; readonly height: number } };
  /** Strength of style references. Missing: it takes none. */
  readonly references?: Range;
  /** Strength of the moodboard. */
  readonly moodboard?: Range;
  /** Strength of the image-to-image source. */
  readonly source?: Range;
  readonly sliders: boolean;
  readonly styles: boolean;
  /** How input images may be handed over, besides URLs. */
  readonly images: {
    /** `inline` in the request, or by an `upload` before it. Missing: not at all. */
    readonly bytes?: "inline" | "upload";
    /** Bytes may not work there: used only when the caller sets this provider option to true. */
    readonly bytesOption?: string;
    /** With this provider option images are handed over inside the request, and in no other way. */
    readonly inlineOption?: string;
    /** Whether it takes ids of images that it already has. */
    readonly ids: boolean;
    /** The longest URL in characters. */
    readonly urlLength?: number;
  };
  /** Images that one job can make. */
  readonly imagesPerJob: number;
}

/** What a provider is to the checks: its table, and where it stands. */
export interface CapableProvider {
  readonly id: string;
  readonly capabilities: Capabilities;
  /** True when it runs on this machine, so that it can fetch from private addresses. */
  readonly local: boolean;
}

/** One thing a provider cannot do as asked. With a `warning` the request can go on without it. */
export interface Mismatch {
  readonly issue: Issue;
  readonly warning?: Warning | undefined;
}

/** A request as one provider can take it, and what had to give. No mismatch: it is honoured exactly. */
export interface Fit {
  readonly request: CanonicalRequest;
  readonly mismatches: readonly Mismatch[];
}

/**
 * Holds a request against a provider's capabilities. Nothing is decided here: the caller refuses on any mismatch, or
 * goes on with the returned request when every mismatch has a warning.
 */
export function fitRequest(request: CanonicalRequest, provider: CapableProvider): Fit {
  const { id, capabilities } = provider;
  const mismatches: Mismatch[] = [];
  const add = (path: string, expected: string, got: unknown, type?: Warning["type"], message = "") =>
    mismatches.push({
      issue: { path, expected: `${expected} on ${id}`, got: String(got) },
      warning: type && { type, path, message: `${id} ${message}`, provider: id },
    });
  const drop = (path: string, got: unknown) =>
    add(path, "nothing", got, "unsupported", `has no ${path}: left out`);
  const isSet = (option: string) => Object(request.providerOptions[id])[option] === true;
  const clamp = <Part extends { strength: number }>(
    path: string,
    part: Part,
    { min, max, wider }: Range,
  ): Part => {
    const isWide = wider !== undefined && isSet(wider.option);
    const bounds = isWide ? wider : { min, max };
    const strength = Math.min(Math.max(part.strength, bounds.min), bounds.max);
    const way =
      wider && !isWide ? ` (or ${wider.min}…${wider.max} with providerOptions.${id}.${wider.option})` : "";
    if (strength !== part.strength) {
      add(path, `${bounds.min}…${bounds.max}${way}`, part.strength, "adjusted", `got ${strength}`);
    }
    return { ...part, strength };
  };
  const checkImage = (path: string, image: CanonicalImage) => {
    const [expected, got] = imageProblem(image, provider, isSet) ?? [];
    if (expected) add(path, expected, got);
  };

  const { model, aspectRatio, references, moodboard, source, sliders, styles } = request;
  const fitted: { -readonly [Field in keyof CanonicalRequest]: CanonicalRequest[Field] } = { ...request };
  if (!capabilities.models.includes(model)) add("model", capabilities.models.join(" or "), model);
  if (!capabilities.aspectRatios.includes(aspectRatio)) {
    fitted.aspectRatio = nearestRatio(aspectRatio, capabilities.aspectRatios) ?? DEFAULTS.aspectRatio;
    const message = `got ${fitted.aspectRatio}, the nearest that it makes`;
    add("aspectRatio", `one of ${capabilities.aspectRatios.join(", ")}`, aspectRatio, "adjusted", message);
  }
  if (capabilities.references) {
    const range = capabilities.references;
    fitted.references = references.map((reference, index) => {
      checkImage(`references[${index}].image`, reference.image);
      return clamp(`references[${index}].strength`, reference, range);
    });
  } else if (references.length > 0) {
    fitted.references = [];
    drop("references", references.length);
  }
  if (moodboard && capabilities.moodboard) {
    fitted.moodboard = clamp("moodboard.strength", moodboard, capabilities.moodboard);
  } else if (moodboard) {
    delete fitted.moodboard;
    drop("moodboard", moodboard.id);
  }
  if (styles.length > 0 && !capabilities.styles) {
    fitted.styles = [];
    drop("styles", styles.length);
  }
  if (Object.values(sliders).some((value) => value !== 0) && !capabilities.sliders) {
    fitted.sliders = DEFAULTS.sliders;
    drop("sliders", JSON.stringify(sliders));
  }
  // Without its source the picture would be another one altogether, so this is never left out.
  if (source && !capabilities.source) add("source", "no image-to-image", "an image");
  else if (source) checkImage("source.image", source.image);
  return { request: fitted, mismatches };
}

/** What is wrong with handing this image to this provider: what it expects, and what it got. */
function imageProblem(
  image: CanonicalImage,
  { id, local, capabilities }: CapableProvider,
  isSet: (option: string) => boolean,
): [string, string] | undefined {
  const { bytes, bytesOption, ids, urlLength = Number.POSITIVE_INFINITY } = capabilities.images;
  if (image.kind === "id")
    return ids && image.provider === id ? undefined : ["no id of another service", image.provider];
  if (image.kind !== "url") {
    if (bytes && (bytesOption === undefined || isSet(bytesOption))) return undefined;
    const way = bytes ? ` (or bytes with providerOptions.${id}.${bytesOption})` : "";
    return [`a URL${way}`, "bytes"];
  }
  const { protocol, hostname } = new URL(image.url);
  // The service would have to fetch it, and cannot; whether it bills the attempt is not known.
  const isReachable = local || (protocol === "https:" && !isPrivateHost(hostname));
  if (!isReachable) return ["an https URL on the public internet", `${protocol}//${hostname}`];
  return image.url.length > urlLength
    ? [`a URL of at most ${urlLength} characters`, `${image.url.length}`]
    : undefined;
}
