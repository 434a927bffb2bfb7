import type { SettingStatus } from "@unikrea/core";
import type { Comparison, ComparisonCell, ComparisonRow } from "../comparison.ts";

/** What one provider did in the whole comparison. */
export interface ProviderSummary {
  readonly provider: string;
  /** Requests it was asked. */
  readonly asked: number;
  /** Requests it was not asked, because it could not honour them. */
  readonly ineligible: number;
  /** Requests that brought nothing. */
  readonly failed: number;
  /** Images that came, and that were asked for. */
  readonly images: number;
  readonly wanted: number;
  /** The mean over the shared requests, in dollars. `undefined`: not known, or no image came. */
  readonly perImageUsd: number | undefined;
  /** Whether its shared requests cost different prices, so that `perImageUsd` is a mean of them. */
  readonly isMean: boolean;
  /** The mean time of a shared request. */
  readonly totalMs: number | undefined;
  /** Of how many shared requests these are the means. */
  readonly answered: number;
  /** Whether any of its prices is by the table, not by a bill. */
  readonly isEstimated: boolean;
  /** Settings that it got only approximately, or not at all. */
  readonly approximated: readonly string[];
  readonly unsupported: readonly string[];
}

/** The comparison, provider by provider. */
export interface Summary {
  readonly emulated: boolean;
  readonly requests: number;
  /** Requests that every provider which brought any image has answered: only over these is comparing fair. */
  readonly shared: number;
  readonly providers: readonly ProviderSummary[];
  readonly atRiskUsd: number | undefined;
}

/** Adds a comparison up. Costs and times are means over the shared requests, or over all when none is shared. */
export function summarize({ emulated, providers, rows, spend }: Comparison): Summary {
  const bringers = providers.filter((provider) => rows.some((row) => hasImages(cellOf(row, provider))));
  const shared = rows.filter((row) => bringers.every((provider) => hasImages(cellOf(row, provider))));
  const basis = bringers.length === 0 || shared.length === 0 ? rows : shared;
  return {
    emulated,
    requests: rows.length,
    shared: bringers.length === 0 ? 0 : shared.length,
    providers: providers.map((provider) => summaryOf(provider, rows, basis)),
    atRiskUsd: spend.atRiskUsd,
  };
}

/** Dollars for one image that came. */
export function perImageUsd({ cost, images }: ComparisonCell): number | undefined {
  return cost.usd === undefined || images.length === 0 ? undefined : cost.usd / images.length;
}

function summaryOf(
  provider: string,
  rows: readonly ComparisonRow[],
  basis: readonly ComparisonRow[],
): ProviderSummary {
  const cells = (from: readonly ComparisonRow[]) => from.flatMap((row) => cellOf(row, provider) ?? []);
  const all = cells(rows);
  const asked = all.filter(({ status }) => status !== "ineligible");
  const answered = cells(basis).filter(hasImages);
  const prices = answered.map(perImageUsd);
  const usd = total(answered.map(({ cost }) => cost.usd));
  const pathsOf = (wanted: SettingStatus) => [
    ...new Set(
      asked.flatMap(({ settings }) =>
        settings.filter(({ status }) => status === wanted).map(({ path }) => path),
      ),
    ),
  ];
  return {
    provider,
    asked: asked.length,
    ineligible: all.length - asked.length,
    failed: all.filter(({ status }) => status === "failed").length,
    images: all.reduce((sum, { images }) => sum + images.length, 0),
    wanted: rows.reduce((sum, row) => sum + (cellOf(row, provider)?.status === "ineligible" ? 0 : row.n), 0),
    perImageUsd: ratio(
      usd,
      answered.reduce((sum, { images }) => sum + images.length, 0),
    ),
    isMean: new Set(prices.map(micro)).size > 1,
    totalMs: ratio(total(answered.map(({ timing }) => timing.totalMs)), answered.length),
    answered: answered.length,
    isEstimated: answered.some(({ cost }) => cost.basis === "estimated"),
    approximated: pathsOf("approximated"),
    unsupported: pathsOf("unsupported"),
  };
}

/** What a provider made of a request. */
const cellOf = ({ cells }: ComparisonRow, provider: string): ComparisonCell | undefined =>
  cells.find((cell) => cell.provider === provider);

const hasImages = (cell: ComparisonCell | undefined) => (cell?.images.length ?? 0) > 0;

/** Micro-dollars: what two prices are compared as. */
export const micro = (usd: number | undefined): number | undefined =>
  usd === undefined ? undefined : Math.round(usd * 1e6);

/** Not known as soon as one part is not known. */
function total(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (sum, part) => (sum === undefined || part === undefined ? undefined : sum + part),
    0,
  );
}

const ratio = (sum: number | undefined, n: number) => (sum === undefined || n === 0 ? undefined : sum / n);
