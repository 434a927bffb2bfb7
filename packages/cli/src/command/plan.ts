import { createKrea2, type Plan } from "@unikrea/core";
import type { Command } from "commander";
import pc from "picocolors";
import type { CommandContext } from "../command-context.ts";
import { describePlan, describeWire } from "../describe-plan.ts";
import { rankByTime } from "../fastest.ts";
import { parseProviders } from "../parse-flag.ts";
import { planExitCode } from "../plan-exit-code.ts";
import { chooseProviders } from "../provider-set.ts";
import { keyedProvider, type ProviderId } from "../provider-setup.ts";
import { addRequestFlags, modelFlag, type RequestFlags, requestFrom } from "../request-flags.ts";
import { addRouteFlags, type RouteFlags } from "../route-flags.ts";
import type { Terminal } from "../terminal.ts";

interface PlanFlags extends RequestFlags, RouteFlags {
  model?: string;
  showWire?: readonly ProviderId[];
}

/** `unikrea plan "<prompt>"`: what generate would do with the same flags. Sends nothing. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("plan")
    .description("what generate would send, to whom, and for how much; sends nothing")
    .argument("<prompt>", "what to draw");
  addRouteFlags(addRequestFlags(command.addOption(modelFlag())))
    .option("--show-wire <ids>", "what these providers would be sent, without keys", parseProviders)
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
  const { routing, onUnsupported, maxUsd, onUnknown, showWire = [] } = flags;
  const provider = routing === "fastest" ? await rankByTime(terminal, set, flags.model) : asked;
  const how = { provider, routing, onUnsupported, maxUsd, onUnknown };
  const planned = createKrea2({ providers }).plan(request, how);
  // Whoever is named without a key is no part of the call: generate asks the others of the list.
  const named = asked && hasKeys ? ready.map(({ id }) => id) : asked;
  const wanted = providers.filter(({ id }) => isAmong(named, id));
  exitWith(planExitCode(planned, wanted));
  for (const line of hasKeys ? notices : [describeNoKeys(missing)]) terminal.err(line);
  if (isJson) return terminal.out(JSON.stringify(documentOf(planned, showWire, hasKeys), null, 2));
  if (showWire.length > 0) return showWires(terminal, planned, showWire);
  const shown = planned.providers.filter(({ provider: id }) => isAmong(asked, id));
  terminal.out(describePlan({ plan: planned, shown, onUnknown, width: terminal.width }));
}

/** Without a list everybody is. */
const isAmong = (ids: readonly string[] | undefined, id: string) => ids?.includes(id) ?? true;

function showWires(terminal: Terminal, { providers }: Plan, ids: readonly ProviderId[]): void {
  const blocks = ids.map((id) => {
    const one = providers.find(({ provider }) => provider === id);
    if (!one) return `nothing: ${id} would not be asked`;
    // That there is something to be sent does not mean that it would be.
    if (one.wire.length > 0)
      for (const reason of one.reasons) terminal.err(pc.yellow(`not asked: ${reason}`));
    return describeWire(one);
  });
  terminal.out(blocks.join("\n\n"));
}

const describeNoKeys = (missing: string) =>
  `No ${missing}: planned as if there were. As it is, \`unikrea generate\` draws on the built-in emulator, for no real money`;

/**
 * The plan, with what would be sent to those that --show-wire names. The request is without its images and options: they
 * stand in the wire, where nothing is secret and no image whole.
 */
const documentOf = (
  { request, providers, ...planned }: Plan,
  showWire: readonly string[],
  hasKeys: boolean,
): object => ({
  ok: planned.order.length > 0,
  // False: planned as if those who are asked had a key.
  keys: hasKeys,
  providers: providers.map(({ wire, ...one }) => (showWire.includes(one.provider) ? { ...one, wire } : one)),
  ...planned,
  request: {
    ...request,
    references: request.references.map(({ strength }) => ({ strength })),
    source: request.source && { strength: request.source.strength },
    providerOptions: undefined,
  },
});
