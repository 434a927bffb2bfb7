import { describe, expect, it } from "vitest";
import { type CloudflareSwitches, createEmulator, type EmulatorOptions } from "../src/index.ts";
import { call, cloudflareRoot, kreaBody, runRest } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const make = (cloudflare: CloudflareSwitches = {}, options: EmulatorOptions = {}) =>
  createEmulator({ clock: createFakeClock(), latencyMs: { "krea-2-medium": 0 }, cloudflare, ...options });
const imageOf = (answer: { body: { result: { result: { image: string } } } }) =>
  answer.body.result.result.image;
const logs = `${cloudflareRoot}/ai-gateway/gateways/default/logs`;

describe("the gateway's cache", () => {
  const withKey = { "cf-aig-cache-key": "intent-1" };

  it("replays the answer of a cache key for five minutes, free of charge", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock });
    const first = await runRest(emulator, kreaBody, withKey);
    await clock.advance(299_999);
    const second = await runRest(emulator, { ...kreaBody, prompt: "another" }, withKey);
    expect(second.headers.get("cf-aig-cache-status")).toBe("HIT");
    expect(imageOf(second)).toBe(imageOf(first));
    expect(emulator.bill().entries.map((entry) => entry.clientKey)).toStrictEqual(["intent-1"]);
    await clock.advance(1);
    expect((await runRest(emulator, kreaBody, withKey)).headers.get("cf-aig-cache-status")).toBe("MISS");
    expect(emulator.bill().entries.length).toBe(2);
  });

  it.each<[string, CloudflareSwitches, Record<string, string>, number]>([
    ["another key", {}, { "cf-aig-cache-key": "intent-2" }, 2],
    ["skip-cache", {}, { ...withKey, "cf-aig-skip-cache": "true" }, 2],
    ["another gateway", {}, { ...withKey, "cf-aig-gateway-id": "other" }, 2],
    ["a lower balance, which a hit does not need", {}, withKey, 1],
  ])("with %s", async (_, switches, headers, bills) => {
    const emulator = make(switches, { balanceUsd: { cloudflare: bills * 0.03 } });
    await runRest(emulator, kreaBody, withKey);
    expect((await runRest(emulator, kreaBody, headers)).status).toBe(200);
    expect(emulator.bill().entries.length).toBe(bills);
  });

  it.each<[CloudflareSwitches["cache"] & string, number]>([
    ["off", 2],
    ["on", 1],
    ["sticky", 1],
  ])("without a key, cache %s bills an identical request %i times in all", async (cache, bills) => {
    const emulator = make({ cache });
    await runRest(emulator);
    await runRest(emulator);
    expect(emulator.bill().entries.length).toBe(bills);
  });

  it("does not join a request that is still running: there is no single flight", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 5000 } });
    const both = [runRest(emulator, kreaBody, withKey), runRest(emulator, kreaBody, withKey)];
    await clock.advance(5000);
    await Promise.all(both);
    expect(emulator.bill().entries.length).toBe(2);
  });

  it("fills the cache even when the client has gone", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 5000 } });
    emulator.inject({ kind: "drop" as const, afterWork: true });
    const lost = runRest(emulator, kreaBody, withKey).catch((error: unknown) => error);
    await clock.advance(5000);
    expect(await lost).toBeInstanceOf(TypeError);
    expect((await runRest(emulator, kreaBody, withKey)).headers.get("cf-aig-cache-status")).toBe("HIT");
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("cache-miss runs again", async () => {
    const emulator = make();
    await runRest(emulator, kreaBody, withKey);
    emulator.inject({ kind: "cache-miss" });
    await runRest(emulator, kreaBody, withKey);
    expect(emulator.bill().entries.length).toBe(2);
  });
});

describe("the gateway's retries", () => {
  it.each<[string, CloudflareSwitches, Record<string, string>, number, number]>([
    ["one attempt is allowed", {}, { "cf-aig-max-attempts": "1" }, 502, 1],
    ["nothing is said: the default is one", {}, {}, 502, 1],
    ["the dashboard allows five", { gatewayMaxAttempts: 5 }, {}, 200, 3],
    [
      "the dashboard allows five but the request one",
      { gatewayMaxAttempts: 5 },
      { "cf-aig-max-attempts": "1" },
      502,
      1,
    ],
    ["three are allowed", {}, { "cf-aig-max-attempts": "3" }, 200, 3],
    ["two are allowed", {}, { "cf-aig-max-attempts": "2" }, 502, 2],
    ["nine are asked for: five at most", {}, { "cf-aig-max-attempts": "9" }, 200, 3],
  ])(
    "multiply the bill of two failing upstream calls when %s",
    async (_, switches, headers, status, bills) => {
      const clock = createFakeClock();
      const emulator = make(switches, { clock });
      emulator.inject({ kind: "upstream-error", failures: 2 });
      const answer = runRest(emulator, kreaBody, headers);
      await clock.advance(10_000);
      expect((await answer).status).toBe(status);
      expect(emulator.bill().entries.length).toBe(bills);
    },
  );

  it.each([
    ["constant", 200],
    ["linear", 300],
    ["exponential", 300],
  ])("wait %s ly: two retries after %i ms", async (backoff, waitMs) => {
    const clock = createFakeClock();
    const emulator = make({}, { clock });
    emulator.inject({ kind: "upstream-error", failures: 2 });
    const headers = { "cf-aig-max-attempts": "3", "cf-aig-retry-delay": "100", "cf-aig-backoff": backoff };
    const answer = runRest(emulator, kreaBody, headers);
    await clock.advance(waitMs);
    await answer;
    expect(emulator.bill().entries.at(-1)?.at).toBe(
      new Date(Date.UTC(2026, 10, 21, 12) + waitMs).toISOString(),
    );
  });
});

describe("the gateway's time-out", () => {
  it("answers 408 while the provider goes on and bills", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 9000 } });
    const answer = runRest(emulator, kreaBody, { "cf-aig-request-timeout": "3000", "cf-aig-cache-key": "k" });
    await clock.advance(3000);
    const { status, body } = await answer;
    expect([status, body.errors[0].code]).toStrictEqual([408, 3007]);
    expect(emulator.bill().entries.length).toBe(0);
    await clock.advance(6000);
    expect(emulator.bill().entries.length).toBe(1);
  });
});

describe("the gateway's log", () => {
  const metadata = { "cf-aig-metadata": '{"k2_intent":"abc","n":1}' };

  it("tells of a run by id, with its cost and metadata as text", async () => {
    const emulator = make();
    const id = (await runRest(emulator, kreaBody, metadata)).headers.get("cf-aig-log-id");
    const { status, body } = await call(emulator.fetch, "GET", `${logs}/${id}`);
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      id,
      provider: "krea",
      model: "krea/krea-2-medium",
      status_code: 200,
      success: true,
      cached: false,
      cost: 0.03,
      metadata: '{"k2_intent":"abc","n":1}',
    });
  });

  it.each([
    ["JSON", `?filters=${encodeURIComponent('[{"key":"metadata.value","operator":"eq","value":["abc"]}]')}`],
    ["brackets", "?filters[0][key]=metadata.value&filters[0][operator]=eq&filters[0][value][0]=abc"],
    ["plain brackets", "?filters[key]=metadata.value&filters[operator]=eq&filters[value]=abc"],
  ])("finds a run by metadata value, filters written as %s", async (_, query) => {
    const emulator = make();
    await runRest(emulator, kreaBody, { "cf-aig-metadata": '{"k2_intent":"other"}' });
    const id = (await runRest(emulator, kreaBody, metadata)).headers.get("cf-aig-log-id");
    const { body } = await call(emulator.fetch, "GET", logs + query);
    expect(body.result.map((row: { id: string }) => row.id)).toStrictEqual([id]);
    expect(body.result_info).toStrictEqual({ page: 1, per_page: 20, count: 1, total_count: 1 });
  });

  it("hands out the stored request and answer, bare, with a link that works", async () => {
    const emulator = make({}, { images: "plain" });
    const answer = await runRest(emulator);
    const id = answer.headers.get("cf-aig-log-id");
    expect((await call(emulator.fetch, "GET", `${logs}/${id}/request`)).body).toStrictEqual(kreaBody);
    const stored = (await call(emulator.fetch, "GET", `${logs}/${id}/response`)).body;
    expect(stored).toStrictEqual(answer.body.result);
    expect((await emulator.fetch(stored.result.image)).status).toBe(200);
  });

  it("surfaces after the lag, and later still under list-lag", async () => {
    const clock = createFakeClock();
    const emulator = make({ logLagMs: 4000 }, { clock });
    const id = (await runRest(emulator)).headers.get("cf-aig-log-id");
    const missing = await call(emulator.fetch, "GET", `${logs}/${id}`);
    expect([missing.status, missing.body.errors[0].message]).toStrictEqual([404, "Log not found"]);
    await clock.advance(4000);
    emulator.inject({ kind: "list-lag" });
    expect((await call(emulator.fetch, "GET", logs)).body.result).toStrictEqual([]);
    expect((await call(emulator.fetch, "GET", logs)).body.result.length).toBe(1);
  });

  it.each([
    [4000, 0.03],
    [Number.POSITIVE_INFINITY, undefined],
  ])("has no cost for %d ms, then the one on the bill", async (costLagMs, cost) => {
    const clock = createFakeClock();
    const emulator = make({ costLagMs }, { clock });
    const id = (await runRest(emulator)).headers.get("cf-aig-log-id");
    const row = async () => (await call(emulator.fetch, "GET", `${logs}/${id}`)).body.result;
    await clock.advance(3999);
    expect(await row()).not.toHaveProperty("cost");
    await clock.advance(1);
    expect((await row()).cost).toBe(cost);
    expect(emulator.bill().totalUsd).toBe(0.03);
  });

  it("has the cost of every attempt of the gateway's", async () => {
    const clock = createFakeClock();
    const emulator = make({ gatewayMaxAttempts: 2 }, { clock });
    emulator.inject({ kind: "upstream-error" });
    const running = runRest(emulator);
    await clock.advance(500);
    const id = (await running).headers.get("cf-aig-log-id");
    const { body } = await call(emulator.fetch, "GET", `${logs}/${id}`);
    expect([body.result.cost, emulator.bill().totalUsd]).toStrictEqual([0.06, 0.06]);
  });

  it("also tells of refusals and of cache hits, which cost nothing", async () => {
    const emulator = make();
    await runRest(emulator, {});
    await runRest(emulator, kreaBody, { "cf-aig-cache-key": "k" });
    await runRest(emulator, kreaBody, { "cf-aig-cache-key": "k" });
    const rows = (await call(emulator.fetch, "GET", logs)).body.result;
    expect(
      rows.map((row: { status_code: number; cached: boolean; cost: number }) => [
        row.status_code,
        row.cached,
        row.cost,
      ]),
    ).toStrictEqual([
      [200, true, 0],
      [200, false, 0.03],
      [400, false, 0],
    ]);
  });

  it("keeps nothing, or no payload, when told so", async () => {
    const emulator = make();
    const silent = await runRest(emulator, kreaBody, { "cf-aig-collect-log": "false" });
    expect(silent.headers.get("cf-aig-log-id")).toBeNull();
    const thin = (await runRest(emulator, kreaBody, { "cf-aig-collect-log-payload": "false" })).headers.get(
      "cf-aig-log-id",
    );
    expect((await call(emulator.fetch, "GET", logs)).body.result.length).toBe(1);
    expect((await call(emulator.fetch, "GET", `${logs}/${thin}/response`)).status).toBe(404);
  });

  it.each([
    ["six entries keep five", '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}', '{"a":1,"b":2,"c":3,"d":4,"e":5}'],
    ["one object drops all", '{"a":1,"b":{}}', "{}"],
    ["text that is no JSON", "{", "{}"],
  ])("metadata: %s", async (_, sent, kept) => {
    const emulator = make();
    const id = (await runRest(emulator, kreaBody, { "cf-aig-metadata": sent })).headers.get("cf-aig-log-id");
    expect((await call(emulator.fetch, "GET", `${logs}/${id}`)).body.result.metadata).toBe(kept);
  });

  it("takes feedback", async () => {
    const emulator = make();
    const id = (await runRest(emulator)).headers.get("cf-aig-log-id");
    expect(
      (
        await call(emulator.fetch, "PATCH", `${logs}/${id}`, {
          feedback: 1,
          score: 0.5,
          metadata: { a: "b" },
        })
      ).status,
    ).toBe(200);
    expect((await call(emulator.fetch, "GET", `${logs}/${id}`)).body.result).toMatchObject({
      feedback: 1,
      score: 0.5,
      metadata: '{"a":"b"}',
    });
    expect((await call(emulator.fetch, "PATCH", `${logs}/nope`, {})).status).toBe(404);
  });
});

describe("faults of Cloudflare's work", () => {
  it.each([
    ["job-failed", 200, { state: "Failed", result: {}, error: { code: 10000, message: expect.any(String) } }],
    ["completed-without-url", 200, { state: "Completed", result: {} }],
  ] as const)("%s answers %i with the record", async (kind, status, record) => {
    const emulator = make();
    emulator.inject({ kind });
    const answer = await runRest(emulator);
    expect(answer.status).toBe(status);
    expect(answer.body.result).toMatchObject(record);
    expect(emulator.bill().entries.length).toBe(kind === "job-failed" ? 0 : 1);
  });

  it.each([
    ["insufficient-balance", 402, 2021],
    ["not-unified", 402, 2021],
    ["wholesale-limit", 429, 2018],
    ["wholesale-limit-402", 402, 2021],
    ["wholesale-limit-200", 200, 7003],
    ["provider-credentials", 401, 2009],
    ["provider-unavailable", 503, 503],
    ["rate-limited", 429, 2003],
    ["spend-limit", 429, 2045],
    ["guardrail-prompt", 400, 2016],
    ["deprecated", 410, 7010],
    ["capacity", 429, 3040],
  ] as const)(
    "gateway-error %s is %i with code %i, before anything is billed",
    async (error, status, code) => {
      const emulator = make();
      emulator.inject({ kind: "gateway-error", error });
      const answer = await runRest(emulator);
      expect([answer.status, answer.body.success, answer.body.errors[0].code]).toStrictEqual([
        status,
        false,
        code,
      ]);
      expect(emulator.bill().entries).toStrictEqual([]);
    },
  );

  it("moderated and success-false are refusals, not billed", async () => {
    const emulator = make();
    emulator.inject({ kind: "moderated", message: "no" }, { kind: "success-false" });
    const answers = [await runRest(emulator), await runRest(emulator)];
    expect(answers.map(({ status, body }) => [status, body.success])).toStrictEqual([
      [400, false],
      [200, false],
    ]);
    expect(emulator.bill().entries).toStrictEqual([]);
  });

  it.each([
    ["base64", /^iVBORw0KGgo/],
    ["data-uri", /^data:image\/png;base64,iVBORw0KGgo/],
  ] as const)("image-form %s puts the image into the answer", async (form, pattern) => {
    const emulator = make({}, { images: "plain" });
    emulator.inject({ kind: "image-form", form });
    expect(imageOf((await runRest(emulator)) as never)).toMatch(pattern);
  });

  it("executed-twice charges twice", async () => {
    const emulator = make();
    emulator.inject({ kind: "executed-twice" });
    await runRest(emulator);
    expect(emulator.bill().entries.length).toBe(2);
  });
});

describe("background runs, when switched on", () => {
  it.each(["raw", "chat"])("answer 202 and deliver one %s webhook", async (webhookFormat) => {
    const clock = createFakeClock();
    const sent: { url: string; body: unknown }[] = [];
    const fetch = async (url: string, init: RequestInit) => {
      sent.push({ url, body: JSON.parse(String(init.body)) });
      return new Response("", { status: 500 });
    };
    const emulator = make(
      { background: true },
      { clock, latencyMs: { "krea-2-medium": 4000 }, outgoing: { fetch, allowRemote: true } },
    );
    const options = { background: true, webhookUrl: "https://hook.example/x", webhookFormat };
    const answer = await call(emulator.fetch, "POST", `${cloudflareRoot}/ai/run`, {
      model: "krea/krea-2-medium",
      input: kreaBody,
      options,
    });
    expect([answer.status, answer.body.result]).toStrictEqual([
      202,
      { runId: expect.any(String), state: "Running" },
    ]);
    await clock.advance(3999);
    expect(sent).toStrictEqual([]);
    await clock.advance(60_000);
    expect(sent.length).toBe(1);
    const body = sent[0]?.body;
    const raw = webhookFormat === "chat" ? JSON.parse((body as { text: string }).text) : body;
    expect(raw).toStrictEqual({
      id: answer.body.result.runId,
      state: "Completed",
      result: { image: expect.stringContaining("/provider-outputs/") },
      error: null,
      provider: "krea",
      model: "krea/krea-2-medium",
      usage: {},
    });
    expect(emulator.bill().entries.length).toBe(1);
  });
});
