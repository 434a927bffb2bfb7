import { resolve } from "node:path";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { deliver } from "../deliver.ts";
import { rankByTime } from "../fastest.ts";
import { prepareFolder } from "../folder.ts";
import { collect, parseTimeout } from "../parse-flag.ts";
import { openProviders } from "../provider-set.ts";
import { addRequestFlags, modelFlag, type RequestFlags, requestFrom } from "../request-flags.ts";
import { addRouteFlags, type RouteFlags } from "../route-flags.ts";

interface GenerateFlags extends RequestFlags, RouteFlags {
  model?: string;
  idempotencyKey?: string;
  tag?: string[];
  out: string;
  timeout: number;
}

/** As long as core waits when nobody says otherwise. */
export const DEFAULT_TIMEOUT_S = 300;

/** `unikrea generate "<prompt>"`. */
export function addGenerateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("generate")
    .description("make images and write them to files")
    .argument("<prompt>", "what to draw");
  addRouteFlags(addRequestFlags(command.addOption(modelFlag())))
    .option("-o, --out <dir>", "where the files go", ".")
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
  const request = await requestFrom(prompt, flags, cwd);
  const dir = resolve(cwd, flags.out);
  await prepareFolder(dir);
  const set = await openProviders(flags.provider);
  const { onUnsupported, routing, maxUsd, onUnknown, idempotencyKey, tag: tags } = flags;
  const provider = routing === "fastest" ? await rankByTime(context.terminal, set, flags.model) : set.asked;
  const how = { provider, onUnsupported, routing, maxUsd, onUnknown, idempotencyKey, tags };
  const order = { name: prompt, dir, timeoutMs: Math.round(flags.timeout * 1000) };
  await deliver(context, order, set, (k2, options) => k2.generate(request, { ...options, ...how }));
}
