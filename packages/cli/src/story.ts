import type { JobRef } from "@unikrea/core";
import { toUsd } from "@unikrea/core/ledger";
import { formatUsd } from "./money.ts";

type Part = JobRef["parts"][number];

const BILLED = { no: "not billed", maybe: "may be billed", yes: "billed" } as const;

/** Whether there is more to tell than that one provider made the images, or did not. */
export function hasStory({ parts }: JobRef): boolean {
  const isSmooth = parts.every(({ outcome, lostAt }) => !lostAt && outcome?.failures.length === 0);
  const isOneRefusal = parts.every(
    ({ provider, outcome }) => provider === parts[0]?.provider && outcome?.images.length === 0,
  );
  return parts.length > 1 && !isSmooth && !isOneRefusal;
}

/** The attempts of a job in one line: `krea: 429, not billed → runware: 1 image, $0.03`. */
export function tellStory({ parts }: JobRef): string {
  const chapters: { provider: string; parts: Part[] }[] = [];
  for (const part of parts) {
    const last = chapters.at(-1);
    if (last?.provider === part.provider) last.parts.push(part);
    else chapters.push({ provider: part.provider, parts: [part] });
  }
  return chapters.map(({ provider, parts: own }) => `${provider}: ${describeParts(own)}`).join(" → ");
}

function describeParts(parts: readonly Part[]): string {
  const counts = new Map<string, number>();
  for (const said of parts.flatMap(problemsOf)) counts.set(said, (counts.get(said) ?? 0) + 1);
  const problems = [...counts].map(([said, count]) => (count > 1 ? `${count} × ${said}` : said));
  return [...problems, ...describeImages(parts)].join("; ");
}

function problemsOf({ token, outcome }: Part): string[] {
  if (!outcome) return [token === undefined ? "no answer, may be billed" : "accepted, may be billed"];
  return outcome.failures.map(({ status, code, billed }) => `${status ?? code}, ${BILLED[billed]}`);
}

function describeImages(parts: readonly Part[]): string[] {
  const made = parts.flatMap(({ outcome, estimatedMicroUsd = Number.NaN }) =>
    (outcome?.images ?? []).map(({ microUsd = estimatedMicroUsd }) => microUsd),
  );
  if (made.length === 0) return [];
  const sum = made.reduce((total, microUsd) => total + microUsd, 0);
  const price = Number.isNaN(sum) ? "price unknown" : formatUsd(toUsd(sum));
  const isFound = parts.some(({ lostAt, outcome }) => lostAt && outcome?.images.length);
  return [`${isFound ? "answer lost, found: " : ""}${countImages(made.length)}, ${price}`];
}

/** `1 image`, `2 images`. */
const countImages = (n: number): string => `${n} image${n === 1 ? "" : "s"}`;
