import { type Comparison, type ComparisonCell, type ComparisonRow, describeVerdict } from "@unikrea/compare";
import pc from "picocolors";
import { inFlags } from "./flag-words.ts";
import { formatUsd } from "./money.ts";
import { formatTable } from "./table.ts";

/** Requests down, providers across; then what has to be known beside the figures, and what it all comes to. */
export function describeComparison(comparison: Comparison): string {
  const { rows, providers } = comparison;
  const table = formatTable(
    [headOf(comparison), ...providers],
    rows.map((row) => [labelOf(row), ...row.cells.map((cell) => describeCell(cell, row))]),
  );
  return [headingOf(comparison), table, notesOn(comparison), verdictOf(comparison)]
    .filter(Boolean)
    .join("\n\n");
}

/** Nobody may take an emulated cost for a real one. */
function headingOf({ emulated, rows, providers }: Comparison): string {
  const what = `${count(rows.length, "request")} on ${count(providers.length, "provider")}; prices are for one image`;
  return emulated ? pc.yellow(`EMULATED, no real money: ${what}`) : `Real money: ${what}`;
}

const headOf = ({ rows }: Comparison) => (rows.length > 1 ? "row" : "");

/** The most characters of a prompt that a label bears. */
const MAX_PROMPT = 24;

function labelOf({ id, prompt, model, aspectRatio, seed, n }: ComparisonRow): string {
  const words = [...prompt.replace(/[\s\p{C}]+/gu, " ")];
  const short = words.length > MAX_PROMPT ? `${words.slice(0, MAX_PROMPT - 1).join("")}…` : words.join("");
  return `${id} ${short}\n  ${model}\n  ${aspectRatio}, n ${n}\n  seed ${seed}`;
}

function describeCell(cell: ComparisonCell, { n }: ComparisonRow): string {
  const { status, images, cost, timing, polls } = cell;
  if (status === "ineligible") return "not asked";
  const label = cost.basis === "emulated" ? " (emulated)" : "";
  const made = cost.usd === undefined ? undefined : cost.usd / images.length;
  const listed = cost.estimatedUsd === undefined ? undefined : cost.estimatedUsd / n;
  return [
    statusOf(cell, n),
    images.length > 0 ? `${formatUsd(made)}${label}` : "nothing came",
    `list ${formatUsd(listed)}`,
    ...(cost.atRiskUsd === 0 ? [] : [pc.red(`at risk ${formatUsd(cost.atRiskUsd)}${label}`)]),
    `${(timing.totalMs / 1000).toFixed(1)} s, ${count(polls, "poll")}`,
  ].join("\n");
}

function statusOf({ status, images, failures }: ComparisonCell, n: number): string {
  if (status === "done") return pc.green("done");
  if (status === "partial") return pc.yellow(`${images.length} of ${n}`);
  return pc.red(`failed: ${failures[0]?.code ?? "unknown"}`);
}

/** Why a column is empty or otherwise than asked for, and how far apart the images look. */
function notesOn({ rows }: Comparison): string {
  const place = (row: ComparisonRow) => (rows.length > 1 ? `row ${row.id}, ` : "");
  const lines = rows.flatMap((row) => [
    ...row.cells.flatMap(({ provider, reason, warnings, failures }) => [
      ...(reason === undefined ? [] : [pc.yellow(`${place(row)}not asked: ${reason}`)]),
      ...failures.map(({ message, billed }) =>
        pc.red(`${place(row)}${provider} (billed: ${billed}): ${inFlags(message, undefined)}`),
      ),
      ...warnings.map(({ path, message }) =>
        pc.yellow(`${place(row)}${provider}: warning: ${path ? `${path}: ` : ""}${message}`),
      ),
    ]),
    ...(row.distances.length > 0 ? [`${place(row)}looks apart, 0 to 1: ${distancesOf(row)}`] : []),
  ]);
  return [...new Set(lines)].join("\n");
}

const distancesOf = ({ distances }: ComparisonRow) =>
  distances.map(({ between, distance }) => `${between.join(" and ")} ${distance.toFixed(2)}`).join(", ");

function verdictOf(comparison: Comparison): string {
  const { spend, maxUsd, emulated } = comparison;
  const of = maxUsd === undefined ? "" : ` of ${formatUsd(maxUsd)}`;
  const label = emulated ? " (emulated)" : "";
  const risk = spend.atRiskUsd === 0 ? "" : `; ${formatUsd(spend.atRiskUsd)} more may be billed${label}`;
  return `${pc.bold(describeVerdict(comparison))} Spent ${formatUsd(spend.usd)}${of}${label}${risk}.`;
}

const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? "" : "s"}`;
