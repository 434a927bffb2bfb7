import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator, type EmulatorServer, startEmulator } from "../src/index.ts";
import { call, kreaBody, kreaSubmitUrl, rejection, submitKrea } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

let server: EmulatorServer;
afterEach(() => server?.close());

describe("startEmulator", () => {
  it("tells where everything is", async () => {
    server = await startEmulator();
    const { port, origin, urls } = server;
    expect(origin).toBe(`http://127.0.0.1:${port}`);
    expect(urls).toStrictEqual({
      krea: { baseUrl: `${origin}/krea` },
      cloudflare: { baseUrl: `${origin}/cloudflare/client/v4` },
      runware: { baseUrl: `${origin}/runware/v1`, wsUrl: `ws://127.0.0.1:${port}/runware/v1` },
      control: `${origin}/_emulator`,
    });
  });

  it("serves the whole way from order to image over real HTTP, and links to itself", async () => {
    server = await startEmulator({ speed: 1e6, images: "plain" });
    const submitted = await call(
      fetch,
      "POST",
      `${server.urls.krea.baseUrl}/generate/image/krea/krea-2/large`,
      kreaBody,
    );
    const job = await call(fetch, "GET", `${server.urls.krea.baseUrl}/jobs/${submitted.body.job_id}`);
    const [url] = job.body.result.urls;
    expect(url).toMatch(new RegExp(`^${server.urls.krea.baseUrl}/images/`));
    const image = await fetch(url);
    expect([
      image.headers.get("content-type"),
      image.headers.get("server"),
      image.headers.get("access-control-allow-origin"),
    ]).toStrictEqual(["image/png", "unikrea-emulator", null]);
    expect(server.bill().totalMicroUsd).toBe(60_000);
    expect(server.requests().map(({ service, operation }) => `${service} ${operation}`)).toStrictEqual([
      "krea submit",
      "krea poll",
      "krea download",
    ]);
    expect(server.requests()[0]?.headers.authorization).toBe("[redacted]");
  });

  it("is also a fetch in the same process, with the same bill", async () => {
    server = await startEmulator({ clock: createFakeClock() });
    expect((await submitKrea(server)).status).toBe(200);
    expect(
      (await server.fetch(`${server.urls.krea.baseUrl}/jobs`, { headers: { authorization: "Bearer k" } }))
        .status,
    ).toBe(200);
    expect(server.requests().length).toBe(2);
  });

  it("dates its answers by its own clock", async () => {
    server = await startEmulator({ clock: createFakeClock(Date.UTC(2030, 0, 1)) });
    expect((await fetch(server.origin)).headers.get("date")).toBe("Tue, 01 Jan 2030 00:00:00 GMT");
  });

  it.each(["0.0.0.0", "192.168.1.5", "::", "example.com"])("does not listen on %s", async (host) => {
    const error = await rejection(startEmulator({ host }));
    expect([error.name, error.message]).toStrictEqual(["RangeError", expect.stringContaining("allowRemote")]);
  });

  it("says when the port is taken", async () => {
    server = await startEmulator();
    expect(await rejection(startEmulator({ port: server.port }))).toMatchObject({ code: "EADDRINUSE" });
  });

  it.each([
    ["speed", { speed: 0 }],
    ["speed", { speed: Number.NaN }],
    ["seed", { seed: 1.5 }],
    ["latencyMs.krea-2-medium", { latencyMs: { "krea-2-medium": -1 } }],
    ["balanceUsd.krea", { balanceUsd: { krea: Number.NaN } }],
  ])("refuses a senseless %s", (name, options) => {
    expect(() => createEmulator(options)).toThrow(new RegExp(`^${name}: expected`));
  });

  it("close() ends held answers, sockets and the port, and can be called twice", async () => {
    const clock = createFakeClock();
    server = await startEmulator({ clock });
    const held = fetch(`${server.urls.cloudflare.baseUrl}/accounts/a/ai/run`, {
      method: "POST",
      headers: { authorization: "Bearer k" },
      body: JSON.stringify({ model: "krea/krea-2-large", input: kreaBody }),
    }).catch((error: Error) => error);
    while (clock.pending() === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(server.stats().sockets).toBe(1);
    await Promise.all([server.close(), server.close()]);
    expect(await held).toBeInstanceOf(TypeError);
    expect([server.stats().sockets, server.stats().peakSockets, clock.pending()]).toStrictEqual([0, 1, 0]);
    expect((await rejection(fetch(server.origin))).message).toBe("fetch failed");
  });

  it("delivers a webhook over real HTTP", async () => {
    const heard: unknown[] = [];
    const receiver = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        heard.push(JSON.parse(text));
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    server = await startEmulator({ latencyMs: { "krea-2-medium": 5 } });
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const { body } = await call(
      fetch,
      "POST",
      `${server.urls.krea.baseUrl}/generate/image/krea/krea-2/medium`,
      kreaBody,
      { "x-webhook-url": hook },
    );
    while (server.stats().outgoing.delivered === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toMatchObject([
      {
        job_id: body.job_id,
        status: "completed",
        result: { urls: [expect.stringContaining(server.origin)] },
      },
    ]);
    receiver.close();
  });
});

describe("the binding of an open port", () => {
  it("reaches everything that one without a port does", async () => {
    server = await startEmulator({ speed: 1e9, images: "plain" });
    expect(await server.ai.models({ per_page: 1 })).toStrictEqual(
      await createEmulator().ai.models({ per_page: 1 }),
    );
    const { result } = Object(await server.ai.run("krea/krea-2-medium", kreaBody));
    expect((await fetch(result.image)).status).toBe(200);
  });
});

describe("reset()", () => {
  it("forgets jobs, bill, requests and faults, and interrupts who waits", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    const { body } = await submitKrea(emulator);
    emulator.inject({ kind: "drop", skip: 5 });
    const held = emulator.ai.run("krea/krea-2-medium", kreaBody).catch((error: Error) => error.message);
    await clock.advance(1);
    emulator.reset();
    expect(await held).toBe("Network connection lost.");
    expect([emulator.bill().entries, emulator.requests(), clock.pending()]).toStrictEqual([[], [], 0]);
    expect((await call(emulator.fetch, "GET", `https://api.krea.ai/jobs/${body.job_id}`)).status).toBe(404);
    await clock.advance(3_600_000);
    expect(emulator.bill().entries).toStrictEqual([]);
    expect((await submitKrea(emulator)).status).toBe(200);
  });
});

describe("reset(seed)", () => {
  const play = async (emulator: Emulator, seed?: number) => {
    emulator.reset(seed);
    const { body } = await submitKrea(emulator);
    return body.job_id;
  };

  it("plays the same again, whatever was before", async () => {
    const emulator = createEmulator({ clock: createFakeClock() });
    const first = await play(emulator, 7);
    await play(emulator);
    expect(await play(emulator, 7)).toBe(first);
    expect(await play(emulator, 8)).not.toBe(first);
  });

  it("without a seed gives out no id a second time", async () => {
    const emulator = createEmulator({ clock: createFakeClock() });
    const ids = [await play(emulator), await play(emulator), await play(emulator)];
    expect(new Set(ids).size).toBe(3);
  });
});

describe("the control door", () => {
  it("reads the bill and the requests, takes faults and starts over", async () => {
    server = await startEmulator({ speed: 1e9 });
    const { control } = server.urls;
    await call(fetch, "POST", `${server.urls.krea.baseUrl}/generate/image/krea/krea-2/medium`, kreaBody);
    expect((await call(fetch, "GET", `${control}/bill`)).body).toStrictEqual(server.bill());
    expect((await call(fetch, "GET", `${control}/bill`)).body).toMatchObject({
      emulated: true,
      totalUsd: 0.03,
    });
    expect((await call(fetch, "GET", `${control}/requests`)).body).toStrictEqual(server.requests());
    expect(
      (await call(fetch, "POST", `${control}/faults`, [{ kind: "status", status: 503 }, { kind: "drop" }]))
        .body,
    ).toStrictEqual({ added: 2, waiting: 2 });
    expect((await call(fetch, "GET", `${control}/faults`)).body).toStrictEqual([
      { kind: "status", status: 503 },
      { kind: "drop" },
    ]);
    expect((await call(fetch, "GET", `${server.urls.krea.baseUrl}/jobs`)).status).toBe(503);
    expect((await call(fetch, "POST", `${control}/reset`)).body).toStrictEqual({ reset: true });
    expect([server.bill().entries, server.requests()]).toStrictEqual([[], []]);
    expect((await call(fetch, "GET", `${server.urls.krea.baseUrl}/jobs`)).status).toBe(200);
  });

  it.each([
    [{ kind: "nothing" }, "fault.kind: "],
    [[{ kind: "drop", times: "twice" }], "faults[0].times: expected an integer"],
    ["{", "faults: the body is not JSON"],
  ])("answers 400 to the fault %j", async (body, message) => {
    server = await startEmulator();
    const answer = await call(fetch, "POST", `${server.urls.control}/faults`, body);
    expect([answer.status, answer.body.error]).toStrictEqual([400, expect.stringContaining(message)]);
    expect((await call(fetch, "GET", `${server.urls.control}/faults`)).body).toStrictEqual([]);
  });

  it("says plainly what it is, to people and to programs", async () => {
    server = await startEmulator();
    for (const url of [server.origin, server.urls.control]) {
      const json = await call(fetch, "GET", url, undefined, { accept: "*/*" });
      expect(json.body).toMatchObject({ emulator: true, urls: { krea: server.urls.krea.baseUrl } });
      const page = await fetch(url, { headers: { accept: "text/html" } });
      expect([page.headers.get("content-type"), await page.text()]).toStrictEqual([
        "text/html; charset=utf-8",
        expect.stringContaining("Nothing here is real"),
      ]);
    }
    expect((await call(fetch, "GET", `${server.urls.control}/nothing`)).status).toBe(404);
    expect((await call(fetch, "GET", `${server.origin}/nothing`)).body.error).toContain(
      "/krea, /cloudflare, /runware",
    );
  });

  it("is out of reach for the pages of other sites", async () => {
    server = await startEmulator();
    const answer = await call(fetch, "POST", `${server.urls.control}/reset`, undefined, {
      origin: "https://evil.example",
    });
    expect(answer.status).toBe(403);
    expect(
      (await fetch(`${server.urls.control}/bill`)).headers.get("access-control-allow-origin"),
    ).toBeNull();
  });

  it("is reachable in process too", async () => {
    const emulator = createEmulator();
    expect((await emulator.fetch("http://127.0.0.1/_emulator/bill")).status).toBe(200);
    expect((await emulator.fetch(kreaSubmitUrl, { method: "POST" })).status).toBe(401);
  });
});
