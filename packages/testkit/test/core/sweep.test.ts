import { describe, expect, it } from "vitest";
import { answering, refusing } from "../../src/index.ts";
import { REQUEST, stage } from "./stage.ts";

const BATCH = { max: 500, from: 6 };
const TWENTY = { ...REQUEST, n: 20 };

describe("many jobs at once", () => {
  it("2,000 of them need few requests and few timers, and no warning of a leak", async () => {
    const { k2, clock, provider } = stage({ batch: BATCH, latencyMs: 20_000 }, { maxConcurrency: 1000 });
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const controller = new AbortController();
    const calls = Array.from({ length: 2000 }, () => k2.generate(REQUEST, { signal: controller.signal }));
    await clock.advance(5000);
    // One timer for the patience of each call, one for all looks together.
    expect(clock.pendingTimers).toBeLessThanOrEqual(2001);
    const results = await clock.settle(Promise.all(calls));
    process.off("warning", note);
    expect(results.every(({ images }) => images.length === 1)).toBe(true);
    expect(provider.service.made("submit")).toHaveLength(2000);
    expect(provider.service.made("poll")).toHaveLength(0);
    // Four sweeps of 500 each time; a lone job looks twenty times in twenty seconds.
    expect(provider.service.made("sweep").length).toBeLessThanOrEqual(4 * 20);
    expect(provider.service.made("sweep").every(({ ids }) => ids.length <= 500)).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(warnings).toStrictEqual([]);
  });

  it("that were sent at different times are asked about together all the same", async () => {
    const { k2, clock, provider, ends } = stage({ batch: BATCH, latencyMs: 30_000 });
    const calls: Promise<unknown>[] = [];
    for (let wave = 0; wave < 100; wave++) {
      calls.push(k2.generate(REQUEST));
      await clock.advance(37);
    }
    await ends(Promise.all(calls));
    const { length } = [...provider.service.made("sweep"), ...provider.service.made("poll")];
    // Each by itself would be 100 times 24 looks.
    expect(length).toBeLessThan(150);
  });

  it("fewer than the provider's threshold are asked about one by one", async () => {
    const { k2, ends, provider } = stage({ batch: BATCH });
    await ends(k2.generate({ ...REQUEST, n: 5 }));
    expect(provider.service.made("sweep")).toHaveLength(0);
    expect(provider.service.made("poll").length).toBeGreaterThan(0);
  });

  it("of which a sweep does not mention some: those are asked about by themselves", async () => {
    const unmentioned = answering(Array.from({ length: 20 }, () => undefined));
    const { k2, ends, provider } = stage({ batch: BATCH, twists: { sweep: [unmentioned] } });
    expect((await ends(k2.generate(TWENTY))).images).toHaveLength(20);
    expect(provider.service.made("poll").length).toBeGreaterThanOrEqual(20);
    // Found again by itself, a job goes back to the others.
    expect(provider.service.made("sweep").length).toBeGreaterThan(1);
  });

  it("of which one is garbled: the others are heard", async () => {
    const garbled = Array.from({ length: 20 }, (_, index) =>
      index === 3
        ? { odd: true }
        : { id: `fake-${index + 1}`, state: "done", urls: ["https://images.example.com/1.png"] },
    );
    const { k2, ends, provider } = stage({
      batch: BATCH,
      latencyMs: 3000,
      twists: { sweep: [answering(garbled)] },
    });
    const { images, failures } = await ends(k2.generate(TWENTY));
    expect(images).toHaveLength(20);
    expect(failures).toHaveLength(0);
    expect(provider.service.made("sweep")).toHaveLength(1);
    expect(new Set(provider.service.made("poll").map(({ ids }) => ids[0]))).toStrictEqual(
      new Set(["fake-4"]),
    );
  });

  it("whose sweep fails are asked about again, later", async () => {
    const { k2, ends, provider } = stage({ batch: BATCH, twists: { sweep: [refusing(503), refusing(429)] } });
    expect((await ends(k2.generate(TWENTY))).images).toHaveLength(20);
    expect(
      provider.service
        .made("sweep")
        .slice(0, 3)
        .map(({ at }) => at),
    ).toStrictEqual([1200, 2200, 4200]);
  });

  it("that hear too few answers from a sweep are asked about by themselves", async () => {
    const { k2, ends } = stage({ batch: BATCH, twists: { sweep: [answering([])] } });
    expect((await ends(k2.generate(TWENTY))).images).toHaveLength(20);
  });

  it("of which one has the token of another provider: only that one fails", async () => {
    const { k2, ends, fails } = stage({ batch: BATCH });
    const stranger = await ends(k2.submit(REQUEST));
    const parts = stranger.parts.map((part) => ({ ...part, token: { odd: true } }));
    const good = k2.generate(TWENTY);
    const bad = fails(k2.resume({ ...stranger, parts }));
    expect((await ends(good)).images).toHaveLength(20);
    expect(await bad).toMatchObject({ code: "invalid_response", outcome: "accepted" });
  });

  it("whose sweeps are refused for good are asked about one by one", async () => {
    const { k2, ends, provider } = stage({
      batch: BATCH,
      twists: { sweep: Array.from({ length: 200 }, () => refusing(400)) },
    });
    expect((await ends(k2.generate(TWENTY))).images).toHaveLength(20);
    expect(provider.service.made("poll").length).toBeGreaterThan(0);
  });

  it("end at their own deadlines", async () => {
    const { k2, ends, clock } = stage({ batch: BATCH, latencyMs: Number.POSITIVE_INFINITY });
    const calls = Array.from({ length: 30 }, (_, index) =>
      k2.generate(REQUEST, { timeoutMs: 10_000 + index * 1000 }).catch(() => clock.now()),
    );
    const ended = (await ends(Promise.all(calls))).map(Number);
    const late = ended.map((at, index) => at - (10_000 + index * 1000));
    // As many jobs share looks that are 25 ms apart, a deadline may be noticed that much later.
    expect(late.filter((ms) => ms < 0 || ms > 25)).toStrictEqual([]);
  });
});
