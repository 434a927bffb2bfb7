import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { createEmulator, type KreaSwitches } from "../src/index.ts";
import { call, kreaUrl, readKrea, runRest, sendTasks, submitKrea, task } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

/** Everything here is checked against the published documents themselves, not against our reading of them. */
const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../vendor/${file}`, import.meta.url), "utf8"));
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const openapi = read("krea.openapi.json");
const compiled = new Map<string, ValidateFunction>();
function kreaSchema(name: string): ValidateFunction {
  const known = compiled.get(name) ?? ajv.compile({ ...openapi, $ref: `#/components/schemas/${name}` });
  compiled.set(name, known);
  return known;
}
const runwareSchema = ajv.compile(read("runware.response.schema.json"));
const outputSchema = ajv.compile(read("cloudflare.krea-2.output.schema.json"));

function expectValid(validate: ValidateFunction, value: unknown) {
  const isValid = validate(value);
  expect(validate.errors ?? []).toStrictEqual([]);
  expect(isValid).toBe(true);
}

const emulate = (options = {}) => {
  const clock = createFakeClock();
  return {
    clock,
    emulator: createEmulator({ clock, images: "plain", latencyMs: { "krea-2-medium": 1000 }, ...options }),
  };
};

describe("Krea's answers fit krea.openapi.json", () => {
  it.each<[string, KreaSwitches]>([
    ["by default", {}],
    ["with typed URLs", { urls: "objects" }],
    ["with a map of URLs", { urls: "map" }],
    ["with a job type", { jobType: "k2" }],
    ["with a backlog", { concurrency: 1 }],
  ])("jobs in every state, %s", async (_, krea) => {
    const { clock, emulator } = emulate({ krea });
    emulator.inject({ kind: "job-failed", skip: 2 });
    for (let count = 0; count < 3; count += 1)
      expectValid(kreaSchema("SubmittedJob"), (await submitKrea(emulator)).body);
    const canceled = (await submitKrea(emulator)).body.job_id;
    await call(emulator.fetch, "DELETE", `${kreaUrl}/jobs/${canceled}`);
    const statuses = new Set<string>();
    for (let step = 0; step < 110; step += 1) {
      const list = (await call(emulator.fetch, "GET", `${kreaUrl}/jobs`)).body;
      expectValid(kreaSchema("JobList"), list);
      for (const job of list.items) {
        expectValid(kreaSchema("Job"), (await readKrea(emulator, job.job_id)).body);
        statuses.add(job.status);
      }
      await clock.advance(25);
    }
    const expected = [
      "queued",
      "scheduled",
      "processing",
      "sampling",
      "intermediate-complete",
      "completed",
      "failed",
      "cancelled",
    ];
    expect([...statuses].sort()).toStrictEqual(
      [...expected, ...(krea.concurrency ? ["backlogged"] : [])].sort(),
    );
  });

  it("errors", async () => {
    const { emulator } = emulate({ balanceUsd: { krea: 0 } });
    const asked = {
      ErrorBody: [
        await submitKrea(emulator, {}),
        await submitKrea(emulator),
        await readKrea(emulator, "none"),
        await call(emulator.fetch, "GET", `${kreaUrl}/jobs?limit=0`),
      ],
      MessageErrorBody: [
        await call(emulator.fetch, "GET", `${kreaUrl}/jobs`, undefined, { authorization: "" }),
      ],
    };
    for (const [schema, answers] of Object.entries(asked))
      for (const { body } of answers) expectValid(kreaSchema(schema), body);
    const retired = emulate({
      krea: {
        deprecated: { sunset: "2026-01-01", replacement: "krea-3", migrationUrl: "https://example.com" },
      },
    });
    expectValid(kreaSchema("ModelUnavailable"), (await submitKrea(retired.emulator)).body);
  });

  it("assets and styles", async () => {
    const { emulator } = emulate();
    const form = new FormData();
    form.set("file", new Blob(["RIFF"], { type: "audio/wav" }), "a.wav");
    form.set("description", "a sound");
    const headers = { authorization: "Bearer k" };
    const asset = await (
      await emulator.fetch(`${kreaUrl}/assets`, { method: "POST", headers, body: form })
    ).json();
    expectValid(kreaSchema("Asset"), asset);
    expectValid(kreaSchema("AssetList"), (await call(emulator.fetch, "GET", `${kreaUrl}/assets`)).body);
    expectValid(
      kreaSchema("AssetDeleted"),
      (await call(emulator.fetch, "DELETE", `${kreaUrl}/assets/${asset.id}`)).body,
    );
    const styles = (await call(emulator.fetch, "GET", `${kreaUrl}/styles`)).body;
    expectValid(kreaSchema("StyleList"), styles);
    expectValid(
      kreaSchema("Style"),
      (await call(emulator.fetch, "GET", `${kreaUrl}/styles/${styles.items[0].id}`)).body,
    );
    expect(
      (await call(emulator.fetch, "GET", `${kreaUrl}/openapi.json`, undefined, { authorization: "" })).body,
    ).toStrictEqual(openapi);
  });
});

describe("Cloudflare's result fits the output schema", () => {
  it.each(["url", "base64", "data-uri"] as const)("as %s", async (form) => {
    const { emulator } = emulate({ latencyMs: { "krea-2-medium": 0 } });
    if (form !== "url") emulator.inject({ kind: "image-form", form });
    const { result } = (await runRest(emulator)).body.result;
    if (form === "base64")
      expect(outputSchema(result)).toBe(false); // bare base64 is no URI: that is the point of the fault
    else expectValid(outputSchema, result);
  });
});

describe("Runware's answers fit runware.response.schema.json", () => {
  it("results, acknowledgements, polls, failures, partial success, authentication, ping", async () => {
    const { clock, emulator } = emulate();
    const sent = task({ deliveryMethod: "async", includeCost: true, safety: { checkContent: true } });
    const poll = [{ taskType: "getResponse", taskUUID: sent.taskUUID }];
    const frames = [];
    frames.push(
      await sendTasks(emulator, [sent]),
      await sendTasks(emulator, poll),
      await sendTasks(emulator, [sent]),
    );
    await clock.advance(1000);
    frames.push(
      await sendTasks(emulator, poll),
      await sendTasks(emulator, [task({ width: 1 })]),
      await sendTasks(emulator, []),
    );
    emulator.inject({ kind: "partial-success" });
    const partial = sendTasks(emulator, [task({ numberResults: 3 })]);
    await clock.advance(1000);
    frames.push(
      await partial,
      await sendTasks(emulator, [{ taskType: "ping", ping: true }]),
      await sendTasks(emulator, [{ taskType: "authentication", apiKey: "k" }]),
    );
    frames.push(await sendTasks(emulator, [task()], { authorization: "" }));
    for (const { body } of frames) expectValid(runwareSchema, body);
    const item = createEmulator({
      clock,
      latencyMs: { "krea-2-medium": 0 },
      runware: { pollFailureShape: "item" },
    });
    item.inject({ kind: "job-failed" });
    await sendTasks(item, [sent]);
    expectValid(runwareSchema, (await sendTasks(item, poll)).body);
  });
});
