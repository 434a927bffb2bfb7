import type { Progress } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { REQUEST, stage } from "./stage.ts";

describe("progress", () => {
  it("is told from queued to settled, with what is ready of how many, and the job to keep", async () => {
    const { k2, ends } = stage({ latencyMs: (index) => 2000 + 3000 * index });
    const told: Progress[] = [];
    const { job } = await ends(
      k2.generate({ ...REQUEST, n: 2, seed: 1 }, { onProgress: (step) => told.push(step) }),
    );
    expect(told.map(({ phase, ready, total }) => `${phase} ${ready}/${total}`)).toStrictEqual([
      "queued 0/2",
      "running 0/2",
      "running 0/2",
      "running 0/2",
      "running 1/2",
      "running 1/2",
      "running 1/2",
      "settled 2/2",
    ]);
    expect(told.map(({ elapsedMs }) => elapsedMs)).toStrictEqual([
      0, 1200, 1200, 2000, 2800, 3600, 4400, 5200,
    ]);
    expect(told[1]).toMatchObject({ provider: "fake", detail: "drawing" });
    expect(told.at(-1)?.job).toStrictEqual(job);
    expect(told[0]?.job.id).toBe(job.id);
  });

  it("leaves in the attempt how long it waited, ran, and how often it was asked about", async () => {
    const { k2, ends } = stage({ latencyMs: 3000 });
    const { attempts, job } = await ends(k2.generate(REQUEST));
    expect(attempts).toMatchObject([
      { queuedMs: 1200, runningMs: 2400, durationMs: 3600, polls: 4, usd: 0.03, atRiskUsd: 0 },
    ]);
    expect(JSON.parse(JSON.stringify(job)).parts[0]).toMatchObject({ polls: 4 });
  });

  it("shows no such difference where the answer is the image", async () => {
    const { k2, ends } = stage({ delivery: "sync", latencyMs: 3000 });
    const { attempts } = await ends(k2.generate(REQUEST));
    expect(attempts).toMatchObject([{ queuedMs: undefined, runningMs: undefined, polls: 0 }]);
  });

  it("can be resumed from any of its steps", async () => {
    const { k2, ends } = stage();
    let stored = "";
    await ends(
      k2.generate(REQUEST, {
        onProgress: ({ phase, job }) => {
          if (phase === "running") stored ||= JSON.stringify(job);
        },
      }),
    );
    expect((await ends(k2.resume(JSON.parse(stored)))).images).toHaveLength(1);
  });

  it("is told once of a job that is born finished", async () => {
    const { k2, ends } = stage({ delivery: "sync" });
    const told: string[] = [];
    await ends(k2.generate(REQUEST, { onProgress: ({ phase, ready }) => told.push(`${phase} ${ready}`) }));
    expect(told).toStrictEqual(["settled 1"]);
  });

  it.each<[string, () => void]>([
    [
      "throws",
      () => {
        throw new Error("theirs");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("theirs"))],
    ["never ends", () => new Promise(() => {})],
  ])("breaks nothing when the callback %s", async (_, onProgress) => {
    const { k2, ends } = stage();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const { images } = await ends(k2.generate(REQUEST, { onProgress }));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(images).toHaveLength(1);
    expect(unhandled).toStrictEqual([]);
  });

  it("may be what makes the caller give up", async () => {
    const { k2, fails } = stage({ latencyMs: 60_000 });
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress) => {
      if (phase === "running") controller.abort();
    };
    const error = await fails(k2.generate(REQUEST, { signal: controller.signal, onProgress }));
    expect(error).toMatchObject({ code: "aborted", outcome: "settled", billed: "no" });
  });

  it("may start other calls of the same client", async () => {
    const { k2, ends } = stage();
    const others: Promise<unknown>[] = [];
    const onProgress = ({ phase }: Progress) => {
      if (phase === "settled") others.push(k2.generate(REQUEST));
    };
    await ends(k2.generate(REQUEST, { onProgress }));
    expect(await ends(Promise.all(others))).toMatchObject([{ images: [{}] }]);
  });
});
