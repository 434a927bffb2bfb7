import { describe, expect, it, vi } from "vitest";
import { createEmulator, type EmulatorOptions, type RunwareSwitches } from "../src/index.ts";
import { nextUuid, runwareUrl, sendTasks, task } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const make = (runware: RunwareSwitches = {}, options: EmulatorOptions = {}) =>
  createEmulator({
    clock: createFakeClock(),
    latencyMs: { "krea-2-medium": 0, "krea-2-large": 0, "krea-2-medium-turbo": 0 },
    runware,
    ...options,
  });
const uuid = "0b6f0a52-3f0e-4d1f-9a58-6f1f0f7f7a10";
const poll = (taskUUID: unknown) => ({ taskType: "getResponse", taskUUID });

describe("authentication over HTTP", () => {
  it("takes a header or a first task", async () => {
    const emulator = make();
    expect((await sendTasks(emulator, [task()])).status).toBe(200);
    const inBody = await sendTasks(emulator, [{ taskType: "authentication", apiKey: "k" }, task()], {
      authorization: "",
    });
    expect([inBody.status, inBody.body.data.length]).toStrictEqual([200, 1]);
    expect(emulator.requests().at(-1)?.body).toMatchObject([
      { taskType: "authentication", apiKey: "[redacted]" },
      {},
    ]);
  });

  it.each([
    ["missingApiKey", ""],
    ["invalidApiKey", "Bearer wrong"],
  ])("answers 401 %s, without a taskUUID and without data", async (code, authorization) => {
    const { status, body } = await sendTasks(make({}, { keys: { runware: ["right"] } }), [task()], {
      authorization,
    });
    expect(status).toBe(401);
    expect(body).toStrictEqual({
      errors: [
        {
          code,
          message: expect.any(String),
          parameter: "apiKey",
          type: "string",
          taskType: "authentication",
        },
      ],
    });
  });

  it("opens a session when there is nothing else to do", async () => {
    const { body } = await sendTasks(make(), [{ taskType: "authentication", apiKey: "k" }]);
    expect(body).toStrictEqual({
      data: [{ taskType: "authentication", connectionSessionUUID: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
    });
  });
});

describe("imageInference", () => {
  it("answers one item per image with the documented fields only", async () => {
    const { status, body } = await sendTasks(make(), [task({ taskUUID: uuid, seed: 7 })]);
    expect(status).toBe(200);
    const imageURL = expect.stringMatching(
      /^https:\/\/im\.runware\.ai\/image\/ws\/2\/ii\/[0-9a-f-]{36}\.jpg$/,
    );
    expect(body).toStrictEqual({
      data: [
        { taskType: "imageInference", taskUUID: uuid, imageUUID: expect.any(String), imageURL, seed: 7 },
      ],
    });
  });

  it("gives each of several images another seed, its own cost and its own charge", async () => {
    const emulator = make();
    const { body } = await sendTasks(emulator, [
      task({ numberResults: 3, includeCost: true, seed: 10, safety: { checkContent: true } }),
    ]);
    expect(
      body.data.map((item: Record<string, unknown>) => [item.seed, item.cost, item.NSFWContent]),
    ).toStrictEqual([
      [10, 0.03, false],
      [11, 0.03, false],
      [12, 0.03, false],
    ]);
    expect(emulator.bill().entries.length).toBe(3);
    expect(new Set(body.data.map((item: { imageUUID: string }) => item.imageUUID)).size).toBe(3);
  });

  it.each<[string, Record<string, unknown>, string, unknown]>([
    ["a missing prompt", { positivePrompt: undefined }, "missingPositivePrompt", "positivePrompt"],
    ["an empty prompt", { positivePrompt: "" }, "invalidPositivePrompt", "positivePrompt"],
    ["a lone width", { height: undefined }, "missingHeight", "height"],
    ["a pair outside the table", { width: 896, height: 1184 }, "invalidWidth", ["width", "height"]],
    ["a text for a width", { width: "1024" }, "invalidWidth", "width"],
    ["an unknown model", { model: "krea:krea@3" }, "invalidModel", "model"],
    ["an unknown key", { steps: 20 }, "unsupportedParameter", "steps"],
    [
      "sliders, of which there is no trace",
      { settings: { intensity: 10 } },
      "unsupportedParameter",
      "settings.intensity",
    ],
    [
      "an unknown creativity",
      { settings: { creativity: "max" } },
      "invalidCreativity",
      "settings.creativity",
    ],
    [
      "no reference in the list",
      { inputs: { referenceImages: [] } },
      "arrayTooSmall",
      "inputs.referenceImages",
    ],
    [
      "eleven references",
      { inputs: { referenceImages: Array(11).fill("https://example.com/a.png") } },
      "arrayTooLarge",
      "inputs.referenceImages",
    ],
    [
      "a reference strength of 3",
      { inputs: { referenceImages: [{ image: "https://example.com/a.png", strength: 3 }] } },
      "invalidStrength",
      "inputs.referenceImages.0.strength",
    ],
    [
      "a moodboard strength of 2",
      { settings: { moodboards: [{ id: uuid, strength: 2 }] } },
      "invalidStrength",
      "settings.moodboards.0.strength",
    ],
    ["21 results", { numberResults: 21 }, "invalidNumberResults", "numberResults"],
    ["a quality of 100", { outputQuality: 100 }, "invalidOutputQuality", "outputQuality"],
    ["jpeg for JPG", { outputFormat: "jpeg" }, "invalidOutputFormat", "outputFormat"],
    ["a negative seed", { seed: -1 }, "invalidSeed", "seed"],
    ["a ttl below 60", { ttl: 59 }, "invalidTtl", "ttl"],
    [
      "a ttl without a URL",
      { ttl: 60, outputType: "base64Data" },
      "incompatibleParameters",
      ["ttl", "outputType"],
    ],
  ])("refuses %s, with taskUUID and taskType on the error", async (_, changes, code, parameter) => {
    const emulator = make();
    const { status, body } = await sendTasks(emulator, [task({ taskUUID: uuid, ...changes })]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      data: [],
      errors: [{ code, parameter, taskUUID: uuid, taskType: "imageInference" }],
    });
    expect(emulator.bill().entries).toStrictEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      "references of both forms, −2 to 2",
      { inputs: { referenceImages: ["https://example.com/a.png", { image: uuid, strength: -2 }] } },
    ],
    ["a moodboard at −0.5", { settings: { moodboards: [{ id: uuid, strength: -0.5 }] } }],
    ["the largest seed of the page", { seed: 9223372036854776000 }],
    ["the legacy checkNSFW, which the Vercel provider always sends", { checkNSFW: false }],
    ["the first name of turbo", { model: "krea:krea@2-turbo" }],
  ])("takes %s", async (_, changes) => {
    expect((await sendTasks(make(), [task(changes)])).status).toBe(200);
  });

  it("ignores unknown keys when told", async () => {
    expect(
      (
        await sendTasks(make({ unknownParameter: "ignore" }), [
          task({ steps: 20, settings: { intensity: 1 } }),
        ])
      ).status,
    ).toBe(200);
  });

  it.each([
    ["missingTaskUUID", { taskUUID: undefined }],
    ["invalidTaskUUID", { taskUUID: "01a1fdca-cda6-7cc0-8aa0-56da5590e89a" }],
    ["unsupportedTaskType", { taskType: "videoInference" }],
    ["missingTaskType", { taskType: undefined }],
  ])("answers %s", async (code, changes) => {
    const { status, body } = await sendTasks(make(), [task(changes)]);
    expect([status, body.errors[0].code]).toStrictEqual([400, code]);
  });

  it.each(["{}", "[]", "{", ""])("answers 400 without a taskUUID to the body %j", async (body) => {
    const answer = await make().fetch(runwareUrl, {
      method: "POST",
      headers: { authorization: "Bearer k" },
      body,
    });
    expect(answer.status).toBe(400);
    expect((await answer.json()).errors[0]).toStrictEqual({
      code: "invalidRequest",
      message: expect.any(String),
    });
  });

  it("lets one bad task fail alone", async () => {
    const { status, body } = await sendTasks(make(), [task(), task({ width: 1 }), task()]);
    expect([status, body.data.length, body.errors.length]).toStrictEqual([200, 2, 1]);
  });

  it.each([
    ["krea:krea@2-large", {}, "krea-2-large", "text", 60_000],
    [
      "krea:krea@2-turbo",
      { inputs: { referenceImages: ["https://example.com/a.png"] } },
      "krea-2-medium-turbo",
      "references",
      17_500,
    ],
    [
      "krea:krea@2-medium",
      {
        inputs: { referenceImages: ["https://example.com/a.png"] },
        settings: { moodboards: [{ id: uuid }] },
      },
      "krea-2-medium",
      "moodboard",
      40_000,
    ],
  ])("bills %s with %o", async (air, changes, model, tier, microUsd) => {
    const emulator = make();
    await sendTasks(emulator, [task({ taskUUID: uuid, model: air, ...changes })]);
    expect(emulator.bill().entries).toMatchObject([
      { service: "runware", model, tier, microUsd, images: 1, id: uuid, clientKey: uuid },
    ]);
  });

  it.each([
    ["JPG", "URL", "image/jpeg"],
    ["PNG", "URL", "image/png"],
    ["WEBP", "URL", "image/webp"],
    ["PNG", "base64Data", /^iVBORw0KGgo/],
    ["WEBP", "dataURI", /^data:image\/webp;base64,UklGR/],
  ])("delivers %s as %s", async (outputFormat, outputType, expected) => {
    const emulator = make({}, { images: "plain" });
    const { body } = await sendTasks(emulator, [task({ outputFormat, outputType })]);
    const item = body.data[0];
    if (typeof expected === "string") {
      const file = await emulator.fetch(item.imageURL);
      expect([file.status, file.headers.get("content-type")]).toStrictEqual([200, expected]);
    } else {
      expect(item.imageBase64Data ?? item.imageDataURI).toMatch(expected);
      expect(item).not.toHaveProperty("imageURL");
    }
  });

  it("forgets an image after its ttl", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, images: "plain" });
    const { body } = await sendTasks(emulator, [task({ ttl: 60 })]);
    await clock.advance(59_999);
    expect((await emulator.fetch(body.data[0].imageURL)).status).toBe(200);
    await clock.advance(1);
    expect((await emulator.fetch(body.data[0].imageURL)).status).toBe(404);
  });

  it("prices a dry run and does nothing", async () => {
    const emulator = make();
    const { status, body } = await sendTasks(emulator, [task({ taskUUID: uuid })], {
      "x-runware-dry-run": "1",
    });
    expect([status, body]).toStrictEqual([
      200,
      { data: [{ taskType: "imageInference", taskUUID: uuid, cost: 0.03 }] },
    ]);
    expect(emulator.bill().entries).toStrictEqual([]);
    expect((await sendTasks(emulator, [task({ taskUUID: uuid })])).status).toBe(200);
  });

  it("refuses what the balance does not cover", async () => {
    const emulator = make({}, { balanceUsd: { runware: 0.05 } });
    const { status, body } = await sendTasks(emulator, [task({ numberResults: 2 })]);
    expect([status, body.errors[0].code]).toStrictEqual([402, "insufficientCredits"]);
    expect((await sendTasks(emulator, [task()])).status).toBe(200);
  });
});

describe("taskUUID", () => {
  it("is taken for ever by default: 400, no data, the UUID on the error, no second charge", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock });
    await sendTasks(emulator, [task({ taskUUID: uuid })]);
    await clock.advance(86_400_000);
    const { status, body } = await sendTasks(emulator, [task({ taskUUID: uuid })]);
    expect([status, body]).toStrictEqual([
      400,
      {
        data: [],
        errors: [
          {
            code: "conflictTaskUUID",
            message: expect.any(String),
            parameter: "taskUUID",
            taskType: "imageInference",
            taskUUID: uuid,
          },
        ],
      },
    ]);
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("conflicts within one array too", async () => {
    const { body } = await sendTasks(make(), [task({ taskUUID: uuid }), task({ taskUUID: uuid })]);
    expect([body.data.length, body.errors[0].code]).toStrictEqual([1, "conflictTaskUUID"]);
  });

  it("is not taken by a task that was refused", async () => {
    const emulator = make();
    await sendTasks(emulator, [task({ taskUUID: uuid, width: 1 })]);
    expect((await sendTasks(emulator, [task({ taskUUID: uuid })])).status).toBe(200);
  });

  it.each([
    ["after the window", 60_000],
    ["under the fault", 0],
  ])("runs again %s, and is charged again", async (how, ms) => {
    const clock = createFakeClock();
    const emulator = make({ conflictWindowMs: 60_000 }, { clock });
    await sendTasks(emulator, [task({ taskUUID: uuid })]);
    if (how === "under the fault") emulator.inject({ kind: "duplicate-id-forgotten" });
    await clock.advance(ms);
    expect((await sendTasks(emulator, [task({ taskUUID: uuid })])).status).toBe(200);
    expect(emulator.bill().entries.length).toBe(2);
  });
});

describe("async delivery and getResponse", () => {
  const async_ = { deliveryMethod: "async" };

  it("acknowledges with one item per task, then tells each image's status", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: {} });
    const ack = await sendTasks(emulator, [task({ taskUUID: uuid, numberResults: 3, ...async_ })]);
    expect(ack.body).toStrictEqual({ data: [{ taskType: "imageInference", taskUUID: uuid }] });
    const counts: number[] = [];
    let images: string[] = [];
    for (let second = 0; second < 60; second += 1) {
      const { status, body } = await sendTasks(emulator, [poll(uuid)]);
      expect([status, body.data.length]).toStrictEqual([200, 3]);
      for (const item of body.data) expect(item.taskType).toBe("imageInference");
      const done = body.data.filter((item: { status: string }) => item.status === "success");
      for (const item of body.data)
        if (item.status !== "success")
          expect(item).toStrictEqual({ taskType: "imageInference", taskUUID: uuid, status: "processing" });
      expect(emulator.bill().entries.length).toBe(done.length);
      if (counts.at(-1) !== done.length) counts.push(done.length);
      images = body.data.map((item: { imageUUID?: string }) => item.imageUUID ?? "");
      await clock.advance(500);
    }
    expect(counts).toStrictEqual([0, 1, 2, 3]);
    expect(
      (await sendTasks(emulator, [poll(uuid)])).body.data.map(
        (item: { imageUUID: string }) => item.imageUUID,
      ),
    ).toStrictEqual(images);
  });

  it("answers many polls in one POST", async () => {
    const emulator = make();
    const uuids = Array.from({ length: 50 }, nextUuid);
    await sendTasks(
      emulator,
      uuids.map((taskUUID) => task({ taskUUID, ...async_ })),
    );
    const { body } = await sendTasks(emulator, uuids.map(poll));
    expect(body.data.map((item: { taskUUID: string }) => item.taskUUID)).toStrictEqual(uuids);
    expect(emulator.requests().at(-1)?.operation).toBe("poll");
  });

  it.each<[RunwareSwitches, number, unknown]>([
    [{}, 200, { data: [] }],
    [
      { unknownTask: "error" },
      404,
      {
        data: [],
        errors: [
          {
            code: "taskFailedOrNotFound",
            message: expect.any(String),
            taskType: "getResponse",
            taskUUID: uuid,
          },
        ],
      },
    ],
  ])("with %o tells of an unknown UUID", async (switches, status, expected) => {
    const answer = await sendTasks(make(switches), [poll(uuid)]);
    expect([answer.status, answer.body]).toStrictEqual([status, expected]);
  });

  it("uses the older word when told", async () => {
    const emulator = make({ pendingWord: "pending" }, { latencyMs: {} });
    await sendTasks(emulator, [task({ taskUUID: uuid, ...async_ })]);
    expect((await sendTasks(emulator, [poll(uuid)])).body.data[0].status).toBe("pending");
  });

  it.each<[string, RunwareSwitches, object, object]>([
    [
      "in errors[]",
      {},
      { kind: "job-failed" },
      {
        data: [],
        errors: [
          {
            code: "inferenceError",
            status: "error",
            message: expect.any(String),
            documentation: expect.any(String),
            taskType: "imageInference",
            taskUUID: uuid,
          },
        ],
      },
    ],
    [
      "in the item",
      { pollFailureShape: "item" },
      { kind: "job-failed", code: "providerTimeout" },
      {
        data: [
          {
            taskType: "imageInference",
            taskUUID: uuid,
            status: "error",
            error: { code: "providerTimeout", message: expect.any(String) },
          },
        ],
      },
    ],
    [
      "plural by fault",
      {},
      { kind: "error-shape", shape: "plural", code: "x" },
      { data: [], errors: [expect.objectContaining({ code: "x" })] },
    ],
    [
      "singular by fault",
      {},
      { kind: "error-shape", shape: "singular" },
      { error: { code: "inferenceError", message: expect.any(String) }, taskUUID: uuid },
    ],
    [
      "in the item by fault",
      {},
      { kind: "error-shape", shape: "in-item" },
      { data: [expect.objectContaining({ status: "error" })] },
    ],
    [
      "as moderation",
      {},
      { kind: "moderated" },
      { data: [], errors: [expect.objectContaining({ code: "providerContentPolicyViolation" })] },
    ],
  ])("tells a failure %s, at HTTP 200, unbilled", async (_, switches, fault, expected) => {
    const emulator = make(switches);
    emulator.inject(fault as never);
    await sendTasks(emulator, [task({ taskUUID: uuid, ...async_ })]);
    const { status, body } = await sendTasks(emulator, [poll(uuid)]);
    expect([status, body]).toStrictEqual([200, expected]);
    expect(emulator.bill().entries).toStrictEqual([]);
  });

  it("partial-success keeps the images that came", async () => {
    const emulator = make();
    emulator.inject({ kind: "partial-success", failed: 2, code: "downloadFailed" });
    const { status, body } = await sendTasks(emulator, [task({ numberResults: 5 })]);
    expect([
      status,
      body.data.length,
      body.errors.map((error: { code: string }) => error.code),
    ]).toStrictEqual([200, 3, ["downloadFailed", "downloadFailed"]]);
    expect(emulator.bill().entries.length).toBe(3);
  });

  it("executed-twice hands out, and charges, more than was asked", async () => {
    const emulator = make();
    emulator.inject({ kind: "executed-twice" });
    expect((await sendTasks(emulator, [task({ numberResults: 2 })])).body.data.length).toBe(4);
    expect(emulator.bill().entries.length).toBe(4);
  });

  it.each([
    ["an unknown code", { code: "kreaHadABadDay" }, 400],
    ["a rate limit", { code: "rateLimitExceeded" }, 429],
    ["a status of its own", { code: "x", status: 503 }, 503],
  ])("task-error refuses with %s and leaves the UUID free", async (_, fault, status) => {
    const emulator = make();
    emulator.inject({ kind: "task-error", ...fault });
    const answer = await sendTasks(emulator, [task({ taskUUID: uuid })]);
    expect([answer.status, answer.body.errors[0].code]).toStrictEqual([status, fault.code]);
    expect((await sendTasks(emulator, [task({ taskUUID: uuid })])).status).toBe(200);
  });

  it("nsfw-flag flags a success that is billed", async () => {
    const emulator = make();
    emulator.inject({ kind: "nsfw-flag" });
    const { body } = await sendTasks(emulator, [task({ safety: { mode: "fast", checkContent: true } })]);
    expect(body.data[0].NSFWContent).toBe(true);
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("polls suffer early-not-found, unknown-status, status-flap and completed-without-url", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 5000 } });
    emulator.inject({ kind: "early-not-found" }, { kind: "unknown-status", word: "rendering" });
    await sendTasks(emulator, [task({ taskUUID: uuid, ...async_ })]);
    expect((await sendTasks(emulator, [poll(uuid)])).body).toStrictEqual({ data: [] });
    expect((await sendTasks(emulator, [poll(uuid)])).body.data[0].status).toBe("rendering");
    await clock.advance(5000);
    emulator.inject({ kind: "status-flap" }, { kind: "completed-without-url" });
    expect((await sendTasks(emulator, [poll(uuid)])).body.data[0].status).toBe("processing");
    const bare = (await sendTasks(emulator, [poll(uuid)])).body.data[0];
    expect([bare.status, bare.imageURL]).toStrictEqual(["success", undefined]);
    expect((await sendTasks(emulator, [poll(uuid)])).body.data[0].imageURL).toMatch(/^https/);
  });

  it("gives up a synchronous wait after its window while the task goes on and is billed", async () => {
    const clock = createFakeClock();
    const emulator = make({ syncWindowMs: 3000 }, { clock, latencyMs: { "krea-2-medium": 9000 } });
    const answer = sendTasks(emulator, [task({ taskUUID: uuid })]);
    await clock.advance(3000);
    expect([(await answer).status, (await answer).body.errors[0].code]).toStrictEqual([504, "timeout"]);
    await clock.advance(6000);
    expect(emulator.bill().entries.length).toBe(1);
    expect((await sendTasks(emulator, [poll(uuid)])).body.data[0].status).toBe("success");
  });
});

describe("the other tasks", () => {
  it("getTaskDetails archives request and answer of finished tasks only", async () => {
    const clock = createFakeClock();
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 5000 } });
    const sent = task({ taskUUID: uuid, deliveryMethod: "async" });
    await sendTasks(emulator, [sent]);
    const ask = [{ taskType: "getTaskDetails", taskUUID: uuid }];
    expect((await sendTasks(emulator, ask)).body.errors[0].code).toBe("taskFailedOrNotFound");
    await clock.advance(5000);
    const { body } = await sendTasks(emulator, ask);
    expect(body.data).toMatchObject([
      {
        taskType: "getTaskDetails",
        taskUUID: uuid,
        request: [sent],
        response: { data: [{ taskUUID: uuid }] },
      },
    ]);
  });

  it("imageUpload stores an image that can be read back", async () => {
    const emulator = make();
    const image = `data:image/png;base64,${Buffer.from("not really a png").toString("base64")}`;
    const { body } = await sendTasks(emulator, [{ taskType: "imageUpload", taskUUID: uuid, image }]);
    expect(body.data).toStrictEqual([
      {
        taskType: "imageUpload",
        taskUUID: uuid,
        imageUUID: expect.any(String),
        imageURL: expect.stringContaining("https://im.runware.ai/"),
      },
    ]);
    expect(await (await emulator.fetch(body.data[0].imageURL)).text()).toBe("not really a png");
  });

  it("mediaStorage uploads and deletes", async () => {
    const emulator = make();
    const base = { taskType: "mediaStorage", taskUUID: uuid };
    const { mediaUUID, mediaURL } = (
      await sendTasks(emulator, [{ ...base, operation: "upload", media: "aGVsbG8=" }])
    ).body.data[0];
    expect(await (await emulator.fetch(mediaURL)).text()).toBe("hello");
    expect(
      (await sendTasks(emulator, [{ ...base, operation: "delete", media: mediaUUID }])).body.data[0],
    ).toStrictEqual({ ...base, operation: "delete", mediaUUID });
    expect((await sendTasks(emulator, [{ ...base, operation: "delete", media: mediaUUID }])).status).toBe(
      404,
    );
    expect((await sendTasks(emulator, [{ ...base, operation: "move", media: "x" }])).status).toBe(400);
  });

  it.each<[RunwareSwitches, unknown]>([
    [{}, { amount: 0.97, freeBalance: 0, currency: "USD" }],
    [{ balanceShape: "number" }, 0.97],
  ])("accountManagement with %o shows the balance", async (switches, balance) => {
    const emulator = make(switches, { balanceUsd: { runware: 1 } });
    await sendTasks(emulator, [task()]);
    const { body } = await sendTasks(emulator, [
      { taskType: "accountManagement", taskUUID: uuid, operation: "getDetails" },
    ]);
    expect(body.data[0]).toMatchObject({ balance, usage: { total: { credits: 0.03, requests: 1 } } });
  });

  it("ping answers pong", async () => {
    expect((await sendTasks(make(), [{ taskType: "ping", ping: true }])).body).toStrictEqual({
      data: [{ taskType: "ping", pong: true }],
    });
  });
});

describe("deliveries", () => {
  const hook = "http://127.0.0.1:9/hook?token=x";

  it("posts one flat item per image, and tries again until it is taken", async () => {
    const clock = createFakeClock();
    const sent: { atMs: number; body: Record<string, unknown> }[] = [];
    const fetch = async (_: string, init: RequestInit) => {
      sent.push({ atMs: clock.now(), body: JSON.parse(String(init.body)) });
      return new Response("", { status: sent.length < 3 ? 503 : 200 });
    };
    const emulator = make({}, { clock, latencyMs: { "krea-2-medium": 5000 }, outgoing: { fetch } });
    await sendTasks(emulator, [task({ taskUUID: uuid, webhookURL: hook, deliveryMethod: "async" })]);
    await clock.advance(30_000);
    const startMs = sent[0]?.atMs ?? 0;
    expect(sent.map(({ atMs }) => atMs - startMs)).toStrictEqual([0, 250, 750]);
    expect(sent[0]?.body).toMatchObject({
      taskType: "imageInference",
      taskUUID: uuid,
      imageURL: expect.any(String),
      seed: expect.any(Number),
    });
    expect(sent[0]?.body).not.toHaveProperty("data");
  });

  it("puts the bytes to an upload endpoint", async () => {
    const puts: [string | undefined, number][] = [];
    const fetch = async (_: string, init: RequestInit) => {
      puts.push([init.method, (init.body as Uint8Array).length]);
      return new Response();
    };
    const clock = createFakeClock();
    const emulator = make({}, { clock, images: "plain", outgoing: { fetch } });
    await sendTasks(emulator, [task({ uploadEndpoint: "http://127.0.0.1:9/put" })]);
    await clock.advance(10);
    await vi.waitFor(() => expect(puts.length).toBe(1));
    expect(puts).toStrictEqual([["PUT", expect.any(Number)]]);
  });
});
