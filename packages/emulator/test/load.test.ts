import { afterEach, describe, expect, it } from "vitest";
import { createEmulator, type EmulatorServer, startEmulator } from "../src/index.ts";
import { call, kreaBody, kreaUrl, nextUuid, sendTasks, submitKrea, task } from "./client.ts";
import { createFakeClock, settle } from "./fake-clock.ts";

const jobs = 2000;
let server: EmulatorServer | undefined;
afterEach(() => server?.close());

/** Milliseconds per call. Limits are several times what two cores measured, so that only a wrong order of growth fails. */
async function pace(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  for (let index = 0; index < count; index += 1) await work(index);
  return (performance.now() - startMs) / count;
}

describe("2,000 jobs at once", () => {
  it("on Krea: polls and list pages cost the same as with one", async () => {
    const emulator = createEmulator({ clock: createFakeClock(), images: "plain" });
    const ids: string[] = [];
    expect(await pace(jobs, async () => ids.push((await submitKrea(emulator)).body.job_id))).toBeLessThan(5);
    expect(
      await pace(2000, (index) => call(emulator.fetch, "GET", `${kreaUrl}/jobs/${ids[index % jobs]}`)),
    ).toBeLessThan(5);
    expect(await pace(200, () => call(emulator.fetch, "GET", `${kreaUrl}/jobs?limit=20`))).toBeLessThan(8);
    expect(emulator.requests().length).toBe(jobs + 2200);
  }, 60_000);

  it("on Runware: one POST polls them all", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    const uuids = Array.from({ length: jobs }, nextUuid);
    const startMs = performance.now();
    await sendTasks(
      emulator,
      uuids.map((taskUUID) => task({ taskUUID, deliveryMethod: "async" })),
    );
    await clock.advance(120_000);
    const { body } = await sendTasks(
      emulator,
      uuids.map((taskUUID) => ({ taskType: "getResponse", taskUUID })),
    );
    expect(body.data.filter((item: { status: string }) => item.status === "success").length).toBe(jobs);
    expect(emulator.bill().entries.length).toBe(jobs);
    expect(performance.now() - startMs).toBeLessThan(5000);
  }, 60_000);

  it("on Cloudflare: held answers are all given", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock, latencyMs: { "krea-2-medium": 1000 } });
    const startMs = performance.now();
    const running = Array.from({ length: jobs }, () => emulator.ai.run("krea/krea-2-medium", kreaBody));
    while (clock.pending() < jobs) await settle();
    await clock.advance(999);
    expect(emulator.bill().entries.length).toBe(0);
    const answered = Promise.all(running);
    // One advance per timer would settle two thousand times: move the clock in one go.
    await clock.advance(1);
    expect((await answered).length).toBe(jobs);
    expect(emulator.bill().entries.length).toBe(jobs);
    expect(clock.pending()).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(20_000);
  }, 60_000);
});

describe("10,000 requests", () => {
  it("over real sockets, without a warning, on few connections", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    server = await startEmulator({ images: "plain" });
    const { baseUrl } = server.urls.krea;
    const headers = { authorization: "Bearer k" };
    const { body } = await call(fetch, "POST", `${baseUrl}/generate/image/krea/krea-2/medium`, kreaBody);
    const startMs = performance.now();
    const worker = async () => {
      for (let count = 0; count < 10_000 / 20; count += 1)
        await (await fetch(`${baseUrl}/jobs/${body.job_id}`, { headers })).arrayBuffer();
    };
    await Promise.all(Array.from({ length: 20 }, worker));
    expect(performance.now() - startMs).toBeLessThan(40_000);
    expect(server.requests().length).toBe(10_001);
    expect(server.stats().peakSockets).toBeLessThanOrEqual(64);
    expect(warnings).toStrictEqual([]);
    process.off("warning", onWarning);
  }, 90_000);
});
