import { createServer, type RequestListener, type Server } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from "node:net";
import { gzipSync } from "node:zlib";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeClock } from "../../testkit/src/fake-clock.ts";
import { systemClock } from "../src/clock.ts";
import { createHttp, type HttpRequest } from "../src/http.ts";
import { TransportFailure } from "../src/transport-failure.ts";

const context = () => ({ clock: systemClock, timeoutMs: 5000 });
const failureOf = async (running: Promise<unknown>): Promise<TransportFailure> => {
  const error = await running.catch((reason: unknown) => reason);
  if (error instanceof TransportFailure) return error;
  throw new Error(`expected a TransportFailure, got ${String(error)}`);
};

describe("what is sent", () => {
  const origin = "https://api.toy.example";
  const request: HttpRequest = {
    method: "POST",
    url: `${origin}/jobs`,
    headers: { authorization: "Bearer k" },
    body: { seed: 0 },
  };

  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    expect(nock.pendingMocks()).toStrictEqual([]);
    nock.cleanAll();
    nock.enableNetConnect();
  });

  it("is nothing when a header cannot be written, which proves that nothing left", async () => {
    const headers = { "x-webhook-url": "https://example.com/é€" };
    const failure = await failureOf(createHttp()({ ...request, headers }, context()));
    expect(failure.isUnsent).toBe(true);
  });

  it("is answered without the key, wherever the service put it", async () => {
    const secrets = ["canary-5f1d7c20"];
    nock(origin)
      .post("/jobs")
      .reply(200, { error: { message: "bad key canary-5f1d7c20" } });
    const { bytes } = await createHttp()({ ...request, secrets }, context());
    expect(Buffer.from(bytes).toString()).toBe('{"error":{"message":"bad key [redacted]"}}');
  });

  it("is JSON with its headers, once", async () => {
    nock(origin, { reqheaders: { authorization: "Bearer k", "content-type": "application/json" } })
      .post("/jobs", { seed: 0 })
      .reply(200, { id: 1 }, { "x-id": "7" });
    const { status, headers, bytes } = await createHttp()(request, context());
    expect([status, headers.get("x-id"), Buffer.from(bytes).toString()]).toStrictEqual([
      200,
      "7",
      '{"id":1}',
    ]);
  });

  it.each([400, 401, 404, 408, 409, 425, 429, 500, 502, 503, 504])(
    "is not sent again after %d",
    async (status) => {
      nock(origin).post("/jobs").reply(status, "no");
      nock(origin).get("/jobs").reply(status, "no");
      expect((await createHttp()(request, context())).status).toBe(status);
      expect((await createHttp()({ method: "GET", url: request.url }, context())).status).toBe(status);
    },
  );

  it("is not sent again when the line breaks", async () => {
    let calls = 0;
    const fetch = async () => Promise.reject(new TypeError(`fetch failed, ${++calls}`));
    expect(await failureOf(createHttp(fetch)(request, context()))).toMatchObject({ isUnsent: false });
    expect(calls).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])("does not follow a %d to a stranger", async (status) => {
    nock(origin).post("/jobs").reply(status, undefined, { location: "https://stranger.example/" });
    expect((await createHttp()(request, context())).status).toBe(status);
  });

  it("refuses to send a body that holds the key, and does not repeat it", async () => {
    const body = { prompt: "my key is sk-canary" };
    const sending = createHttp()({ ...request, body, secrets: ["sk-canary"] }, context());
    await expect(sending).rejects.toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
    await expect(sending).rejects.not.toThrow(/canary/);
  });

  it("uses the fetch that it is given, and the platform's of the moment otherwise", async () => {
    const own = async () => new Response("mine");
    expect(Buffer.from((await createHttp(own)(request, context())).bytes).toString()).toBe("mine");
  });
});

describe("when nothing usable comes back", () => {
  const servers: (Server | TcpServer)[] = [];
  const sockets = new Set<Socket>();
  const listen = async (server: Server | TcpServer) => {
    servers.push(server);
    server.on("connection", (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  const http = (listener: RequestListener) => listen(createServer(listener));
  const tcp = (onSocket: (socket: Socket) => void) => listen(createTcpServer(onSocket));
  const post = (url: string, more: Partial<HttpRequest> = {}, timeoutMs = 5000) =>
    createHttp()({ method: "POST", url, body: { a: 1 }, ...more }, { clock: systemClock, timeoutMs });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  it("proves that nothing was sent where nobody listens", async () => {
    const url = await tcp(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await failureOf(post(url))).toMatchObject({ isUnsent: true, message: "ECONNREFUSED" });
  });

  it.each([
    ["the connection is closed unread", (socket: Socket) => socket.end()],
    [
      "the request is read and the connection closed",
      (socket: Socket) => socket.once("data", () => socket.end()),
    ],
    [
      "the request is read and the connection reset",
      (socket: Socket) => socket.once("data", () => socket.resetAndDestroy()),
    ],
    ["the answer is not HTTP", (socket: Socket) => socket.once("data", () => socket.end("SSH-2.0-x\r\n"))],
    ["the status line is cut", (socket: Socket) => socket.once("data", () => socket.end("HTTP/1.1 2"))],
    [
      "the body is cut",
      (socket: Socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")),
    ],
    [
      "a chunked body is cut",
      (socket: Socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab")),
    ],
  ])("proves nothing when %s", async (_, onSocket) => {
    const url = await tcp((socket) => void onSocket(socket.on("error", () => {})));
    expect((await failureOf(post(url, {}, 1000))).isUnsent).toBe(false);
  });

  it("gives up on a server that says nothing, by its own timer", async () => {
    const url = await http(() => {});
    expect(await failureOf(post(url, {}, 60))).toMatchObject({
      isUnsent: false,
      message: "no answer within 0.06 s",
    });
  });

  it("gives up on a body that never ends, and drops its connection", async () => {
    let dropped = () => {};
    const isDropped = new Promise<void>((resolve) => {
      dropped = resolve;
    });
    const url = await http((_, response) => {
      response.on("close", dropped);
      response.writeHead(200).write("{");
    });
    expect((await failureOf(post(url, {}, 80))).message).toMatch(/no answer within/);
    await isDropped;
  });

  it("gives up on a fetch that never settles, not even when it is aborted", async () => {
    const clock = fakeClock();
    const stuck = createHttp(() => new Promise(() => {}))(
      { method: "GET", url: "https://a.example/" },
      { clock, timeoutMs: 9000 },
    );
    expect(await clock.settle(failureOf(stuck))).toMatchObject({
      message: "no answer within 9 s",
      isUnsent: false,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    [
      "throws",
      () => {
        throw new TypeError("sk-canary");
      },
    ],
    ["rejects with no error", () => Promise.reject("sk-canary")],
    ["answers with nothing", async () => undefined as unknown as Response],
    ["answers with something else", async () => ({ status: 200 }) as unknown as Response],
  ])("survives a fetch that %s, and keeps the key out of the message", async (_, fetch) => {
    const request: HttpRequest = { method: "GET", url: "https://a.example/", secrets: ["sk-canary"] };
    const failure = await failureOf(createHttp(fetch)(request, context()));
    expect(failure.isUnsent).toBe(false);
    expect(failure.message).not.toContain("canary");
  });

  it("stops reading at the limit, also when the size is announced", async () => {
    const url = await http((_, response) => response.end("x".repeat(2000)));
    expect((await failureOf(post(url, { maxBytes: 1999 }))).message).toBe(
      "the answer has more than 1999 bytes",
    );
    expect((await post(url, { maxBytes: 2000 })).bytes).toHaveLength(2000);
  });

  it("counts bytes after unpacking: 30 kB that become 30 MB", async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    const url = await http((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    );
    expect(bomb.length).toBeLessThan(31_000);
    expect((await failureOf(post(url, { maxBytes: 1_000_000 }))).message).toMatch(/more than 1000000 bytes/);
  });

  it("rejects with the caller's own reason on abort, before and during, and lets go of everything", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const url = await http(() => controller.abort(reason));
    const clock = fakeClock();
    const send = () =>
      createHttp()({ method: "GET", url }, { clock, timeoutMs: 9000, signal: controller.signal });
    await expect(send()).rejects.toBe(reason);
    await expect(send()).rejects.toBe(reason);
    expect(clock.pendingTimers).toBe(0);
  });

  it("reads an answer that comes in pieces", async () => {
    const url = await http(async (_, response) => {
      for (const piece of ['{"a"', ":", "1}"]) response.write(piece);
      response.end();
    });
    expect(Buffer.from((await post(url)).bytes).toString()).toBe('{"a":1}');
  });

  it("tells the emulator from the world by its server header", async () => {
    const url = await http((request, response) =>
      response.setHeader("server", request.url === "/e" ? "unikrea-emulator/1" : "nginx").end(),
    );
    const real: { emulated?: boolean } = {};
    const emulated: { emulated?: boolean } = {};
    await createHttp()({ method: "GET", url }, Object.assign(real, context()));
    await createHttp()({ method: "GET", url: `${url}e` }, Object.assign(emulated, context()));
    expect([real.emulated, emulated.emulated]).toStrictEqual([undefined, true]);
  });
});
