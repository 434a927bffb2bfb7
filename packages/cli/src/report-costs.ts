import type { SpendAmount, SpendDimension, SpendGroup, SpendSum, SpendSummary } from "@unikrea/ledger/costs";
import pc from "picocolors";
import { barChart } from "./bar-chart.ts";
import { formatUsd } from "./money.ts";
import { formatTable } from "./table.ts";

/** What is shown of the costs, and where it comes from. */
export interface CostsView {
  readonly summary: SpendSummary;
  readonly by: readonly SpendDimension[];
  readonly isEmulated: boolean;
  /** Where the ledgers lie. */
  readonly folders: readonly string[];
  /** Columns of the terminal. */
  readonly width: number;
}

/** Heading, table and chart. */
export function describeCosts(view: CostsView): string {
  const chart = chartOf(view);
  return [headingOf(view), tableOf(view), ...(chart.length > 0 ? [chart.join("\n")] : [])].join("\n\n");
}

function headingOf({ summary: { firstDay, lastDay }, isEmulated, folders }: CostsView): string {
  const days = firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
  const from = `${days} (UTC), from ${folders.join(" and ")}`;
  return isEmulated ? pc.yellow(`EMULATED, no real money: ${from}`) : `Real money: ${from}`;
}

interface Column {
  readonly head: string;
  read(sum: SpendSum): string;
  /** Whether there is anything to tell. Missing: always. */
  isNeeded?(total: SpendSum): boolean;
}

const COLUMNS: readonly Column[] = [
  { head: "images", read: ({ images }) => String(images) },
  { head: "spent", read: spentIn },
  { head: "reported", read: ({ reported }) => formatUsd(reported.usd) },
  { head: "estimated", read: ({ estimated }) => formatUsd(estimated.usd) },
  {
    head: "lost",
    read: ({ lost }) => formatUsd(lost.usd),
    isNeeded: ({ lost }) => lost.images > 0,
  },
  {
    head: "reported − list",
    read: ({ delta }) => (delta.images > 0 ? signed(delta.usd) : ""),
    isNeeded: ({ delta }) => delta.images > 0,
  },
  {
    head: "at risk",
    read: ({ atRisk, unpricedAtRiskImages }) => atLeast(atRisk, unpricedAtRiskImages),
    isNeeded: ({ atRisk, unpricedAtRiskImages }) => atRisk.images + unpricedAtRiskImages > 0,
  },
  {
    head: "no price",
    read: ({ unpricedImages }) => String(unpricedImages),
    isNeeded: ({ unpricedImages }) => unpricedImages > 0,
  },
];

function tableOf({ summary: { groups, total }, by, isEmulated }: CostsView): string {
  const columns = COLUMNS.filter(({ isNeeded }) => isNeeded?.(total) ?? true);
  const figures = (sum: SpendSum) => columns.map(({ read }) => read(sum));
  const rows = groups.map((group) => [...by.map((dimension) => nameOf(group, dimension)), ...figures(group)]);
  const label = isEmulated ? "total (emulated)" : "total";
  return formatTable(
    [...by, ...columns.map(({ head }) => head)],
    [...rows, [label, ...by.slice(1).map(() => ""), ...figures(total)]],
    [...by.map(() => "left" as const), ...columns.map(() => "right" as const)],
  );
}

/** One bar a group. Of a single one there is nothing to compare. */
function chartOf({ summary: { groups }, by, isEmulated, width }: CostsView): string[] {
  if (groups.length < 2) return [];
  const bars = groups.map((group) => ({
    label: by.map((dimension) => nameOf(group, dimension)).join(" "),
    value: group.spentUsd ?? 0,
    more: group.atRisk.usd,
    said: spentIn(group),
  }));
  const lines = barChart(bars, width);
  const isRisky = bars.some(({ more }) => more > 0);
  const legend = `█ spent${isRisky ? "  ░ at risk" : ""}${isEmulated ? "  (emulated)" : ""}`;
  return lines.length > 0 ? [...lines, pc.dim(legend)] : [];
}

/** A tag of a ledger that others write to may hold anything, and a control character would act on the terminal. */
const nameOf = (group: SpendGroup, dimension: SpendDimension): string =>
  group[dimension]?.replace(/\p{C}/gu, "\ufffd") ?? "(no tag)";

function spentIn({ spentUsd, unpricedImages }: SpendSum): string {
  return `${unpricedImages > 0 && spentUsd !== undefined ? "≥ " : ""}${formatUsd(spentUsd)}`;
}

function atLeast({ images, usd }: SpendAmount, unpriced: number): string {
  if (unpriced === 0) return formatUsd(usd);
  return images > 0 ? `≥ ${formatUsd(usd)}` : formatUsd(undefined);
}

const signed = (usd: number) => `${usd > 0 ? "+" : usd < 0 ? "−" : ""}${formatUsd(Math.abs(usd))}`;

/** What the figures do not say by themselves. */
export function describeDoubts({ total, isOverlapping }: SpendSummary): string[] {
  const { lost, atRisk, unpricedAtRiskImages, unpricedImages } = total;
  const risky = atRisk.images + unpricedAtRiskImages;
  const lines = [
    lost.images > 0 &&
      `lost: ${count(lost.images)} billed without having come, ${formatUsd(lost.usd)} of what was spent`,
    risky > 0 &&
      `at risk: ${count(risky)} that may be billed and did not come so far, or may be billed twice; unikrea recover asks about those that did not come`,
    unpricedImages > 0 && `no price: ${count(unpricedImages)} of which nobody knows it, in no sum of dollars`,
    isOverlapping && "what bears several tags counts in the row of each, and once in the total",
  ];
  return lines.filter((line) => line !== false).map((line) => pc.dim(line));
}

const count = (images: number) => `${images} image${images === 1 ? "" : "s"}`;

/** Why there is nothing to show, and what to do about it. */
export function describeNothing(known: {
  readonly isEmulated: boolean;
  /** Whether only some days were asked for, of a ledger that holds calls. */
  readonly isNarrowed: boolean;
  /** Whether emulators have a ledger, or calls in the real one. */
  readonly hasEmulated: boolean;
}): string {
  const { isEmulated, isNarrowed, hasEmulated } = known;
  if (isNarrowed) return "Nothing was spent in those days. Leave out --since and --until to see all.";
  if (isEmulated)
    return "No emulator's image was written down so far: where UNIKREA_STATE_DIR is set, unikrea generate does it.";
  if (hasEmulated)
    return "No real money was spent on this machine so far: --emulated shows what emulators drew.";
  return 'Nothing was spent on this machine so far: unikrea generate "a lighthouse" makes an image and writes its cost down.';
}
