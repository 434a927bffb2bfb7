import { describe, expect, it } from "vitest";
import type { JobRef, ProviderImage } from "../src/job.ts";
import { keptJob } from "../src/kept-job.ts";

const jobWith = (...images: ProviderImage[]): JobRef => ({
  ...{ v: 1, id: "i", model: "krea-2-medium", aspectRatio: "1:1", warnings: [] },
  parts: images.map((image, index) => ({
    ...{ provider: "a", key: `k-${index}`, index, n: 1, submittedAt: "2026-01-01T00:00:00.000Z" },
    outcome: { status: "settled", images: [image], failures: [] },
  })),
});
const HALF = "A".repeat(16_000_000);
const LINK = { url: "https://images.example.net/1.png", seed: 7 };

describe("the job that the ledger keeps once it was delivered", () => {
  it("has the links, and what is known of the images, but not the images themselves", () => {
    const job = jobWith(LINK, { base64: "AAAA", seed: 8, microUsd: 3 });
    expect(keptJob(job, false)).toStrictEqual(jobWith(LINK, { seed: 8, microUsd: 3 }));
  });

  it("has them where the same call may come again, up to 32 million characters", () => {
    const job = jobWith({ base64: HALF }, { base64: HALF });
    expect(keptJob(job, true)).toBe(job);
    expect(keptJob(jobWith({ base64: HALF }, { base64: `${HALF}A` }), true)).toStrictEqual(jobWith({}, {}));
  });

  it("may have parts that have not ended", () => {
    const {
      parts: [part],
      ...job
    } = jobWith(LINK);
    const open = { ...job, parts: part ? [{ ...part, outcome: undefined }] : [] };
    expect(keptJob(open, false)).toStrictEqual(open);
  });
});
