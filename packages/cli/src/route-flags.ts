import type { Routing } from "@unikrea/core";
import { type Command, Option } from "commander";
import { parseNumber, parseProviders } from "./parse-flag.ts";
import { PROVIDER_IDS, type ProviderId } from "./provider-setup.ts";

/** The flags that say who is asked and for how much, the same for what is sent and for what is only planned. */
export interface RouteFlags {
  readonly provider?: readonly ProviderId[];
  readonly routing?: Routing;
  readonly onUnsupported?: "refuse" | "warn";
  readonly maxUsd?: number;
  readonly onUnknown?: "report" | "wait" | "pay-again";
}

export function addRouteFlags(command: Command): Command {
  return command
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
    .addOption(unsupportedFlag())
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
    );
}

/** What to do with a setting that a provider cannot honour. */
export const unsupportedFlag = () =>
  new Option(
    "--on-unsupported <way>",
    "what a provider cannot honour: refuse, or leave out and warn",
  ).choices(["refuse", "warn"]);
