import { describe, expect, it } from "vitest";
import { createEmulator, type EmulatorOptions } from "../src/index.ts";
import { call, kreaBody, kreaUrl, readKrea, submitKrea } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const tenSeconds = { latencyMs: { "krea-2-medium": 10_000, "krea-2-medium-turbo": 10_000 } };

function start(options: EmulatorOptions = {}) {
  const clock = createFakeClock();
  return { clock, emulator: createEmulator({ clock, ...tenSeconds, ...options }) };
}

describe("the life of a Krea job", () => {
  it("walks all states in order, driven by the clock alone", async () => {
    const { clock, emulator } = start({ krea: { concurrency: 1 } });
    await submitKrea(emulator);
    const second = await submitKrea(emulator);
    expect(second.body.status).toBe("backlogged");
    const seen: string[] = [];
    for (let second_ = 0; second_ <= 100; second_ += 1) {
      const { body } = await readKrea(emulator, second.body.job_id);
      if (seen.at(-1) !== body.status) seen.push(body.status);
      await clock.advance(200);
    }
    expect(seen).toStrictEqual([
      "backlogged",
      "queued",
      "scheduled",
      "processing",
      "sampling",
      "intermediate-complete",
      "completed",
    ]);
    expect(clock.pending()).toBe(0);
  });

  it("shows a preview while intermediate-complete, which is not the result", async () => {
    const { clock, emulator } = start();
    const { body } = await submitKrea(emulator);
    await clock.advance(9000);
    const job = (await readKrea(emulator, body.job_id)).body;
    expect(job.status).toBe("intermediate-complete");
    expect(job.result.urls).toStrictEqual([
      { type: "preview", url: expect.stringMatching(/-preview\.png$/) },
    ]);
    expect(job.completed_at).toBeNull();
    const preview = await emulator.fetch(job.result.urls[0].url);
    expect(preview.headers.get("content-type")).toBe("image/png");
  });

  it.each([
    ["turbo makes none", {}, "medium-turbo"],
    ["the switch is off", { previews: false }, "medium"],
  ])("shows no preview when %s", async (_, krea, variant) => {
    const { clock, emulator } = start({ krea });
    const { body } = await submitKrea(emulator, kreaBody, {}, variant);
    await clock.advance(9000);
    expect((await readKrea(emulator, body.job_id)).body.result).toBeNull();
  });

  it("ends with one URL, a completion time and a bill of that moment, though nobody polled", async () => {
    const { clock, emulator } = start();
    const { body } = await submitKrea(emulator);
    await clock.advance(60_000);
    expect(emulator.bill().entries[0]?.at).toBe("2026-11-21T12:00:10.000Z");
    const job = (await readKrea(emulator, body.job_id)).body;
    expect(job).toStrictEqual({
      job_id: body.job_id,
      status: "completed",
      created_at: body.created_at,
      completed_at: "2026-11-21T12:00:10.000Z",
      result: { urls: [expect.stringMatching(/^https:\/\/gen\.krea\.ai\/images\/[0-9a-f-]+\.png$/)] },
    });
  });

  it.each([
    [
      "objects",
      [
        { type: "preview", url: expect.any(String) },
        { type: "model", url: expect.any(String) },
      ],
    ],
    ["map", { image: expect.any(String) }],
  ] as const)("shows urls as %s when told", async (urls, expected) => {
    const { clock, emulator } = start({ krea: { urls } });
    const { body } = await submitKrea(emulator);
    await clock.advance(10_000);
    expect((await readKrea(emulator, body.job_id)).body.result.urls).toStrictEqual(expected);
  });

  it.each([
    ["null", { result: null }],
    ["empty", { result: {} }],
    ["absent", {}],
  ] as const)("shows a pending result as %s when told", async (pendingResult, expected) => {
    const { emulator } = start({ krea: { pendingResult, jobType: "k2" } });
    const submitted = (await submitKrea(emulator)).body;
    const read = (await readKrea(emulator, submitted.job_id)).body;
    for (const body of [submitted, read]) {
      const { job_id, status, created_at, completed_at, type, ...rest } = body;
      expect(type).toBe("k2");
      expect(rest).toStrictEqual(expected);
    }
  });

  it("leaves completed_at out when told", async () => {
    const { clock, emulator } = start({ krea: { completedAt: false } });
    const { body } = await submitKrea(emulator);
    await clock.advance(10_000);
    expect((await readKrea(emulator, body.job_id)).body).not.toHaveProperty("completed_at");
  });

  it("backlogs beyond the concurrency, refuses beyond the backlog, and moves up as places free", async () => {
    const { clock, emulator } = start({ krea: { concurrency: 2, backlog: 1 } });
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await submitKrea(emulator));
    expect(answers.map(({ status, body }) => body.status ?? status)).toStrictEqual([
      "queued",
      "queued",
      "backlogged",
      429,
    ]);
    expect(answers[3]?.body).toStrictEqual({ error: "Maximum number of concurrent jobs reached" });
    await clock.advance(10_000);
    expect((await submitKrea(emulator)).status).toBe(200);
    expect(emulator.bill().entries.length).toBe(2);
    await clock.advance(10_000);
    expect(emulator.bill().entries.length).toBe(4);
  });

  it("starts a backlogged job earlier when the one before it is canceled", async () => {
    const { clock, emulator } = start({ krea: { concurrency: 1 } });
    const first = await submitKrea(emulator);
    const second = await submitKrea(emulator);
    await clock.advance(2000);
    await call(emulator.fetch, "DELETE", `${kreaUrl}/jobs/${first.body.job_id}`);
    await clock.advance(10_000);
    expect((await readKrea(emulator, second.body.job_id)).body.completed_at).toBe("2026-11-21T12:00:12.000Z");
    expect(emulator.bill().entries.map((entry) => entry.id)).toStrictEqual([second.body.job_id]);
  });
});

describe("DELETE /jobs/{id}", () => {
  it("cancels a running job with an empty 200, and nothing is billed", async () => {
    const { clock, emulator } = start();
    const { body } = await submitKrea(emulator);
    await clock.advance(3000);
    const answer = await call(emulator.fetch, "DELETE", `${kreaUrl}/jobs/${body.job_id}`);
    expect([answer.status, answer.body]).toStrictEqual([200, ""]);
    const job = (await readKrea(emulator, body.job_id)).body;
    expect(job).toMatchObject({
      status: "cancelled",
      completed_at: "2026-11-21T12:00:03.000Z",
      result: null,
    });
    await clock.advance(60_000);
    expect(emulator.bill().totalMicroUsd).toBe(0);
  });

  it.each(["finished", "canceled", "unknown"])("answers 404 for a job that is %s", async (which) => {
    const { clock, emulator } = start();
    const { body } = await submitKrea(emulator);
    if (which === "finished") await clock.advance(10_000);
    if (which === "canceled") await call(emulator.fetch, "DELETE", `${kreaUrl}/jobs/${body.job_id}`);
    const id = which === "unknown" ? "00000000-0000-4000-8000-000000000000" : body.job_id;
    expect((await call(emulator.fetch, "DELETE", `${kreaUrl}/jobs/${id}`)).status).toBe(404);
  });
});

describe("GET /jobs", () => {
  const list = (emulator: ReturnType<typeof start>["emulator"], query = "") =>
    call(emulator.fetch, "GET", `${kreaUrl}/jobs${query}`);

  it("pages newest first without losing jobs of the same millisecond", async () => {
    const { emulator } = start();
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) ids.unshift((await submitKrea(emulator)).body.job_id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await list(
        emulator,
        `?limit=3${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(body.items.length).toBe(Math.min(3, 7 - seen.length));
      seen.push(...body.items.map((job: { job_id: string }) => job.job_id));
      cursor = body.next_cursor;
    }
    expect(seen).toStrictEqual(ids);
  });

  it("filters by status, and no type matches while the real one is unknown", async () => {
    const { clock, emulator } = start();
    const old = (await submitKrea(emulator)).body.job_id;
    await clock.advance(10_000);
    await submitKrea(emulator);
    const done = (await list(emulator, "?status=completed")).body.items;
    expect(done.map((job: { job_id: string }) => job.job_id)).toStrictEqual([old]);
    expect((await list(emulator, "?types=flux,k1")).body).toStrictEqual({ items: [], next_cursor: null });
    const typed = start({ krea: { jobType: "k2" } });
    await submitKrea(typed.emulator);
    expect((await list(typed.emulator, "?types=k1,k2")).body.items.length).toBe(1);
  });

  it.each(["?limit=0", "?limit=1001", "?limit=x", "?cursor=soon", "?status=done"])(
    "answers 400 to %s",
    async (query) => {
      expect((await list(start().emulator, query)).status).toBe(400);
    },
  );

  it("needs a key", async () => {
    const answer = await start().emulator.fetch(`${kreaUrl}/jobs`);
    expect([answer.status, await answer.json()]).toStrictEqual([401, { message: "Unauthorized" }]);
  });
});

describe("faults of Krea's work", () => {
  it.each([
    [
      "job-failed",
      { status: "failed", error: { code: "internal", message: expect.any(String) }, result: null },
    ],
    ["moderated", { status: "failed", error: { code: "nsfw", message: expect.any(String) }, result: null }],
    ["canceled-by-other", { status: "cancelled", result: null }],
    ["stuck", { status: "sampling", result: null, completed_at: null }],
  ] as const)("%s is never billed", async (kind, expected) => {
    const { clock, emulator } = start();
    emulator.inject({ kind });
    const { body } = await submitKrea(emulator);
    await clock.advance(3_600_000);
    expect((await readKrea(emulator, body.job_id)).body).toMatchObject(expected);
    expect(emulator.bill().entries).toStrictEqual([]);
    expect((await submitKrea(emulator)).status).toBe(200);
    await clock.advance(10_000);
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("tells the failure inside result when told, after the time the fault says", async () => {
    const { clock, emulator } = start({ krea: { failureDetail: "result.error" } });
    emulator.inject({ kind: "job-failed", code: "timeout", message: "too slow", afterMs: 180_000 });
    const { body } = await submitKrea(emulator);
    await clock.advance(179_999);
    expect((await readKrea(emulator, body.job_id)).body.status).toBe("intermediate-complete");
    await clock.advance(1);
    expect((await readKrea(emulator, body.job_id)).body).toMatchObject({
      status: "failed",
      result: { error: { code: "timeout", message: "too slow" } },
    });
  });

  it("executed-twice charges twice for one answer", async () => {
    const { clock, emulator } = start();
    emulator.inject({ kind: "executed-twice" });
    await submitKrea(emulator);
    await clock.advance(10_000);
    expect(emulator.bill().entries.length).toBe(2);
    expect((await call(emulator.fetch, "GET", `${kreaUrl}/jobs`)).body.items.length).toBe(2);
  });

  it("foreign-jobs are listed but not on this bill", async () => {
    const { clock, emulator } = start();
    emulator.inject({ kind: "foreign-jobs", count: 3 });
    await submitKrea(emulator);
    await clock.advance(10_000);
    expect((await call(emulator.fetch, "GET", `${kreaUrl}/jobs`)).body.items.length).toBe(4);
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("polls suffer early-not-found, unknown-status, status-flap and completed-without-url, each once", async () => {
    const { clock, emulator } = start();
    emulator.inject(
      { kind: "early-not-found", times: 2, forMs: 5000 },
      { kind: "unknown-status", word: "warming" },
    );
    emulator.inject({ kind: "status-flap", skip: 1 }, { kind: "completed-without-url", skip: 1 });
    const { body } = await submitKrea(emulator);
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      const answer = await readKrea(emulator, body.job_id);
      statuses.push(answer.body.status ?? answer.status);
    }
    expect(statuses).toStrictEqual([404, 404, "warming", "queued"]);
    await clock.advance(10_000);
    const finished = [];
    for (let count = 0; count < 4; count += 1) {
      const { body: job } = await readKrea(emulator, body.job_id);
      finished.push(`${job.status} ${job.result?.urls.length ?? "-"}`);
    }
    expect(finished).toStrictEqual(["completed 1", "processing -", "completed 0", "completed 1"]);
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("list-lag hides young jobs from the list, not from GET", async () => {
    const { clock, emulator } = start();
    emulator.inject({ kind: "list-lag", ms: 3000, times: 0 });
    const { body } = await submitKrea(emulator);
    expect((await call(emulator.fetch, "GET", `${kreaUrl}/jobs`)).body.items).toStrictEqual([]);
    expect((await readKrea(emulator, body.job_id)).status).toBe(200);
    await clock.advance(3000);
    expect((await call(emulator.fetch, "GET", `${kreaUrl}/jobs`)).body.items.length).toBe(1);
  });

  it("match picks the jobs whose prompt holds the text", async () => {
    const { clock, emulator } = start();
    emulator.inject({ kind: "job-failed", match: "lighthouse" });
    const other = await submitKrea(emulator, { ...kreaBody, prompt: "a fox" });
    const hit = await submitKrea(emulator);
    await clock.advance(10_000);
    expect((await readKrea(emulator, other.body.job_id)).body.status).toBe("completed");
    expect((await readKrea(emulator, hit.body.job_id)).body.status).toBe("failed");
  });
});
