import { describe, expect, it } from "vitest";
import type { JobPart } from "../src/job.ts";
import { further } from "../src/merge.ts";

const part = (more: Partial<JobPart> = {}): JobPart => ({
  ...{ provider: "a", key: "key", index: 0, n: 1, submittedAt: "2026-01-01T00:00:00.000Z" },
  ...more,
});
const image = { url: "https://images.example.com/1.png" };
const failure = { code: "outcome_unknown", message: "lost", billed: "maybe", n: 1 } as const;
const failed = { outcome: { status: "settled", images: [], failures: [failure] } } as const;
const made = { token: "1", outcome: { status: "settled", images: [image], failures: [] } } as const;
const mayRunTwice = true;

describe("of two copies of a part", () => {
  it.each<[string, Partial<JobPart>, Partial<JobPart>]>([
    ["a job is more than none", { token: "1" }, {}],
    ["an end is more than none", failed, {}],
    ["an image is more than an end without one", made, failed],
    ["a job is more than an end without one", { token: "1" }, failed],
  ])("%s, whoever asks", (_, more, less) => {
    expect(further(part(more), part(less))).toStrictEqual(part(more));
    expect(further(part(less), part(more))).toStrictEqual(part(more));
  });

  it("the first counts when they are equally far, and when it is the only one", () => {
    const [one, other] = [part({ token: "1" }), part({ token: "2" })];
    expect([further(one, other), further(one, undefined)]).toStrictEqual([one, one]);
  });

  it.each<[string, Partial<JobPart>, Partial<JobPart>, boolean]>([
    ["took it off with its end", { ...made, mayRunTwice }, made, false],
    ["took it off, and the other is further", { ...made, mayRunTwice }, failed, false],
    ["has left it on", made && { ...made, mayRunTwice }, { ...failed, mayRunTwice }, true],
    ["has no end yet", { ...made, mayRunTwice }, { token: "1", mayRunTwice }, true],
  ])("one may run twice unless whoever sent it %s", (_, one, other, isMarked) => {
    for (const both of [further(part(one), part(other)), further(part(other), part(one))])
      expect("mayRunTwice" in both).toBe(isMarked);
  });
});
