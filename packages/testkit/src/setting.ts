import type { GenerateRequest } from "@unikrea/core";
import type { Capabilities, Range } from "@unikrea/core/provider";
import { INPUT_IMAGES, MOODBOARD_ID } from "./request-table.ts";

/** One setting of the canonical request, with two values that must make a difference. */
export interface Setting {
  /** As issues and warnings name it. */
  readonly path: string;
  readonly one: GenerateRequest;
  readonly other: GenerateRequest;
  /** Whether the provider says that it has it. */
  readonly isSupported: boolean;
}

const OTHER_MOODBOARD = "00000000-0000-0000-0000-000000000000";
const prompt = "a lighthouse in fog";

/** Every setting of the canonical request. Values are within what the capabilities allow. */
export function settingsOf(capabilities: Capabilities): Setting[] {
  const { models, aspectRatios, references, moodboard, source, sliders, styles } = capabilities;
  const [ratio = "1:1", otherRatio = ratio] = aspectRatios;
  const [model = "krea-2-medium", otherModel = model] = models;
  const has = (range: Range | undefined) => range !== undefined;
  const setting = (path: string, isSupported: boolean, one: object, other: object): Setting => ({
    path,
    isSupported,
    one: { prompt, model, ...one },
    other: { prompt, model, ...other },
  });
  const image = INPUT_IMAGES.url;
  const id = MOODBOARD_ID;
  const at = (range: Range | undefined, share: number) =>
    range ? range.min + share * (range.max - range.min) : share;

  return [
    setting("prompt", true, { prompt: "a lighthouse" }, { prompt: "a harbour" }),
    ...(otherModel === model ? [] : [setting("model", true, { model }, { model: otherModel })]),
    ...(otherRatio === ratio
      ? []
      : [setting("aspectRatio", true, { aspectRatio: ratio }, { aspectRatio: otherRatio })]),
    setting("creativity", true, { creativity: "raw" }, { creativity: "high" }),
    setting("seed", true, { seed: 7 }, { seed: 8 }),
    ...(["intensity", "complexity", "movement"] as const).map((slider) =>
      setting("sliders", sliders, { sliders: { [slider]: 10 } }, { sliders: { [slider]: 20 } }),
    ),
    setting(
      "references",
      has(references),
      { references: [{ image, strength: at(references, 0.25) }] },
      { references: [{ image, strength: at(references, 0.75) }] },
    ),
    setting(
      "references",
      has(references),
      { references: [{ image }] },
      { references: [{ image: `${image}?2` }] },
    ),
    setting(
      "moodboard",
      has(moodboard),
      { moodboard: { id, strength: at(moodboard, 0.25) } },
      { moodboard: { id, strength: at(moodboard, 0.75) } },
    ),
    setting("moodboard", has(moodboard), { moodboard: { id } }, { moodboard: { id: OTHER_MOODBOARD } }),
    setting(
      "styles",
      styles,
      { styles: [{ id: "ink", strength: 1 }] },
      { styles: [{ id: "ink", strength: -1 }] },
    ),
    setting(
      "styles",
      styles,
      { styles: [{ id: "ink", strength: 1 }] },
      { styles: [{ id: "oil", strength: 1 }] },
    ),
    setting(
      "source",
      has(source),
      { source: { image, strength: at(source, 0.25) } },
      { source: { image, strength: at(source, 0.75) } },
    ),
    setting("source", has(source), { source: { image } }, { source: { image: `${image}?2` } }),
  ];
}
