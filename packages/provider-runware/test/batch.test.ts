import { createKrea2 } from "@unikrea/core";
import { createEmulator } from "@unikrea/emulator";
import { fakeClock } from "@unikrea/testkit";
import { expect, it } from "vitest";
import { runware } from "../src/index.ts";

// Without sockets and on a clock that stands still between timers, so that the number of requests is the same each time.
it("120 jobs are asked about in arrays of at most 100, and cost what is billed", async () => {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock: { now: () => clock.wallTime(), setTimer: clock.setTimer },
    images: "plain",
    latencyMs: { "krea-2-medium": 4000 },
  });
  const k2 = createKrea2({
    providers: [runware({ apiKey: "canary-5f1d7c20", fetch: emulator.fetch })],
    clock,
    maxConcurrency: 200,
  });
  const seeds = [0, 100, 200, 300, 400, 500];
  const requests = seeds.map((seed) => k2.generate({ prompt: "a lighthouse in fog", n: 20, seed }));
  const results = await clock.settle(Promise.all(requests));
  expect(results.flatMap(({ images }) => images)).toHaveLength(120);
  expect(emulator.bill().totalMicroUsd).toBe(3_600_000);
  expect(results.reduce((sum, { cost }) => sum + (cost.usd ?? 0), 0)).toBeCloseTo(3.6, 9);

  const polls = emulator.requests().filter(({ operation }) => operation === "poll");
  const sizes = polls.map(({ body }) => (body as unknown[]).length);
  expect(Math.max(...sizes)).toBe(100);
  // Five looks at each job in its 4 s, each of them in two requests.
  expect(sizes.length).toBeLessThanOrEqual(12);
  expect(clock.pendingTimers).toBe(0);
});
