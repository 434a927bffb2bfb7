import { resolve } from "node:path";
import { CREATIVITIES, type GenerateRequest, MODELS, type Routing } from "@unikrea/core";
import { type Command, Option } from "commander";
import type { CommandContext } from "../command-context.ts";
import { deliver } from "../deliver.ts";
import { fastestFirst } from "../fastest.ts";
import { prepareFolder } from "../folder.ts";
import { findLedger, listRecords } from "../ledger-folder.ts";
import {
  collect,
  loadImage,
  type OptionFlag,
  optionsFrom,
  parseNumber,
  parseOption,
  parseProviders,
  parseReference,
  parseSlider,
  parseTimeout,
  type ReferenceFlag,
} from "../parse-flag.ts";
import { openProviders, type ProviderSet } from "../provider-set.ts";
import { PROVIDER_IDS, type ProviderId } from "../provider-setup.ts";

interface GenerateFlags {
  provider?: readonly ProviderId[];
  model?: string;
  aspect?: string;
  creativity?: string;
  reference?: ReferenceFlag[];
  slider?: [string, number][];
  option?: OptionFlag[];
  seed?: number;
  n?: number;
  onUnsupported?: "refuse" | "warn";
  routing?: Routing;
  maxUsd?: number;
  onUnknown?: "report" | "wait" | "pay-again";
  idempotencyKey?: string;
  tag?: string[];
  out: string;
  timeout: number;
}

/** As long as core waits when nobody says otherwise. */
export const DEFAULT_TIMEOUT_S = 300;

/** `unikrea generate "<prompt>"`. */
export function addGenerateCommand(program: Command, context: CommandContext): void {
  program
    .command("generate")
    .description("make images and write them to files")
    .argument("<prompt>", "what to draw")
    .option(
      "-p, --provider <ids>",
      `who is asked, in this order, such as ${PROVIDER_IDS.slice(0, 2).join(",")}; one is never replaced by another; default: all with a key`,
      parseProviders,
    )
    .addOption(
      new Option(
        "--routing <way>",
        "who is asked first: as listed, by price, by the time that earlier runs took; default order",
      ).choices(["order", "cheapest", "fastest"]),
    )
    .addOption(new Option("-m, --model <model>", `one of ${MODELS.join(", ")}`))
    .option("-a, --aspect <ratio>", "such as 16:9; default 1:1")
    .addOption(new Option("--creativity <level>", `one of ${CREATIVITIES.join(", ")}; default medium`))
    .option(
      "-r, --reference <image[=strength]>",
      'file or URL whose style is followed; repeatable; for a URL with a query "URL = strength"',
      collect(parseReference),
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
    .option("-n, --n <count>", "how many images, 1 to 20", parseNumber)
    .option("-o, --out <dir>", "where the files go", ".")
    .addOption(
      new Option(
        "--on-unsupported <way>",
        "what a provider cannot honour: refuse, or leave out and warn",
      ).choices(["refuse", "warn"]),
    )
    .option(
      "--max-usd <dollars>",
      "what all attempts together may cost; beyond it nothing is sent",
      parseNumber,
    )
    .addOption(
      new Option(
        "--on-unknown <way>",
        "when it may have been accepted and is not found: report it, wait for it, or pay again elsewhere; default report",
      ).choices(["report", "wait", "pay-again"]),
    )
    .option(
      "--idempotency-key <text>",
      "repeats with the same key and request bring the same images and cost nothing",
    )
    .option("--tag <text>", "a word to find its costs by, see unikrea costs; repeatable", collect(String))
    .option("--timeout <seconds>", "how long to wait", parseTimeout, DEFAULT_TIMEOUT_S)
    .action((prompt: string, flags: GenerateFlags) => generate(context, prompt, flags));
}

async function generate(context: CommandContext, prompt: string, flags: GenerateFlags) {
  const { cwd } = context.terminal;
  const references = await Promise.all(
    (flags.reference ?? []).map(async ({ place, strength }) => ({
      image: await loadImage(place, cwd),
      strength,
    })),
  );
  // Words from the command line: core checks them, and says what it takes.
  const request = {
    prompt,
    model: flags.model,
    aspectRatio: flags.aspect,
    creativity: flags.creativity,
    references,
    sliders: flags.slider && Object.fromEntries(flags.slider),
    providerOptions: flags.option && optionsFrom(flags.option),
    seed: flags.seed,
    n: flags.n,
  } as GenerateRequest;
  const dir = resolve(cwd, flags.out);
  await prepareFolder(dir);
  const set = await openProviders(flags.provider);
  const { onUnsupported, routing, maxUsd, onUnknown, idempotencyKey, tag: tags } = flags;
  const provider = routing === "fastest" ? await rankByTime(context, set, flags.model) : set.asked;
  const how = { provider, onUnsupported, routing, maxUsd, onUnknown, idempotencyKey, tags };
  const order = { name: prompt, dir, timeoutMs: Math.round(flags.timeout * 1000) };
  await deliver(context, order, set, (k2, options) => k2.generate(request, { ...options, ...how }));
}

const DEFAULT_MODEL = MODELS[0];

/** In one run nothing has been measured yet, so the ledger says how long jobs took before. */
async function rankByTime({ terminal }: CommandContext, set: ProviderSet, model: string = DEFAULT_MODEL) {
  const ids = set.asked ?? set.providers.flatMap(({ id, hasCredentials }) => (hasCredentials() ? [id] : []));
  const ledger = findLedger(terminal, set.isLocal ? "emulated" : "real");
  return ledger ? fastestFirst(ids, await listRecords(ledger), model) : ids;
}
