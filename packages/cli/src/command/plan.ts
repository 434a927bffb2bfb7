import { createKrea2, type Plan } from "@unikrea/core";
import { type Command, Option } from "commander";
import type { CommandContext } from "../command-context.ts";

import { describePlan, describeWire } from "../describe-plan.ts";
import { rankByTime } from "../fastest.ts";
import { keyedProvider, PROVIDER_IDS, type ProviderId, plainProvider, readSetup } from "../provider-setup.ts";
import { addRequestFlags, modelFlag, type RequestFlags, requestFrom } from "../request-flags.ts";
import { addRouteFlags, type RouteFlags } from "../route-flags.ts";

interface PlanFlags extends RequestFlags, RouteFlags {
  model?: string;
  showWire?: ProviderId;
}

const NO_KEYS =
  "No key of any provider: planned as if each had one. Without a key `unikrea generate` draws on the built-in emulator, for no real money";

/** `unikrea plan "<prompt>"`: what generate would do with the same flags. Sends nothing. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("plan")
    .description("what generate would send, to whom, and for how much; sends nothing")
    .argument("<prompt>", "what to draw");
  addRouteFlags(addRequestFlags(command.addOption(modelFlag())))
    .addOption(new Option("--show-wire <id>", "print what this provider would be sent").choices(PROVIDER_IDS))
    .action((prompt: string, flags: PlanFlags) => plan(context, prompt, flags));
}

async function plan({ terminal, isJson }: CommandContext, prompt: string, flags: PlanFlags) {
  const request = await requestFrom(prompt, flags, terminal.cwd);
  const setups = PROVIDER_IDS.map(readSetup);
  const hasKeys = setups.some(({ state }) => state !== "none");
  const providers = setups.map(({ id, provider }) =>
    hasKeys ? (provider ?? plainProvider(id)) : keyedProvider(id),
  );
  const { routing, onUnsupported, maxUsd, onUnknown } = flags;
  const isLocal = !hasKeys || setups.every(({ state, provider }) => state !== "ready" || provider?.local);
  const set = { providers, asked: flags.provider, isLocal };
  const provider = routing === "fastest" ? await rankByTime(terminal, set, flags.model) : flags.provider;
  const how = { provider, routing, onUnsupported, maxUsd, onUnknown };
  const planned = createKrea2({ providers }).plan(request, how);
  if (isJson) return terminal.out(JSON.stringify(documentOf(planned, hasKeys), null, 2));
  if (!hasKeys) terminal.err(NO_KEYS);
  const shown = planned.providers.find((one) => one.provider === flags.showWire);
  terminal.out(shown ? describeWire(shown) : describePlan(planned));
}

/** The request without its images: they stand in the wire, shortened. */
const documentOf = ({ request, ...planned }: Plan, hasKeys: boolean): object => ({
  ok: true,
  // False: planned as if every provider had a key.
  keys: hasKeys,
  ...planned,
  request: {
    ...request,
    references: request.references.map(({ strength }) => ({ strength })),
    source: undefined,
  },
});
