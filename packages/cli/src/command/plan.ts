import { createKrea2, type Plan } from "@unikrea/core";
import { type Command, Option } from "commander";
import type { CommandContext } from "../command-context.ts";
import { describePlan, describeWire } from "../describe-plan.ts";
import { rankByTime } from "../fastest.ts";
import { planExitCode } from "../plan-exit-code.ts";
import { chooseProviders } from "../provider-set.ts";
import { keyedProvider, PROVIDER_IDS, type ProviderId } from "../provider-setup.ts";
import { addRequestFlags, modelFlag, type RequestFlags, requestFrom } from "../request-flags.ts";
import { addRouteFlags, type RouteFlags } from "../route-flags.ts";

interface PlanFlags extends RequestFlags, RouteFlags {
  model?: string;
  showWire?: ProviderId;
}

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

async function plan(context: CommandContext, prompt: string, flags: PlanFlags) {
  const { terminal, isJson, exitWith } = context;
  const request = await requestFrom(prompt, flags, terminal.cwd);
  const { setups, ready, missing, notices } = chooseProviders(flags.provider);
  const hasKeys = ready.length > 0;
  const providers = setups.flatMap(({ id, provider }) => (hasKeys ? (provider ?? []) : keyedProvider(id)));
  const asked = flags.provider?.filter((id) => providers.some((provider) => provider.id === id));
  const set = { providers, asked, isLocal: ready.every(({ provider }) => provider?.local) };
  const { routing, onUnsupported, maxUsd, onUnknown, showWire } = flags;
  const provider = routing === "fastest" ? await rankByTime(terminal, set, flags.model) : asked;
  const how = { provider, routing, onUnsupported, maxUsd, onUnknown };
  const planned = createKrea2({ providers }).plan(request, how);
  // Whoever is named without a key is no part of the call: generate asks the others of the list.
  const named = asked && hasKeys ? ready.map(({ id }) => id) : asked;
  const wanted = providers.filter(({ id }) => isAmong(named, id));
  exitWith(planExitCode(planned, wanted));
  for (const line of hasKeys ? notices : [describeNoKeys(missing)]) terminal.err(line);
  if (isJson) return terminal.out(JSON.stringify(documentOf(planned, hasKeys), null, 2));
  if (showWire !== undefined) {
    const one = planned.providers.find(({ provider }) => provider === showWire);
    return terminal.out(one ? describeWire(one) : `nothing: ${showWire} would not be asked`);
  }
  const shown = planned.providers.filter(({ provider: id }) => isAmong(asked, id));
  terminal.out(describePlan({ plan: planned, shown, width: terminal.width }));
}

/** Without a list everybody is. */
const isAmong = (ids: readonly string[] | undefined, id: string) => ids?.includes(id) ?? true;

const describeNoKeys = (missing: string) =>
  `No ${missing}: planned as if there were. As it is, \`unikrea generate\` draws on the built-in emulator, for no real money`;

/** The request without its images and options: they stand in the wire, where nothing is secret any more. */
const documentOf = ({ request, ...planned }: Plan, hasKeys: boolean): object => ({
  ok: planned.order.length > 0,
  // False: planned as if those who are asked had a key.
  keys: hasKeys,
  ...planned,
  request: {
    ...request,
    references: request.references.map(({ strength }) => ({ strength })),
    source: request.source && { strength: request.source.strength },
    providerOptions: undefined,
  },
});
