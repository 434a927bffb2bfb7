import { dollars } from "../price.ts";
import type { Plan } from "./plan.ts";

/** The plan for people: every check with its worst case, and the sums. */
export function planText({ rows, chosen, worstMicroUsd, fullMicroUsd, capMicroUsd }: Plan): string {
  const width = Math.max(...rows.map(({ check }) => check.id.length));
  const lines = rows.map(({ check, maxMicroUsd, skipped }) => {
    const price = maxMicroUsd === 0 ? "free" : dollars(maxMicroUsd);
    const note = skipped === undefined ? "" : ` [skipped: ${skipped}]`;
    const mark = skipped === undefined ? "run " : "skip";
    return `${mark} ${check.id.padEnd(width)}  ${price.padStart(7)}  ${check.question}${note}`;
  });
  const sums = [
    `${chosen.length} of ${rows.length} checks would run, for ${dollars(worstMicroUsd)} at worst; the cap is ${dollars(capMicroUsd)}.`,
    `With every key and every option all would run, for ${dollars(fullMicroUsd)} at worst.`,
  ];
  return [...lines, "", ...sums].join("\n");
}
