import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type EmulatorServer, type ServerOptions, startEmulator } from "../src/index.ts";
import { nextUuid, task } from "./client.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

let server: EmulatorServer;
let clock: FakeClock;
afterEach(() => server.close());

async function start(options: ServerOptions = {}) {
  clock = createFakeClock();
  server = await startEmulator({ clock, latencyMs: { "krea-2-medium": 5000 }, images: "plain", ...options });
}

/** A client that keeps what it hears. */
async function connect(query = "") {
  const socket = new WebSocket(server.urls.runware.wsUrl + query);
  const heard: unknown[] = [];
  const waiting: (() => void)[] = [];
  let closed: number | undefined;
  socket.on("message", (data) => {
    heard.push(JSON.parse(String(data)));
    for (const wake of waiting.splice(0)) wake();
  });
  socket.on("close", (code) => {
    closed = code;
    for (const wake of waiting.splice(0)) wake();
  });
  socket.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  let read = 0;
  return {
    socket,
    say: (tasks: unknown) => socket.send(typeof tasks === "string" ? tasks : JSON.stringify(tasks)),
    /** The next frame, or the close code once there is none. */
    async next(): Promise<unknown> {
      while (heard.length <= read && closed === undefined)
        await new Promise<void>((resolve) => waiting.push(resolve));
      if (heard.length <= read) return closed;
      read += 1;
      return heard[read - 1];
    },
    heard,
  };
}

const login = (more: object = {}) => [{ taskType: "authentication", apiKey: "k", ...more }];

/** Waits until the server has taken everything in that was sent before. */
async function roundTrip(client: Awaited<ReturnType<typeof connect>>) {
  client.say([{ taskType: "ping", ping: true }]);
  expect(await client.next()).toStrictEqual({ data: [{ taskType: "ping", pong: true }] });
}

describe("ws://…/runware/v1", () => {
  it("authenticates first, then takes tasks", async () => {
    await start();
    const client = await connect("?sdk=js&version=1.3.2");
    client.say([task()]);
    expect(await client.next()).toMatchObject({
      errors: [{ code: "missingApiKey", taskType: "authentication" }],
    });
    client.say(login());
    expect(await client.next()).toStrictEqual({
      data: [{ taskType: "authentication", connectionSessionUUID: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
    });
    await roundTrip(client);
    expect(server.requests().map(({ method, operation }) => `${method} ${operation}`)).toStrictEqual([
      "WS submit",
      "WS auth",
      "WS ping",
    ]);
  });

  it("refuses a bad key without a taskUUID", async () => {
    await start({ keys: { runware: ["right"] } });
    const client = await connect();
    client.say(login());
    expect(await client.next()).toStrictEqual({
      errors: [
        {
          code: "invalidApiKey",
          message: expect.any(String),
          parameter: "apiKey",
          type: "string",
          taskType: "authentication",
        },
      ],
    });
  });

  it("pushes each image of a synchronous task in a frame of its own, when it is ready", async () => {
    await start();
    const client = await connect();
    client.say(login());
    await client.next();
    const taskUUID = nextUuid();
    client.say([task({ taskUUID, numberResults: 2, includeCost: true })]);
    await roundTrip(client);
    await clock.advance(4999);
    await roundTrip(client);
    await clock.advance(1);
    for (let index = 0; index < 2; index += 1) {
      expect(await client.next()).toMatchObject({
        data: [
          {
            taskType: "imageInference",
            taskUUID,
            cost: 0.03,
            imageURL: expect.stringContaining(server.origin),
          },
        ],
      });
    }
    expect(server.bill().entries.length).toBe(2);
  });

  it("acknowledges async tasks and answers polls; an unknown UUID gets an error that names it", async () => {
    await start();
    const client = await connect();
    client.say(login());
    await client.next();
    const taskUUID = nextUuid();
    client.say([task({ taskUUID, deliveryMethod: "async" })]);
    expect(await client.next()).toStrictEqual({ data: [{ taskType: "imageInference", taskUUID }] });
    client.say([{ taskType: "getResponse", taskUUID }]);
    expect(await client.next()).toMatchObject({ data: [{ status: "processing" }] });
    await clock.advance(5000);
    client.say([{ taskType: "getResponse", taskUUID }]);
    expect(await client.next()).toMatchObject({ data: [{ status: "success", taskUUID }] });
    const unknown = nextUuid();
    client.say([{ taskType: "getResponse", taskUUID: unknown }]);
    expect(await client.next()).toMatchObject({
      errors: [{ code: "taskFailedOrNotFound", taskUUID: unknown }],
    });
  });

  it("tells every error with its task, and refuses what is no array", async () => {
    await start();
    const client = await connect();
    client.say(login());
    await client.next();
    const taskUUID = nextUuid();
    client.say([task({ taskUUID, width: 1 })]);
    expect(await client.next()).toMatchObject({
      errors: [{ code: "invalidWidth", taskUUID, taskType: "imageInference" }],
    });
    client.say("{}");
    expect(await client.next()).toMatchObject({ errors: [{ code: "invalidRequest" }] });
  });

  it("keeps results for a client that went away and resumes its session", async () => {
    await start();
    const first = await connect();
    first.say(login());
    const { data } = (await first.next()) as { data: [{ connectionSessionUUID: string }] };
    const session = data[0].connectionSessionUUID;
    const taskUUID = nextUuid();
    first.say([task({ taskUUID })]);
    await roundTrip(first);
    first.socket.terminate();
    await first.next();
    while (server.stats().webSockets > 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(5000);
    const second = await connect();
    second.say(login({ connectionSessionUUID: session }));
    expect(await second.next()).toStrictEqual({
      data: [{ taskType: "authentication", connectionSessionUUID: session }],
    });
    expect(await second.next()).toMatchObject({ data: [{ taskUUID }] });
    expect(server.bill().entries.length).toBe(1);
  });

  it("forgets a session after its buffer time", async () => {
    await start();
    const first = await connect();
    first.say(login());
    const { data } = (await first.next()) as { data: [{ connectionSessionUUID: string }] };
    first.socket.terminate();
    await first.next();
    while (server.stats().webSockets > 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(120_001);
    const second = await connect();
    second.say(login({ connectionSessionUUID: data[0].connectionSessionUUID }));
    const again = (await second.next()) as { data: [{ connectionSessionUUID: string }] };
    expect(again.data[0].connectionSessionUUID).not.toBe(data[0].connectionSessionUUID);
  });

  it("closes after 120 s without a message, which a ping puts off", async () => {
    await start();
    const client = await connect();
    client.say(login());
    await client.next();
    await clock.advance(119_999);
    await roundTrip(client);
    await clock.advance(119_999);
    await roundTrip(client);
    await clock.advance(120_000);
    expect(await client.next()).toBe(1000);
  });

  it("takes dryRun from the query", async () => {
    await start();
    const client = await connect("?dryRun=1");
    client.say(login());
    await client.next();
    client.say([task()]);
    expect(await client.next()).toMatchObject({ data: [{ cost: 0.03 }] });
    expect(server.bill().entries).toStrictEqual([]);
  });

  it("refuses an upgrade elsewhere", async () => {
    await start();
    const socket = new WebSocket(`${server.origin.replace("http", "ws")}/krea`);
    const status = await new Promise((resolve) => {
      socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
      socket.on("error", () => {});
    });
    expect(status).toBe(404);
  });

  it.each([
    ["drop before the work", { kind: "drop" }, 1006, 0],
    ["drop after the work", { kind: "drop", afterWork: true, close: "rst" }, 1006, 1],
    ["refuse", { kind: "refuse" }, 1006, 0],
    [
      "status before the work",
      { kind: "status", status: 503 },
      { errors: [{ code: "serviceUnavailable", message: expect.any(String) }] },
      0,
    ],
    ["wrong-shape", { kind: "wrong-shape" }, { unexpected: true }, 1],
  ] as const)("suffers %s", async (_, fault, expected, bills) => {
    await start();
    const client = await connect();
    client.say(login());
    await client.next();
    server.inject({ operation: "submit", ...fault });
    client.say([task()]);
    expect(await client.next()).toStrictEqual(expected);
    await clock.advance(5000);
    expect(server.bill().entries.length).toBe(bills);
  });

  it("suffers hang and slow", async () => {
    await start();
    const client = await connect();
    client.say(login());
    await client.next();
    server.inject(
      { kind: "hang", operation: "submit" },
      { kind: "slow", delayMs: 9000, operation: "submit" },
    );
    client.say([task()]);
    await roundTrip(client);
    await clock.advance(60_000);
    expect(server.bill().entries.length).toBe(1);
    const taskUUID = nextUuid();
    client.say([task({ taskUUID, deliveryMethod: "async" })]);
    await roundTrip(client);
    await clock.advance(9000);
    expect(await client.next()).toStrictEqual({ data: [{ taskType: "imageInference", taskUUID }] });
  });
});
