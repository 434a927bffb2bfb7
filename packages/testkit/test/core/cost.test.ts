import type { GenerateResult, JobRef } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { team } from "./team.ts";

type Part = JobRef["parts"][number];
type Money = Pick<GenerateResult, "cost" | "spend">;

const image = (microUsd?: number) => ({
  url: "https://img.example.com/a.png",
  ...(microUsd !== undefined && { microUsd }),
});
const failure = (billed: "no" | "maybe" | "yes", n = 1) =>
  ({ code: "job_failed", message: "it failed", billed, n }) as const;

/** A part that has ended, at three cents an image by the list, unless that has none. */
const part = (
  images: ReturnType<typeof image>[],
  failures: ReturnType<typeof failure>[] = [],
  more: Partial<Part> = { estimatedMicroUsd: 30_000 },
): Partial<Part> => ({ outcome: { status: "settled", images, failures }, ...more });

/** What is told of a job that has come to this. */
async function moneyOf(parts: readonly Partial<Part>[], more: Partial<JobRef> = {}): Promise<Money> {
  const { k2, ends } = team([{}]);
  const whole = parts.map((own, index) => ({
    ...{ provider: "a", key: `key-${index}`, token: { id: `a-${index}` }, index, n: 1 },
    ...{ submittedAt: "2026-01-01T00:00:00.000Z", settledAt: "2026-01-01T00:00:05.000Z" },
    ...own,
  }));
  const job = { v: 1, id: "job", model: "krea-2-medium", aspectRatio: "1:1", warnings: [], parts: whole };
  const { cost, spend } = await ends(k2.resume({ ...job, ...more }));
  return { cost, spend };
}

const free = { atRiskUsd: 0 };

describe("what a job cost", () => {
  it.each<[string, readonly Partial<Part>[], Money]>([
    [
      "is the table's word where the provider says nothing",
      [part([image()]), part([image()])],
      {
        cost: { usd: 0.06, basis: "estimated", estimatedUsd: 0.06, deltaUsd: 0 },
        spend: { usd: 0.06, basis: "estimated", ...free },
      },
    ],
    [
      "is the provider's word, and above 0 what it charged more than its list",
      [part([image(31_000)]), part([image(31_500)])],
      {
        cost: { usd: 0.0625, basis: "reported", estimatedUsd: 0.06, deltaUsd: 0.0025 },
        spend: { usd: 0.0625, basis: "reported", ...free },
      },
    ],
    [
      "is below 0 what it charged less",
      [part([image(29_000)])],
      {
        cost: { usd: 0.029, basis: "reported", estimatedUsd: 0.03, deltaUsd: -0.001 },
        spend: { usd: 0.029, basis: "reported", ...free },
      },
    ],
    [
      "is an estimate as soon as one image has no word of the provider",
      [part([image(29_000)]), part([image()])],
      {
        cost: { usd: 0.059, basis: "estimated", estimatedUsd: 0.06, deltaUsd: -0.001 },
        spend: { usd: 0.059, basis: "estimated", ...free },
      },
    ],
    [
      "is known from the provider where no table has it, and then differs from nothing",
      [part([image(29_000)], [], {})],
      {
        cost: { usd: 0.029, basis: "reported", estimatedUsd: undefined, deltaUsd: undefined },
        spend: { usd: 0.029, basis: "reported", ...free },
      },
    ],
    [
      "is not known where nobody says it, and never 0",
      [part([image()], [], {})],
      {
        cost: { usd: undefined, basis: "estimated", estimatedUsd: undefined, deltaUsd: undefined },
        spend: { usd: undefined, basis: "estimated", ...free },
      },
    ],
    [
      "leaves out what is billed and did not come, which is spent all the same, by the table",
      [part([image(29_000)], [failure("yes", 2)], { n: 3, estimatedMicroUsd: 30_000 })],
      {
        cost: { usd: 0.029, basis: "reported", estimatedUsd: 0.03, deltaUsd: -0.001 },
        spend: { usd: 0.089, basis: "estimated", ...free },
      },
    ],
    [
      "leaves out what may be billed, which is at risk",
      [part([image(30_000)]), part([], [failure("maybe")]), part([], [failure("no")])],
      {
        cost: { usd: 0.03, basis: "reported", estimatedUsd: 0.03, deltaUsd: 0 },
        spend: { usd: 0.03, basis: "reported", atRiskUsd: 0.03 },
      },
    ],
  ])("%s", async (_, parts, money) => expect(await moneyOf(parts)).toStrictEqual(money));

  it("is no real money where an emulator answered, whatever that reported", async () => {
    const { cost, spend } = await moneyOf([part([image(30_000)])], { emulated: true });
    expect([cost.basis, spend.basis]).toStrictEqual(["emulated", "emulated"]);
  });
});
