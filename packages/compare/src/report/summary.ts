import type { SettingStatus } from "@unikrea/core";
import { toMicroUsd } from "@unikrea/core/provider";
import type { Comparison, ComparisonCell, ComparisonRow } from "../comparison.ts";
import { imagePrice, isUnfetched, meanPrice } from "./image-price.ts";

/** What one provider did in the whole comparison. */
export interface ProviderSummary {
  readonly provider: string;
  /** Whether an emulator stood in for it: then none of its figures is real. */
  readonly isEmulated: boolean;
  /** Requests it was asked. */
  readonly asked: number;
  /** Requests it was not asked, because it could not honour them. */
  readonly ineligible: number;
  /** Requests that brought nothing. */
  readonly failed: number;
  /** Images that came, and that were asked for. */
  readonly images: number;
  readonly wanted: number;
  /** Whether images were made, and paid for, that could not be fetched. */
  readonly isUnfetched: boolean;
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
  /** Whether no figure is real. */
  readonly emulated: boolean;
  readonly requests: number;
  readonly providers: readonly ProviderSummary[];
  /** Those that brought images and can be held against each other: what is real never against what is emulated. */
  readonly contenders: readonly ProviderSummary[];
  /** Requests that all contenders have answered: only over these is comparing fair. */
  readonly shared: number;
  /** Whether these are only such as brought every image. Where there is none, some brought a part. */
  readonly isWhole: boolean;
  readonly atRiskUsd: number | undefined;
}

/** Adds a comparison up. Costs and times are means over the shared requests, or over all when none is shared. */
export function summarize({ emulated, providers, rows, spend }: Comparison): Summary {
  const emulators = emulatedOf({ emulated, providers, rows });
  const contenders = providers.filter(
    (provider) =>
      rows.some((row) => hasImages(cellOf(row, provider))) && (emulated || !emulators.includes(provider)),
  );
  const answeredBy = (isGood: (cell: ComparisonCell | undefined) => boolean) =>
    rows.filter((row) => contenders.every((provider) => isGood(cellOf(row, provider))));
  const whole = answeredBy((cell) => cell?.status === "done");
  const shared = whole.length > 0 ? whole : answeredBy(hasImages);
  const isComparable = contenders.length > 0 && shared.length > 0;
  const basis = isComparable ? shared : rows;
  const summaries = providers.map((provider) =>
    summaryOf(provider, { rows, basis, isEmulated: emulators.includes(provider) }),
  );
  return {
    emulated,
    requests: rows.length,
    providers: summaries,
    contenders: summaries.filter(({ provider }) => contenders.includes(provider)),
    shared: isComparable ? shared.length : 0,
    isWhole: whole.length > 0,
    atRiskUsd: spend.atRiskUsd,
  };
}

/** The providers that an emulator stood in for. */
export function emulatedOf({
  emulated,
  providers,
  rows,
}: Pick<Comparison, "emulated" | "providers" | "rows">): string[] {
  return providers.filter(
    (provider) => emulated || rows.some((row) => cellOf(row, provider)?.cost.basis === "emulated"),
  );
}

interface Scope {
  readonly rows: readonly ComparisonRow[];
  /** Those over which cost and time are taken. */
  readonly basis: readonly ComparisonRow[];
  readonly isEmulated: boolean;
}

function summaryOf(provider: string, { rows, basis, isEmulated }: Scope): ProviderSummary {
  const pairs = (from: readonly ComparisonRow[]) =>
    from.flatMap((row) => {
      const cell = cellOf(row, provider);
      return cell ? [{ cell, n: row.n }] : [];
    });
  const all = pairs(rows);
  const asked = all.filter(({ cell }) => cell.status !== "ineligible");
  const answered = pairs(basis).filter(({ cell }) => hasImages(cell));
  const prices = answered.map(({ cell, n }) => ({ price: imagePrice(cell, n), n }));
  const pathsOf = (wanted: SettingStatus) => {
    const settings = asked.flatMap(({ cell }) => cell.settings);
    return [...new Set(settings.filter(({ status }) => status === wanted).map(({ path }) => path))];
  };
  const totalMs = answered.reduce((sum, { cell }) => sum + cell.timing.totalMs, 0);
  return {
    provider,
    isEmulated,
    asked: asked.length,
    ineligible: all.length - asked.length,
    failed: all.filter(({ cell }) => cell.status === "failed").length,
    images: all.reduce((sum, { cell }) => sum + cell.images.length, 0),
    wanted: asked.reduce((sum, { n }) => sum + n, 0),
    isUnfetched: asked.some(({ cell }) => cell.failures.some(isUnfetched)),
    perImageUsd: meanPrice(prices.map(({ price, n }) => ({ usd: price?.usd, n }))),
    isMean: new Set(prices.map(({ price }) => micro(price?.usd))).size > 1,
    totalMs: answered.length === 0 ? undefined : totalMs / answered.length,
    answered: answered.length,
    isEstimated: prices.some(({ price }) => price?.basis === "estimated"),
    approximated: pathsOf("approximated"),
    unsupported: pathsOf("unsupported"),
  };
}

/** What a provider made of a request. */
const cellOf = ({ cells }: ComparisonRow, provider: string): ComparisonCell | undefined =>
  cells.find((cell) => cell.provider === provider);

const hasImages = (cell: ComparisonCell | undefined) => (cell?.images.length ?? 0) > 0;

/** Micro-dollars: exact, whatever they were divided by. */
const micro = (usd: number | undefined): number | undefined =>
  usd === undefined ? undefined : toMicroUsd(usd);
