import { type ImageProvider, MODELS, PRICE_TIERS, type Price, priceOf } from "@unikrea/core";
import { toUsd } from "@unikrea/core/ledger";
import { scrub } from "@unikrea/core/provider";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT_CODES } from "../exit-code.ts";
import { comparePrices, type Drift } from "../price-drift.ts";
import { formatPrices, INFERRED_LEGEND, showUsd } from "../price-table.ts";
import { PROVIDER_IDS, plainProvider } from "../provider-setup.ts";
import { readRateCard } from "../rate-card.ts";
import { parseDocument, readDocument } from "../read-document.ts";
import { formatTable } from "../table.ts";

/** `unikrea prices`: every figure with its source, or how our figures for Krea differ from Krea's own document. */
export function addPricesCommand(program: Command, context: CommandContext): void {
  program
    .command("prices")
    .description("what an image costs at each provider, and where each figure is from")
    .option(
      "--check <file|url>",
      "compare our prices of krea with its OpenAPI document (https://api.krea.ai/openapi.json)",
      parseDocument,
    )
    .action(async ({ check }: { check?: string }) => {
      if (check !== undefined) return checkPrices(check, context);
      const { terminal, isJson } = context;
      const providers = PROVIDER_IDS.map(plainProvider);
      const document = { ok: true, prices: providers.flatMap(figuresOf) };
      terminal.out(isJson ? JSON.stringify(document, null, 2) : priceList(providers));
    });
}

/** Unknown figures too: `usd` is then null. */
const figuresOf = ({ id: provider, prices }: ImageProvider) =>
  MODELS.flatMap((model) =>
    PRICE_TIERS.map((tier) => {
      const { microUsd, ...from } = priceOf(prices, model, tier) ?? {};
      return { provider, model, tier, usd: microUsd === undefined ? null : toUsd(microUsd), ...from };
    }),
  );

/** The figures with numbers that lead to their sources. */
function priceList(providers: readonly ImageProvider[]): string {
  const sources: string[] = [];
  const numberOf = ({ basis, source, checkedOn = "no date" }: Price) => {
    const line = `${basis}, ${checkedOn}: ${source}`;
    if (!sources.includes(line)) sources.push(line);
    return sources.indexOf(line) + 1;
  };
  const table = formatPrices(providers, (price) =>
    price ? `${showUsd(price)} [${numberOf(price)}]` : showUsd(price),
  );
  const lines = sources.map((line, index) => `[${index + 1}] ${line}`);
  return [table, "", ...lines, INFERRED_LEGEND].join("\n");
}

async function checkPrices(place: string, { terminal, isJson, exitWith }: CommandContext): Promise<void> {
  const card = readRateCard(await readDocument(place, terminal.cwd));
  if (typeof card === "string") {
    const message = `${place} is not Krea's OpenAPI document: ${card}`;
    throw new CliError("file_error", message, EXIT_CODES.usage);
  }
  const { prices } = plainProvider("krea");
  const drift = comparePrices(prices, card);
  const { version } = card;
  const ok = drift.length === 0;
  if (isJson) {
    const document = { ok, provider: "krea", document: place, version, checkedOn: prices.checkedOn, drift };
    terminal.out(JSON.stringify(document, null, 2));
  } else {
    const ours = `our prices of krea (${prices.checkedOn})`;
    if (ok) terminal.out(`no drift: ${ours} are those of ${place}`);
    else {
      const many = `${drift.length} difference${drift.length === 1 ? "" : "s"}`;
      terminal.out(`${driftTable(drift)}\n\n${many} between ${ours} and ${place}`);
    }
  }
  if (!ok) exitWith(EXIT_CODES.drift);
}

const driftTable = (drift: readonly Drift[]) =>
  formatTable(
    ["what", "model", "tier", "ours", "krea's"],
    drift.map(({ kind, model, tier = "", ours, theirs }) =>
      // Words of the document go to a terminal.
      [kind.replace("_", " "), model, tier, `${ours ?? "none"}`, `${theirs ?? "none"}`].map((word) =>
        scrub(word),
      ),
    ),
  );
