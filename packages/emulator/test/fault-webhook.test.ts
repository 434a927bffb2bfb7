import { describe, expect, it } from "vitest";
import { createEmulator, type Fault } from "../src/index.ts";
import { kreaBody, readKrea, sendTasks, submitKrea, task } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const hook = "http://127.0.0.1:9/hook/secret";

function start(options: { krea?: object; allowRemote?: boolean } = {}) {
  const clock = createFakeClock();
  const sent: { atMs: number; url: string; headers: unknown; body: Record<string, unknown> }[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({
      atMs: clock.now() - Date.UTC(2026, 10, 21, 12),
      url,
      headers: init.headers,
      body: JSON.parse(String(init.body)),
    });
    return new Response();
  };
  const { krea = {}, allowRemote = false } = options;
  const emulator = createEmulator({
    clock,
    krea,
    latencyMs: { "krea-2-medium": 5000 },
    outgoing: { fetch, allowRemote },
  });
  return { clock, sent, emulator };
}

async function run(fault?: Fault) {
  const world = start();
  if (fault) world.emulator.inject(fault);
  const { body } = await submitKrea(world.emulator, kreaBody, { "x-webhook-url": hook });
  const early = world.sent.length;
  await world.clock.advance(60_000);
  return { ...world, id: String(body.job_id), early };
}

describe("Krea's webhook", () => {
  it("is one POST of the job object when the job is over, unsigned", async () => {
    const { sent, emulator, id } = await run();
    const job = (await readKrea(emulator, id)).body;
    expect(sent).toStrictEqual([
      { atMs: 5000, url: hook, headers: { "content-type": "application/json" }, body: job },
    ]);
    expect(emulator.bill().entries[0]?.clientKey).toBe(hook);
  });

  it("tells of failures too", async () => {
    const { sent } = await run({ kind: "job-failed" });
    expect(sent.map(({ body }) => body.status)).toStrictEqual(["failed"]);
  });

  it("comes at once when the job is canceled, and not again later", async () => {
    const { clock, sent, emulator } = start();
    const { body } = await submitKrea(emulator, kreaBody, { "x-webhook-url": hook });
    await clock.advance(1000);
    await emulator.fetch(`https://api.krea.ai/jobs/${body.job_id}`, {
      method: "DELETE",
      headers: { authorization: "Bearer k" },
    });
    await clock.advance(60_000);
    expect(sent.map(({ atMs, body: job }) => [atMs, job.status])).toStrictEqual([[1000, "cancelled"]]);
  });

  it("also comes at the start of a backlogged job, and more than once, when told", async () => {
    const { clock, sent, emulator } = start({
      krea: { concurrency: 1, webhookOnStart: true, webhookDeliveries: 2 },
    });
    await submitKrea(emulator);
    await submitKrea(emulator, kreaBody, { "x-webhook-url": hook });
    await clock.advance(60_000);
    expect(sent.map(({ atMs, body }) => [atMs, body.status])).toStrictEqual([
      [5000, "queued"],
      [5000, "queued"],
      [10_000, "completed"],
      [10_000, "completed"],
    ]);
  });

  it("is not sent to other machines unless allowed", async () => {
    for (const allowRemote of [false, true]) {
      const { clock, sent, emulator } = start({ allowRemote });
      await submitKrea(emulator, kreaBody, { "x-webhook-url": "https://hooks.example/x" });
      await clock.advance(60_000);
      expect(sent.length).toBe(allowRemote ? 1 : 0);
    }
  });
});

describe("faults of webhooks", () => {
  it("lost", async () => {
    const { sent, emulator } = await run({ kind: "webhook-lost" });
    expect(sent).toStrictEqual([]);
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("repeated", async () => {
    expect((await run({ kind: "webhook-repeated" })).sent.length).toBe(5);
    expect((await run({ kind: "webhook-repeated", deliveries: 2 })).sent.length).toBe(2);
  });

  it("forged: first a lie, then the truth", async () => {
    const { sent, id } = await run({ kind: "webhook-forged", url: "https://evil.example/x.png" });
    expect(sent.map(({ body }) => body.job_id)).toStrictEqual([id, id]);
    expect(sent[0]?.body).toMatchObject({
      status: "completed",
      result: { urls: ["https://evil.example/x.png"] },
    });
    expect(sent[1]?.body.result).not.toStrictEqual(sent[0]?.body.result);
  });

  it("early: one comes before the submit is answered", async () => {
    const { sent, early } = await run({ kind: "webhook-early" });
    expect([early, sent.map(({ body }) => body.status)]).toStrictEqual([1, ["queued", "completed"]]);
  });

  it("late", async () => {
    expect((await run({ kind: "webhook-late", delayMs: 7000 })).sent.map(({ atMs }) => atMs)).toStrictEqual([
      12_000,
    ]);
  });

  it("about the wrong job", async () => {
    const { sent, id } = await run({ kind: "webhook-wrong-job" });
    expect(sent.length).toBe(1);
    expect(sent[0]?.body.job_id).not.toBe(id);
  });

  it("strike Runware's items as well", async () => {
    const { clock, sent, emulator } = start();
    emulator.inject({ kind: "webhook-repeated", deliveries: 3, service: "runware" });
    await sendTasks(emulator, [task({ webhookURL: hook, deliveryMethod: "async" })]);
    await clock.advance(60_000);
    expect(new Set(sent.map(({ body }) => body.imageUUID)).size).toBe(1);
    expect(sent.length).toBe(3);
  });
});
