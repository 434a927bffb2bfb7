import { CREATIVITIES, type GenerateRequest, MODELS } from "@unikrea/core";
import { type Command, Option } from "commander";
import {
  collect,
  loadImage,
  type OptionFlag,
  optionsFrom,
  parseNumber,
  parseOption,
  parseReference,
  parseSlider,
  type ReferenceFlag,
} from "./parse-flag.ts";

/** The flags that say what to draw, the same for every command that draws or plans. */
export interface RequestFlags {
  readonly aspect?: string;
  readonly creativity?: string;
  readonly reference?: ReferenceFlag[];
  readonly moodboard?: ReferenceFlag;
  readonly style?: ReferenceFlag[];
  readonly source?: ReferenceFlag;
  readonly slider?: [string, number][];
  readonly option?: OptionFlag[];
  readonly seed?: number;
  readonly n?: number;
}

/** Adds them, but for the model: a comparison takes several. */
export function addRequestFlags(command: Command): Command {
  return command
    .option("-a, --aspect <ratio>", "such as 16:9; default 1:1")
    .addOption(new Option("--creativity <level>", `one of ${CREATIVITIES.join(", ")}; default medium`))
    .option(
      "-r, --reference <image[=strength]>",
      'file or URL whose style is followed; repeatable; for a URL with a query "URL = strength"',
      collect(parseReference),
    )
    .option("--moodboard <id[=strength]>", "a moodboard of yours by its UUID", parseReference)
    .option(
      "--style <id=strength>",
      "a trained style by its id, strength -2 to 2; repeatable",
      collect(parseReference),
    )
    .option(
      "--source <image[=strength]>",
      "file or URL to start from; 0 keeps it, 1 replaces it",
      parseReference,
    )
    .option(
      "-s, --slider <name=value>",
      "intensity, complexity or movement, -100 to 100; repeatable",
      collect(parseSlider),
    )
    .option(
      "--option <provider.name=value>",
      "an extra of one provider, the value as JSON, such as krea.wideStrengths=true; repeatable",
      collect(parseOption),
    )
    .option("--seed <number>", "the same seed draws the same image", parseNumber)
    .option("-n, --n <count>", "how many images, 1 to 20", parseNumber);
}

/** The model, for commands that take one. */
export const modelFlag = () => new Option("-m, --model <model>", `one of ${MODELS.join(", ")}`);

/** The request that the flags ask for, its images read. Words from the command line: core checks them, and says what it takes. */
export async function requestFrom(
  prompt: string,
  flags: RequestFlags & { readonly model?: string },
  cwd: string,
): Promise<GenerateRequest> {
  const load = async ({ place, strength }: ReferenceFlag) => ({
    image: await loadImage(place, cwd),
    strength,
  });
  const { moodboard, style, source } = flags;
  return {
    prompt,
    model: flags.model,
    aspectRatio: flags.aspect,
    creativity: flags.creativity,
    references: await Promise.all((flags.reference ?? []).map(load)),
    moodboard: moodboard && { id: moodboard.place, strength: moodboard.strength },
    styles: style?.map(({ place, strength }) => ({ id: place, strength })),
    source: source && (await load(source)),
    sliders: flags.slider && Object.fromEntries(flags.slider),
    providerOptions: flags.option && optionsFrom(flags.option),
    seed: flags.seed,
    n: flags.n,
  } as GenerateRequest;
}
