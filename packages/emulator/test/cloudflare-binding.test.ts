import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type EmulatorServer, startEmulator } from "../src/index.ts";
import { kreaBody, rejection } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const model = "krea/krea-2-medium";
const make = (cloudflare = {}) =>
  createEmulator({ clock: createFakeClock(), latencyMs: { "krea-2-medium": 0 }, cloudflare });

describe("the fake env.AI", () => {
  it("resolves with the bare record", async () => {
    const { ai } = make();
    expect(await ai.run(model, kreaBody)).toMatchObject({
      state: "Completed",
      result: { image: expect.stringContaining("https://") },
    });
    expect(ai.aiGatewayLogId).toMatch(/^[0-9a-f-]{36}$/);
    expect(ai.lastRequestId).toBe(ai.aiGatewayLogId);
    expect(ai.lastRequestHttpStatusCode).toBe(200);
  });

  it("sends what the runtime sends", async () => {
    const emulator = make();
    const options = {
      gateway: { id: "mine", skipCache: true },
      returnRawResponse: true,
      prefix: "p",
      extraHeaders: { "x-a": "b", "cf-consn-model-id": "forged" },
    };
    await emulator.ai.run(model, kreaBody, options);
    await emulator.ai.run(model, kreaBody);
    const [first, second] = emulator.requests();
    expect(first).toMatchObject({ operation: "submit", method: "POST", path: "/ai-gateway/run?version=3" });
    expect(first?.headers).toMatchObject({
      "x-a": "b",
      "cf-consn-sdk-version": "2.0.0",
      "cf-consn-model-id": `p:${model}`,
      "content-type": "application/json",
    });
    expect(first?.body).toStrictEqual({
      inputs: kreaBody,
      options: { gateway: { id: "mine", skipCache: true }, returnRawResponse: true },
    });
    expect(second).toMatchObject({ path: "/run?version=3", body: { inputs: kreaBody, options: {} } });
  });

  it("throws errors that have only a name and a text", async () => {
    const { ai } = make();
    const error = await rejection(ai.run(model, { ...kreaBody, aspect_ratio: "3:4" }));
    expect([error.name, error.message]).toStrictEqual(["AiGatewayError", "7003: User Input Error"]);
    expect(error).not.toHaveProperty("code");
    expect(error).not.toHaveProperty("status");
    expect(ai.lastRequestInternalStatusCode).toBe(7003);
  });

  it("tells the whole story only in the raw response", async () => {
    const { ai } = make();
    const response = await ai.run(model, { ...kreaBody, aspect_ratio: "3:4" }, { returnRawResponse: true });
    if (!(response instanceof Response)) throw new Error("expected a Response");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      success: false,
      result: [],
      messages: [],
      error: [{ code: 7003, message: expect.stringContaining("Invalid value at aspect_ratio") }],
      name: "AiGatewayError",
      httpCode: 400,
      internalCode: 7003,
      description: "User Input Error",
      requestId: expect.any(String),
    });
  });

  it("shows a wholesale limit as invalid credentials", async () => {
    const emulator = make();
    emulator.inject({ kind: "gateway-error", error: "wholesale-limit" });
    expect((await rejection(emulator.ai.run(model, kreaBody))).message).toBe(
      "2018: Invalid User Credentials",
    );
  });

  it.each([
    ["raw first, parsed second: both parsed", true, false],
    ["parsed first, raw second: both raw", false, true],
  ])("leaks returnRawResponse between calls in flight: %s", async (_, first, second) => {
    const { ai } = make();
    const both = await Promise.all([
      ai.run(model, kreaBody, { returnRawResponse: first }),
      ai.run(model, kreaBody, { returnRawResponse: second }),
    ]);
    expect(both.map((result) => result instanceof Response)).toStrictEqual([second, second]);
  });

  it("hands out a stream when the content type is not exactly JSON", async () => {
    const result = await make({ charset: true }).ai.run(model, kreaBody);
    expect(result).toBeInstanceOf(ReadableStream);
    expect(await new Response(result as ReadableStream).json()).toMatchObject({ state: "Completed" });
  });

  it("throws the raw text of an HTML answer, and the runtime's words for a lost connection", async () => {
    const emulator = make();
    emulator.inject({ kind: "html", status: 502, beforeWork: true }, { kind: "drop", afterWork: true });
    const html = await rejection(emulator.ai.run(model, kreaBody));
    expect([html.name, html.message]).toStrictEqual([
      "InferenceUpstreamError",
      expect.stringContaining("<!DOCTYPE html>"),
    ]);
    expect((await rejection(emulator.ai.run(model, kreaBody))).message).toBe("Network connection lost.");
    expect(emulator.bill().entries.length).toBe(1);
  });

  it("passes an abort on as the platform does", async () => {
    const { ai } = createEmulator({ clock: createFakeClock() });
    const controller = new AbortController();
    const running = ai.run(model, kreaBody, { signal: controller.signal });
    controller.abort();
    expect((await rejection(running)).name).toBe("AbortError");
  });

  it("reads gateway options from options.gateway: cache, metadata, retries, log", async () => {
    const emulator = make();
    const gateway = {
      id: "mine",
      cacheKey: "k",
      metadata: { intent: "abc" },
      retries: { maxAttempts: 3 },
      eventId: "e",
    };
    emulator.inject({ kind: "upstream-error", failures: 0 });
    await emulator.ai.run(model, kreaBody, { gateway });
    await emulator.ai.run(model, kreaBody, { gateway });
    expect(emulator.bill().entries).toMatchObject([{ clientKey: "k" }]);
    const log = await emulator.ai.gateway("mine").getLog(emulator.ai.aiGatewayLogId ?? "");
    expect(log).toMatchObject({ cached: true, metadata: { intent: "abc" }, created_at: expect.any(Date) });
    await emulator.ai.gateway("mine").patchLog(emulator.ai.aiGatewayLogId ?? "", { feedback: -1 });
    expect(await emulator.ai.gateway("mine").getLog(emulator.ai.aiGatewayLogId ?? "")).toMatchObject({
      feedback: -1,
    });
  });

  it("throws AiGatewayLogNotFound for a log that is not there", async () => {
    const gateway = make().ai.gateway("default");
    for (const asked of [gateway.getLog("nope"), gateway.patchLog("nope", { score: 1 })]) {
      const error = await rejection(asked);
      expect([error.name, error.message]).toStrictEqual(["AiGatewayLogNotFound", "Log not found"]);
    }
  });
});

describe("the port as the backend of a remote binding", () => {
  let server: EmulatorServer;
  beforeAll(async () => {
    server = await startEmulator({ latencyMs: { "krea-2-medium": 0 }, images: "plain" });
  });
  afterAll(() => server.close());

  const wrapped = (path: string, init: RequestInit = {}) =>
    fetch(server.origin, {
      method: "POST",
      ...init,
      headers: {
        "mf-url": `https://workers-binding.ai${path}`,
        "mf-binding": "AI",
        "mf-header-cf-consn-model-id": model,
        "mf-header-content-type": "application/json",
      },
    });

  it.each(["/run?version=3", "/ai-gateway/run?version=3"])("opens the wrapping of %s", async (path) => {
    const response = await wrapped(path, {
      body: JSON.stringify({ inputs: kreaBody, options: { gateway: { id: "mine" } } }),
    });
    expect([response.status, response.headers.get("content-type")]).toStrictEqual([200, "application/json"]);
    const record = await response.json();
    expect(record.result.image).toMatch(new RegExp(`^${server.origin}/cloudflare/provider-outputs/`));
    expect((await fetch(record.result.image)).status).toBe(200);
    const log = await wrapped(`/ai-gateway/gateways/mine/logs/${response.headers.get("cf-aig-log-id")}`, {
      method: "GET",
    });
    expect((await log.json()).result.model).toBe(model);
    expect(server.requests().at(-3)).toMatchObject({ service: "cloudflare", operation: "submit", path });
  });

  it.each(["/run?version=3", "/ai-gateway/run?version=3"])(
    "also takes %s as a plain path, which is how workerd itself would call",
    async (path) => {
      const response = await fetch(server.origin + path, {
        method: "POST",
        headers: { "cf-consn-model-id": model },
        body: JSON.stringify({ inputs: kreaBody, options: {} }),
      });
      expect((await response.json()).state).toBe("Completed");
    },
  );

  it("answers the upgrade that precedes it with a plain 200", async () => {
    const { connect } = await import("node:net");
    const socket = connect(server.port, "127.0.0.1");
    socket.write(
      `GET /?MF-Binding=AI HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    const answer = await new Promise<string>((resolve) =>
      socket.once("data", (data) => resolve(String(data))),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nserver: unikrea-emulator/);
    socket.destroy();
  });

  it("gives its own binding links that the outside can open", async () => {
    const record = await server.ai.run(model, kreaBody);
    const image = (record as { result: { image: string } }).result.image;
    expect((await fetch(image)).headers.get("content-type")).toBe("image/png");
  });
});
