import { describe, expect, it } from "vitest";
import { createAgenda } from "../src/agenda.ts";
import { realClock } from "../src/clock.ts";
import * as door from "../src/index.ts";
import { createSchedule } from "../src/krea/schedule.ts";
import { createLatency } from "../src/latency.ts";
import { locate } from "../src/locate.ts";
import { createRandom } from "../src/random.ts";
import { createTimers, Interrupted } from "../src/timers.ts";
import { createFakeClock } from "./fake-clock.ts";

describe("the door of the package", () => {
  it("has these names and no others", () => {
    expect(Object.keys(door).sort()).toStrictEqual([
      "FaultError",
      "createEmulator",
      "faultKinds",
      "parseFaults",
      "realClock",
      "serverName",
      "startEmulator",
    ]);
  });
});

describe("the agenda", () => {
  it("happens in order of time, then of planning, and only when looked at", () => {
    const agenda = createAgenda();
    const seen: number[] = [];
    const random = createRandom(3);
    const times = Array.from({ length: 500 }, () => random.below(100));
    for (const time of times) agenda.plan(time, () => seen.push(time));
    agenda.catchUp(49);
    expect(seen).toStrictEqual(times.filter((time) => time <= 49).sort((left, right) => left - right));
    agenda.catchUp(1000);
    expect(seen).toStrictEqual([...times].sort((left, right) => left - right));
  });

  it("forgets what was struck out, and never reaches Infinity", () => {
    const agenda = createAgenda();
    const seen: string[] = [];
    const strike = agenda.plan(1, () => seen.push("struck"));
    agenda.plan(1, () => seen.push("first"));
    agenda.plan(1, () => seen.push("second"));
    agenda.plan(Number.POSITIVE_INFINITY, () => seen.push("never"));
    strike();
    agenda.catchUp(Number.MAX_VALUE);
    expect(seen).toStrictEqual(["first", "second"]);
  });
});

describe("the schedule", () => {
  it("keeps first in, first out and never runs more than it may", () => {
    const random = createRandom(11);
    for (const concurrency of [1, 2, 5]) {
      const schedule = createSchedule(concurrency);
      const slots = [];
      let nowMs = 0;
      for (let step = 0; step < 200; step += 1) {
        nowMs += random.below(40);
        const running = slots.filter((slot) => slot.endAtMs > nowMs);
        const victim = running[random.below(running.length)];
        if (random.next() < 0.25 && victim) schedule.release(nowMs, victim);
        else slots.push(schedule.admit(nowMs, 1 + random.below(100)));
        const waiting = slots.filter((slot) => slot.startAtMs > nowMs);
        expect(waiting.map((slot) => slot.startAtMs)).toStrictEqual(
          waiting.map((slot) => slot.startAtMs).sort((left, right) => left - right),
        );
        expect(
          slots.filter((slot) => slot.startAtMs <= nowMs && slot.endAtMs > nowMs).length,
        ).toBeLessThanOrEqual(concurrency);
        if (waiting.length > 0)
          expect(slots.filter((slot) => slot.startAtMs <= nowMs && slot.endAtMs > nowMs).length).toBe(
            concurrency,
          );
      }
    }
  });
});

describe("chance", () => {
  it("repeats with its seed and differs without", () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return [random.next(), random.uuid(), random.uuidAt(1), random.hex(8), random.normal()];
    };
    expect(draw(1)).toStrictEqual(draw(1));
    expect(draw(1)).not.toStrictEqual(draw(2));
  });

  it("makes UUIDs of the versions it says", () => {
    const random = createRandom(1);
    for (let count = 0; count < 100; count += 1) {
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(random.uuidAt(Date.UTC(2026, 10, 21))).toMatch(
        /^019fa|^019f|^01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/,
      );
    }
  });

  it.each([
    ["krea-2-medium-turbo", 3000, 15_000],
    ["krea-2-medium", 7000, 25_000],
    ["krea-2-large", 20_000, 63_000],
  ] as const)("latencies of %s stay within %i to %i ms, and follow speed", (model, low, high) => {
    const latency = createLatency(createRandom(5), 1);
    const values = Array.from({ length: 2000 }, () => latency(model)).sort((left, right) => left - right);
    expect(values[40]).toBeGreaterThan(low * 0.95);
    expect(values[1960]).toBeLessThan(high * 1.05);
    expect(new Set(values).size).toBeGreaterThan(500);
    const fast = createLatency(createRandom(5), 10);
    expect(fast(model)).toBeLessThan(high / 9);
    expect(createLatency(createRandom(5), 2, { [model]: 900 })(model)).toBe(450);
  });
});

describe("timers", () => {
  it("fire again when woken early, and can be cleared", async () => {
    let nowMs = 0;
    const set: { callback: () => void; delayMs: number }[] = [];
    const timers = createTimers({
      now: () => nowMs,
      setTimer(callback, delayMs) {
        set.push({ callback, delayMs });
        return () => {};
      },
    });
    let isDue = false;
    void timers.until(10).then(() => {
      isDue = true;
    });
    nowMs = 9;
    set[0]?.callback();
    await Promise.resolve();
    expect([isDue, set.length]).toStrictEqual([false, 2]);
    nowMs = 10;
    set[1]?.callback();
    await Promise.resolve();
    expect(isDue).toBe(true);
    const waiting = timers.until(Number.POSITIVE_INFINITY);
    timers.clear();
    await expect(waiting).rejects.toBeInstanceOf(Interrupted);
  });

  it("work on a clock that drives itself, firing before setTimer has returned", async () => {
    let nowMs = 0;
    const timers = createTimers({
      now: () => nowMs,
      setTimer(callback, delayMs) {
        nowMs += delayMs;
        callback();
        return () => expect.unreachable();
      },
    });
    await timers.until(500);
    expect(nowMs).toBe(500);
    timers.clear();
  });

  it("leave nothing behind on a real clock", async () => {
    const start = Date.now();
    await new Promise<void>((resolve) => void realClock.setTimer(resolve, 5));
    expect(Date.now() - start).toBeGreaterThanOrEqual(4);
    realClock.setTimer(() => expect.unreachable(), 2 ** 40)();
    const clock = createFakeClock();
    const timers = createTimers(clock);
    const cancel = timers.at(clock.now() + 5, () => expect.unreachable());
    cancel();
    await clock.advance(10);
    expect(clock.pending()).toBe(0);
  });
});

describe("locate", () => {
  it.each([
    ["https://api.krea.ai/jobs?limit=1", { to: "service", service: "krea", path: "/jobs?limit=1" }],
    ["https://gen.krea.ai/images/a.png", { to: "service", service: "krea", path: "/images/a.png" }],
    ["https://app-uploads.krea.ai/u/a.png", { to: "service", service: "krea", path: "/uploads/u/a.png" }],
    [
      "https://api.cloudflare.com/client/v4/x",
      { to: "service", service: "cloudflare", path: "/client/v4/x" },
    ],
    [
      "https://ai-gateway-outputs.ab.r2.cloudflarestorage.com/provider-outputs/a/b",
      { to: "service", service: "cloudflare", path: "/provider-outputs/a/b" },
    ],
    [
      "https://workers-binding.ai/run?version=3",
      { to: "service", service: "cloudflare", path: "/run?version=3" },
    ],
    ["https://api.runware.ai/v1", { to: "service", service: "runware", path: "/v1" }],
    ["https://mm.runware.ai/image/x", { to: "service", service: "runware", path: "/image/x" }],
    [
      "http://127.0.0.1:8/krea/jobs",
      { to: "service", service: "krea", path: "/jobs", origin: "http://127.0.0.1:8" },
    ],
    [
      "http://[::1]:8/runware/v1",
      { to: "service", service: "runware", path: "/v1", origin: "http://[::1]:8" },
    ],
    ["http://localhost/_emulator/bill", { to: "control", path: "/bill" }],
    ["http://localhost/", { to: "page" }],
    ["http://localhost/kreative", { to: "nowhere" }],
    ["https://example.com/krea/jobs", { to: "nowhere" }],
    ["https://api.krea.ai.example.com/jobs", { to: "nowhere" }],
  ])("%s", (url, expected) => {
    expect(locate(new URL(url))).toMatchObject(expected);
  });
});
