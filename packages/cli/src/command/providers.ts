import type { ImageProvider } from "@unikrea/core";
import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { formatPrices, INFERRED_LEGEND, showUsd } from "../price-table.ts";
import { PROVIDER_IDS, plainProvider } from "../provider-setup.ts";
import { formatTable } from "../table.ts";

/** `unikrea providers`: what each can do and what it charges, from the packages' own data. */
export function addProvidersCommand(program: Command, { terminal, isJson }: CommandContext): void {
  program
    .command("providers")
    .description("what each provider can do, and what it charges")
    .action(() => {
      const providers = PROVIDER_IDS.map(plainProvider);
      if (isJson) terminal.out(JSON.stringify({ ok: true, providers: providers.map(documentOf) }, null, 2));
      else terminal.out(`${capabilityTable(providers)}\n\n${priceTable(providers)}`);
    });
}

function documentOf({
  id,
  capabilities,
  prices,
  delivery,
  cancelable,
  variables,
  hasCredentials,
}: ImageProvider): object {
  return { id, delivery, cancelable, capabilities, prices, variables, hasCredentials: hasCredentials() };
}

const yesOrNo = (value: unknown) => (value ? "yes" : "no");

/** Settings down, providers across: that is how they are compared. */
function capabilityTable(providers: readonly ImageProvider[]): string {
  const rows: [string, (provider: ImageProvider) => string][] = [
    ["delivery", ({ delivery }) => (delivery === "sync" ? "held request" : "job")],
    ["cancel", ({ cancelable }) => (cancelable ? "yes, free" : "no")],
    ["models", ({ capabilities }) => String(capabilities.models.length)],
    ["aspect ratios", ({ capabilities }) => String(capabilities.aspectRatios.length)],
    ["images per job", ({ capabilities }) => String(capabilities.imagesPerJob)],
    ["reference strength", ({ capabilities }) => rangeOf(capabilities.references)],
    ["moodboard strength", ({ capabilities }) => rangeOf(capabilities.moodboard)],
    ["image-to-image", ({ capabilities }) => yesOrNo(capabilities.source)],
    ["sliders", ({ capabilities }) => yesOrNo(capabilities.sliders)],
    ["trained styles", ({ capabilities }) => yesOrNo(capabilities.styles)],
    ["image bytes", ({ capabilities }) => bytesOf(capabilities.images)],
  ];
  return formatTable(
    ["", ...providers.map(({ id }) => id)],
    rows.map(([name, read]) => [name, ...providers.map(read)]),
  );
}

const bytesOf = ({ bytes, bytesOption }: ImageProvider["capabilities"]["images"]) =>
  bytes ? `${bytes}${bytesOption ? ", by option" : ""}` : "no";

function rangeOf(range: ImageProvider["capabilities"]["references"]): string {
  if (!range) return "no";
  const { min, max, wider } = range;
  return `${min} to ${max}${wider ? ` (${wider.min} to ${wider.max} by option)` : ""}`;
}

/** Dollars an image. */
function priceTable(providers: readonly ImageProvider[]): string {
  const checked = providers.map(({ id, prices }) => `${id} ${prices.checkedOn}`).join(", ");
  const table = formatPrices(providers, showUsd);
  return `${table}\n${INFERRED_LEGEND}\nread on: ${checked}; unikrea prices has the sources`;
}
