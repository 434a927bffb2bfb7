import { type Billed, UnikreaError } from "@unikrea/core";
import type { CellEnd } from "./cell.ts";
import { sumUsd } from "./money.ts";
import { countCells } from "./spend.ts";

/** @throws {UnikreaError} `aborted` when the signal had fired before anything began */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new UnikreaError("aborted", "Aborted before anything was sent: nothing is billed", {
    cause: signal.reason,
  });
}

/**
 * Turns an abort that cut a cell short into one error about all of them. One that came when all was there changes nothing.
 *
 * @throws {UnikreaError} `aborted`, with what may be billed, and every attempt
 */
export function throwIfGivenUp(ends: readonly CellEnd[], signal: AbortSignal | undefined): void {
  const isGivenUp = ends.some(({ errors }) => errors.some(({ code }) => code === "aborted"));
  if (!signal?.aborted || !isGivenUp) return;
  const billed = billedOf(ends);
  const attempts = ends.flatMap((end) => end.attempts);
  const isSent = attempts.some(({ outcome }) => outcome !== "not_sent");
  throw new UnikreaError("aborted", `Aborted. ${describeMoney(ends)}`, {
    ...{ attempts, billed, phase: "poll", cause: signal.reason },
    outcome: billed === "maybe" ? "unknown" : isSent ? "settled" : "not_sent",
    ...(billed !== "no" && { hint: "recover() collects what was made; nothing is paid for again" }),
  });
}

/** What is known about the money of all cells: who may be billed is told of before who is. */
function billedOf(ends: readonly CellEnd[]): Billed {
  const all = ends.flatMap(({ cell, attempts, errors }): readonly Billed[] => [
    ...(cell.images.length > 0 ? (["yes"] as const) : []),
    ...[...attempts, ...errors].map(({ billed }) => billed),
  ]);
  return all.includes("maybe") ? "maybe" : all.includes("yes") ? "yes" : "no";
}

/** `$0.03 is billed for what was made; $0.06 more may be billed by krea, runware`. */
function describeMoney(ends: readonly CellEnd[]): string {
  const { emulated, cells } = countCells(ends);
  const label = emulated ? " (emulated)" : "";
  const usd = sumUsd(cells.map(({ cost }) => cost.usd));
  const risky = cells.filter(({ cost }) => cost.atRiskUsd !== 0);
  const atRiskUsd = sumUsd(risky.map(({ cost }) => cost.atRiskUsd));
  const names = [...new Set(risky.map(({ provider }) => provider))].join(", ");
  const said = [
    usd !== 0 && `${dollars(usd)} is billed for what was made${label}`,
    names && `${dollars(atRiskUsd)}${usd === 0 ? "" : " more"} may be billed by ${names}${label}`,
  ].filter(Boolean);
  return said.join("; ") || "Nothing is billed";
}

const dollars = (usd: number | undefined) => (usd === undefined ? "an unknown sum" : `$${usd}`);
