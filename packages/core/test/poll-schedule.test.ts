import { describe, expect, it } from "vitest";
import { hazardPerMs, type Latency, learn, quantileMs } from "../src/latency.ts";
import { nextLookMs } from "../src/poll-schedule.ts";

/** When a job that finishes at `finishMs` is looked at, and how late that is noticed. */
function looksAt(finishMs: number, latency?: Latency) {
  const looks: number[] = [];
  let elapsed = 0;
  do {
    elapsed += nextLookMs(elapsed, latency);
    looks.push(elapsed);
  } while (elapsed < finishMs);
  return { looks: looks.length, lagMs: elapsed - finishMs };
}

/** A service whose jobs take `medianMs`, give or take `cv`: its quantiles, spread evenly, in no order. */
function durations(medianMs: number, cv: number, count: number): number[] {
  const sigma = Math.sqrt(Math.log(1 + cv * cv));
  const z = (q: number) => Math.sqrt(2) * inverseErf(2 * q - 1);
  // A step that has no divisor in common with the count visits every index once.
  const shuffled = (index: number) => (index * 7919) % count;
  return Array.from(
    { length: count },
    (_, index) => medianMs * Math.exp(sigma * z((shuffled(index) + 0.5) / count)),
  );
}

function inverseErf(x: number): number {
  const a = 0.147;
  const log = Math.log(1 - x * x);
  const first = 2 / (Math.PI * a) + log / 2;
  return Math.sign(x) * Math.sqrt(Math.sqrt(first * first - log / a) - first);
}

const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe("nextLookMs", () => {
  it.each([
    // Finish time, polls of a loop that asks every 500 ms, the part of them that we may use.
    [2000, 7, 0.5],
    [7300, 17, 0.6],
    [20_000, 43, 0.5],
    [45_000, 92, 0.31],
  ])("knowing nothing, a job of %d ms costs few looks and little lateness", (finishMs, polls, part) => {
    const seen = Array.from({ length: 10 }, (_, index) => looksAt(finishMs + index * 200));
    expect(mean(seen.map(({ looks }) => looks))).toBeLessThanOrEqual(polls * part);
    expect(mean(seen.map(({ lagMs }) => lagMs))).toBeLessThanOrEqual(Math.max(450, finishMs * 0.06));
  });

  it.each([
    [20_000, 0.15, 12.5, 450],
    [45_000, 0.15, 17.5, 650],
    [5000, 0.15, 8, 300],
  ])(
    "having seen 20 jobs of %d ms ± %d, asks when they are likely to finish",
    (medianMs, cv, polls, lagMs) => {
      const latency = durations(medianMs, cv, 20).reduce<Latency | undefined>(learn, undefined);
      const seen = durations(medianMs, cv, 200).map((finishMs) => looksAt(finishMs, latency));
      expect(mean(seen.map(({ looks }) => looks))).toBeLessThanOrEqual(polls);
      expect(mean(seen.map((look) => look.lagMs))).toBeLessThanOrEqual(lagMs);
    },
  );

  it("looks once early even when it knows better, for jobs that fail at once", () => {
    const latency = durations(45_000, 0.1, 20).reduce<Latency | undefined>(learn, undefined);
    expect(nextLookMs(0, latency)).toBe(1200);
    expect(nextLookMs(1200, latency)).toBeGreaterThan(30_000);
  });

  it("keeps asking at a bounded pace about a job that takes far longer than any before", () => {
    const latency = durations(4000, 0.1, 50).reduce<Latency | undefined>(learn, undefined);
    for (const elapsed of [10_000, 60_000, 170_000]) {
      expect(nextLookMs(elapsed, latency)).toBeGreaterThanOrEqual(250);
      expect(nextLookMs(elapsed, latency)).toBeLessThanOrEqual(elapsed / 10);
    }
  });
});

describe("nextLookMs of a job that is stuck", () => {
  it.each([
    // Median, spread, looks in two minutes and in five. A loop that asks every second makes 120 and 300.
    [4000, 0.1, 60, 75],
    [20_000, 0.15, 80, 90],
    [20_000, 0.4, 95, 110],
  ])("slows down where jobs take %d ms ± %d", (medianMs, cv, inTwo, inFive) => {
    const latency = durations(medianMs, cv, 50).reduce<Latency | undefined>(learn, undefined);
    expect(looksAt(120_000, latency).looks).toBeLessThanOrEqual(inTwo);
    expect(looksAt(300_000, latency).looks).toBeLessThanOrEqual(inFive);
  });

  it("asks no less often than about any job of that age", () => {
    const latency = durations(4000, 0.1, 50).reduce<Latency | undefined>(learn, undefined);
    for (let elapsed = 6000; elapsed < 300_000; elapsed *= 1.3)
      expect(nextLookMs(elapsed, latency)).toBeLessThanOrEqual(elapsed / 10);
  });
});

describe("learn", () => {
  it("finds the median and the spread", () => {
    const latency = durations(20_000, 0.25, 200).reduce<Latency | undefined>(learn, undefined) as Latency;
    expect(quantileMs(latency, 0)).toBeGreaterThan(17_000);
    expect(quantileMs(latency, 0)).toBeLessThan(24_000);
    expect(latency.count).toBe(200);
  });

  it("forgets: a service that has become slow is soon known to be slow", () => {
    const fast = durations(5000, 0.1, 200).reduce<Latency | undefined>(learn, undefined);
    const slow = durations(20_000, 0.1, 150).reduce<Latency | undefined>(learn, fast) as Latency;
    expect(quantileMs(slow, 0)).toBeGreaterThan(16_000);
  });

  it("has a hazard that rises towards the usual end and stays finite", () => {
    const latency: Latency = { count: 20, mean: Math.log(20_000), deviation: 0.15 };
    const hazards = [10_000, 16_000, 20_000, 26_000, 60_000, 600_000].map((elapsed) =>
      hazardPerMs(latency, elapsed),
    );
    expect(hazards.every((hazard) => Number.isFinite(hazard) && hazard > 0)).toBe(true);
    expect(hazards[2]).toBeGreaterThan((hazards[1] ?? 0) * 2);
  });
});
