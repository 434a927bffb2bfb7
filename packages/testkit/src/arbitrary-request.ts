import { ASPECT_RATIOS, CREATIVITIES, type GenerateRequest, MODELS } from "@unikrea/core";
import type { Capabilities, Range } from "@unikrea/core/provider";
import * as fc from "fast-check";
import { TINY_IMAGES } from "./tiny-image.ts";

/** What the requests may hold. */
export interface ArbitraryRequestOptions {
  /** Only what this provider can honour exactly. Left out: whatever the canonical request allows. */
  readonly within?: Capabilities;
  /** The most images of one request. @default 20 */
  readonly maxImages?: number;
}

/** Everything that some provider can do, with the ranges of the canonical request. */
const EVERYTHING: Capabilities = {
  models: MODELS,
  aspectRatios: ASPECT_RATIOS,
  references: { min: -2, max: 2 },
  moodboard: { min: -0.5, max: 1.5 },
  source: { min: 0, max: 1 },
  sliders: true,
  styles: true,
  images: { bytes: "inline", ids: true },
  imagesPerJob: 20,
};

/** Valid input for `generate`, in all its forms: fields left out, given as `undefined`, images by URL, data URI and bytes. */
export function arbitraryRequest({
  within = EVERYTHING,
  maxImages = 20,
}: ArbitraryRequestOptions = {}): fc.Arbitrary<GenerateRequest> {
  const { models, aspectRatios, references, moodboard, source, sliders, styles, images } = within;
  const slider = maybe(fc.integer({ min: -100, max: 100 }));
  const image = arbitraryImage(images.bytes !== undefined && !images.bytesOption, images.urlLength ?? 2048);
  const pictureIn = (range: Range) =>
    fc.record({ image, strength: maybe(number(range.min, range.max)) }, { requiredKeys: ["image"] });
  return fc.record(
    {
      prompt: arbitraryPrompt(),
      model: maybe(fc.constantFrom(...models)),
      aspectRatio: maybe(fc.constantFrom(...aspectRatios)),
      resolution: maybe(fc.constant("1K")),
      creativity: maybe(fc.constantFrom(...CREATIVITIES)),
      seed: maybe(arbitrarySeed()),
      n: maybe(fc.integer({ min: 1, max: maxImages })),
      sliders: iff(sliders, () =>
        fc.record({ intensity: slider, complexity: slider, movement: slider }, { requiredKeys: [] }),
      ),
      references: iff(references, (range) => fc.array(pictureIn(range), { maxLength: 10 })),
      moodboard: iff(moodboard, ({ min, max }) =>
        fc.record({ id: moodboardId(), strength: maybe(number(min, max)) }, { requiredKeys: ["id"] }),
      ),
      styles: iff(styles, () =>
        fc.array(fc.record({ id: styleId(), strength: number(-2, 2) }), { maxLength: 20 }),
      ),
      source: iff(source, pictureIn),
    },
    { requiredKeys: ["prompt"] },
  );
}

/** Any text that shows something and can be sent: scripts, emoji, line breaks, what looks like code. */
function arbitraryPrompt(): fc.Arbitrary<string> {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });
  // Controls and text of blanks alone are refused by core, so they are no valid input.
  const isValid = (prompt: string) =>
    /[^\s\p{Cc}\p{Cf}]/u.test(prompt) && !/(?![\t\n\r])\p{Cc}/u.test(prompt);
  const odd = ["a lighthouse\r\n\tin fog", '{"prompt":"<b>\\\\"}', "灯台 🌫️", "null"];
  return fc.oneof(text.filter(isValid), fc.constantFrom(...odd));
}

/** An input image that a service may fetch or take: its URL is one by RFC 3986 as well as by the web's rules. */
function arbitraryImage(
  takesBytes: boolean,
  urlLength: number,
): fc.Arbitrary<string | URL | Uint8Array | Blob> {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
  const segment = fc.stringMatching(/^[\w.~!$&'()*+,;=:@-]{1,20}$/);
  const short = fc
    .tuple(label, fc.array(segment, { maxLength: 5 }), fc.option(segment, { nil: undefined }))
    .map(([host, path, query]) => `https://${host}.example.com/${path.join("/")}${query ? `?${query}` : ""}`)
    .map((text) => new URL(text).href);
  const longest = label.map((host) => `https://${host}.example.com/`.padEnd(urlLength, "a"));
  const url = fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: longest });
  const file = fc.constantFrom(...Object.entries(TINY_IMAGES));
  const dataUri = file.map(([type, bytes]) => `data:${type};base64,${btoa(String.fromCharCode(...bytes))}`);
  return fc.oneof(
    url,
    url.map((text) => new URL(text)),
    ...(takesBytes
      ? [dataUri, file.map(([, bytes]) => bytes), file.map(([type, bytes]) => new Blob([bytes], { type }))]
      : []),
  );
}

const arbitrarySeed = () =>
  fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, -0, 2 ** 31, 2 ** 32 - 1, null));

/** UUIDs of the versions that Krea's schema takes, and the two special ones. */
const moodboardId = () =>
  fc.oneof(
    fc.uuid({ version: [1, 2, 3, 4, 5, 6, 7, 8] }),
    fc.uuid({ version: [4] }).map((id) => id.toUpperCase()),
    fc.constantFrom("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  );

const styleId = () => fc.stringMatching(/^[\w:/.-]{1,40}$/);

/** A number within both bounds, the bounds and zero more often than chance has it. */
const number = (min: number, max: number) =>
  fc.oneof(
    fc.double({ min, max, noNaN: true }),
    fc.constantFrom(min, max, ...(min <= 0 && max >= 0 ? [0, -0] : [])),
  );

/** The value, or `undefined`, which means the same as leaving it out. */
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 8 });

/** The field where the provider has it, else nothing. */
const iff = <Has, Value>(has: Has, field: (has: NonNullable<Has>) => fc.Arbitrary<Value>) =>
  has ? maybe(field(has)) : fc.constant(undefined);
