import { describe, expect, it } from "vitest";
import { chargeOf, imagesAtRisk } from "../src/charge.ts";
import { openFailures } from "../src/decision.ts";
import type { JobFailure, JobPart, ProviderImage } from "../src/job.ts";

const SENT = "2026-11-21T10:00:00.000Z";

const failed = (billed: JobFailure["billed"], n = 1, more: Partial<JobFailure> = {}): JobFailure => ({
  code: "job_failed",
  message: billed,
  billed,
  n,
  ...more,
});

function part(
  n: number,
  outcome?: { images?: ProviderImage[]; failures?: JobFailure[] },
  more: Partial<JobPart> = {},
): JobPart {
  const { images = [], failures = [] } = outcome ?? {};
  return {
    ...{ provider: "a", key: "k", index: 0, n, estimatedMicroUsd: 30_000, submittedAt: SENT },
    ...(outcome && { outcome: { status: "settled", images, failures } }),
    ...more,
  };
}

describe("the money of a part", () => {
  const image = { url: "https://images.example.net/1.png" };
  // Images that came, that are lost, that are at risk; and what came cost, was estimated at, is lost, is at risk.
  it.each<[string, JobPart, [number, number, number], [number, number, number, number, boolean]]>([
    ["that is under way is all at risk", part(3), [0, 0, 3], [0, 0, 0, 90_000, true]],
    ["that came is its estimate", part(1, { images: [image] }), [1, 0, 0], [30_000, 30_000, 0, 0, false]],
    [
      "that came with a figure is that figure, beside the estimate",
      part(2, { images: [image, image].map((one) => ({ ...one, microUsd: 35_000 })) }),
      [2, 0, 0],
      [70_000, 60_000, 0, 0, true],
    ],
    [
      "of which one image has a figure is reported in part, which counts as estimated",
      part(2, { images: [image, { ...image, microUsd: 1 }] }),
      [2, 0, 0],
      [30_001, 60_000, 0, 0, false],
    ],
    [
      "that failed for nothing is nothing",
      part(2, { failures: [failed("no", 2)] }),
      [0, 0, 0],
      [0, 0, 0, 0, true],
    ],
    [
      "that failed is lost where it is billed and at risk where it may be",
      part(6, { failures: [failed("yes", 2), failed("maybe", 3), failed("no")] }),
      [0, 2, 3],
      [0, 0, 60_000, 90_000, true],
    ],
    [
      "without a price is not known, but for what came with a figure",
      part(
        2,
        { images: [{ ...image, microUsd: 5 }], failures: [failed("maybe")] },
        { estimatedMicroUsd: undefined },
      ),
      [1, 0, 1],
      [5, Number.NaN, 0, Number.NaN, true],
    ],
    [
      "that is under way and may be run twice is at risk twice",
      part(2, undefined, { mayRunTwice: true }),
      [0, 0, 4],
      [0, 0, 0, 120_000, true],
    ],
    [
      "that came and may have been run twice is at risk once more, at the table's price",
      part(2, { images: [image, image].map((one) => ({ ...one, microUsd: 35_000 })) }, { mayRunTwice: true }),
      [2, 0, 2],
      [70_000, 60_000, 0, 60_000, true],
    ],
    [
      "that may be billed and may have been run twice is at risk twice",
      part(2, { failures: [failed("maybe", 2)] }, { mayRunTwice: true }),
      [0, 0, 4],
      [0, 0, 0, 120_000, true],
    ],
    [
      "that may have been run twice without a price is not known, but for what came with a figure",
      part(1, { images: [{ ...image, microUsd: 5 }] }, { mayRunTwice: true, estimatedMicroUsd: undefined }),
      [1, 0, 1],
      [5, Number.NaN, 0, Number.NaN, true],
    ],
    [
      "without a price that failed for nothing is still nothing",
      part(1, { failures: [failed("no")] }, { estimatedMicroUsd: undefined }),
      [0, 0, 0],
      [0, 0, 0, 0, true],
    ],
  ])(
    "%s",
    (_, given, [images, lostImages, atRiskImages], [delivered, estimated, lost, atRisk, isReported]) => {
      expect(chargeOf(given)).toStrictEqual({
        ...{ images, lostImages, atRiskImages },
        deliveredMicroUsd: delivered,
        estimatedMicroUsd: estimated,
        lostMicroUsd: lost,
        atRiskMicroUsd: atRisk,
        isReported,
      });
    },
  );

  it("is one sum for a cancellation: what is billed and what may be", () => {
    const parts = [part(1), part(3, { failures: [failed("yes"), failed("maybe"), failed("no")] })];
    const job = { v: 1, id: "j", model: "krea-2-medium", aspectRatio: "1:1", warnings: [], parts } as const;
    expect(imagesAtRisk(job)).toStrictEqual({ images: 3, microUsd: 90_000 });
  });
});

describe("what is told of the failures of a part", () => {
  const later = (index: number, n = 1) => part(n, {}, { index });
  it.each<[string, JobFailure[], JobPart[], string[]]>([
    ["is all when nothing came after", [failed("no")], [], ["no"]],
    ["is nothing when somebody else took it over", [failed("no", 3)], [later(0, 3)], []],
    [
      "counts a place once, however often it was tried",
      [failed("no"), failed("no")],
      [later(2), later(2)],
      ["no"],
    ],
    ["leaves out other places", [failed("no")], [later(3, 2)], ["no"]],
    ["is always what may be billed", [failed("maybe", 3)], [later(0, 3)], ["maybe"]],
    [
      "is what nobody could take over, beside what somebody did",
      [failed("no", 1, { code: "content_rejected", message: "refused" }), failed("no", 2)],
      [later(1, 2)],
      ["refused"],
    ],
    ["is a failure of several of which only some were taken over", [failed("no", 3)], [later(1, 2)], ["no"]],
  ])("%s", (_, failures, after, told) => {
    expect(openFailures(part(3, { failures }), after).map(({ message }) => message)).toStrictEqual(told);
  });
});
