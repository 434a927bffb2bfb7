import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEmulator, type EmulatorServer, type Fault, startEmulator } from "../src/index.ts";
import {
  causeOf,
  kreaBody,
  kreaSubmitUrl,
  rejection,
  runRest,
  sendTasks,
  submitKrea,
  task,
} from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const init = { method: "POST", headers: { authorization: "Bearer k" }, body: JSON.stringify(kreaBody) };

interface Row {
  fault: Fault;
  /** What Node's fetch reports, in process. */
  code: string;
  syscall?: string;
  /** What it reports over a socket; the same unless said. */
  overSocket?: string;
  /** Charges once everything is over. */
  bills: number;
  /** Whether the service keeps a record of the request. */
  isSeen: boolean;
}

const rows: Row[] = [
  {
    fault: { kind: "dns" },
    code: "ENOTFOUND",
    syscall: "getaddrinfo",
    overSocket: "UND_ERR_SOCKET",
    bills: 0,
    isSeen: false,
  },
  {
    fault: { kind: "refuse" },
    code: "ECONNREFUSED",
    syscall: "connect",
    overSocket: "UND_ERR_SOCKET",
    bills: 0,
    isSeen: false,
  },
  {
    fault: { kind: "connect-reset" },
    code: "ECONNRESET",
    syscall: "connect",
    overSocket: "UND_ERR_SOCKET",
    bills: 0,
    isSeen: false,
  },
  {
    fault: { kind: "bad-certificate" },
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    overSocket: "UND_ERR_SOCKET",
    bills: 0,
    isSeen: false,
  },
  { fault: { kind: "tls-cut" }, code: "ECONNRESET", overSocket: "UND_ERR_SOCKET", bills: 0, isSeen: false },
  { fault: { kind: "drop", unread: true }, code: "UND_ERR_SOCKET", bills: 0, isSeen: false },
  { fault: { kind: "drop" }, code: "UND_ERR_SOCKET", bills: 0, isSeen: true },
  { fault: { kind: "drop", close: "rst" }, code: "ECONNRESET", syscall: "read", bills: 0, isSeen: true },
  { fault: { kind: "drop", afterWork: true }, code: "UND_ERR_SOCKET", bills: 1, isSeen: true },
  {
    fault: { kind: "drop", afterWork: true, close: "rst" },
    code: "ECONNRESET",
    syscall: "read",
    bills: 1,
    isSeen: true,
  },
  { fault: { kind: "half-status-line" }, code: "UND_ERR_SOCKET", bills: 1, isSeen: true },
  { fault: { kind: "not-http" }, code: "HPE_INVALID_CONSTANT", bills: 1, isSeen: true },
];

describe("broken connections, in process", () => {
  it.each(rows)("$fault", async ({ fault, code, syscall, bills, isSeen }) => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    emulator.inject(fault);
    const error = await rejection(emulator.fetch(kreaSubmitUrl, init));
    expect([error.name, error.message]).toStrictEqual(["TypeError", "fetch failed"]);
    expect(causeOf(error)).toStrictEqual({ code, syscall });
    expect(emulator.requests().length).toBe(isSeen ? 1 : 0);
    await clock.advance(3_600_000);
    expect(emulator.bill().entries.length).toBe(bills);
    expect((await submitKrea(emulator)).status).toBe(200);
  });

  it("connect-timeout rejects after the client's own limit", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    emulator.inject({ kind: "connect-timeout" });
    const asked = rejection(emulator.fetch(kreaSubmitUrl, init));
    await clock.advance(10_000);
    expect(causeOf(await asked).code).toBe("UND_ERR_CONNECT_TIMEOUT");
    expect(emulator.requests()).toStrictEqual([]);
  });

  it.each([
    [{ kind: "hang" } as const, 1],
    [{ kind: "hang", beforeWork: true } as const, 0],
  ])("%o never answers; an abort rejects with its own reason", async (fault, bills) => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    emulator.inject(fault);
    const controller = new AbortController();
    const asked = emulator
      .fetch(kreaSubmitUrl, { ...init, signal: controller.signal })
      .catch((error: unknown) => error);
    await clock.advance(3_600_000);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await asked).toBe(reason);
    expect(emulator.bill().entries.length).toBe(bills);
  });

  it("an abort before the call sends nothing", async () => {
    const emulator = createEmulator();
    expect(
      (await rejection(emulator.fetch(kreaSubmitUrl, { ...init, signal: AbortSignal.abort() }))).name,
    ).toBe("AbortError");
    expect(emulator.requests()).toStrictEqual([]);
  });

  it("a host that nobody emulates does not resolve", async () => {
    const error = await rejection(createEmulator().fetch("https://example.com/"));
    expect(causeOf(error)).toStrictEqual({ code: "ENOTFOUND", syscall: "getaddrinfo" });
  });

  it("cut-body gives headers, then terminates", async () => {
    const emulator = createEmulator({ clock: createFakeClock() });
    emulator.inject({ kind: "cut-body", close: "rst" });
    const response = await emulator.fetch(kreaSubmitUrl, init);
    expect(response.status).toBe(200);
    const error = await rejection(response.text());
    expect([error.message, causeOf(error).code]).toStrictEqual(["terminated", "ECONNRESET"]);
  });

  it.each([
    [301, "GET"],
    [303, "GET"],
    [307, "POST"],
    [308, "POST"],
  ])(
    "a redirect with %i is followed as %s, without the key when the host changes",
    async (status, method) => {
      const emulator = createEmulator({ clock: createFakeClock() });
      emulator.inject({
        kind: "redirect",
        status,
        location: "https://api.cloudflare.com/client/v4/elsewhere",
      });
      await emulator.fetch(kreaSubmitUrl, init);
      const [, followed] = emulator.requests();
      expect(followed).toMatchObject({ service: "cloudflare", method, path: "/client/v4/elsewhere" });
      expect(followed?.headers).not.toHaveProperty("authorization");
      expect(followed?.body).toStrictEqual(method === "POST" ? kreaBody : undefined);
    },
  );

  it("a redirect is handed out when the caller wants to see it, and refused when told", async () => {
    const emulator = createEmulator();
    emulator.inject({ kind: "redirect", status: 307, location: "/other", times: 0 });
    const seen = await emulator.fetch(kreaSubmitUrl, { ...init, redirect: "manual" });
    expect([seen.status, seen.headers.get("location")]).toStrictEqual([307, "/other"]);
    expect((await rejection(emulator.fetch(kreaSubmitUrl, { ...init, redirect: "error" }))).message).toBe(
      "fetch failed",
    );
    expect((await rejection(emulator.fetch(kreaSubmitUrl, init))).message).toBe("fetch failed");
  });

  it("drip follows the clock, and an abort ends it", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    emulator.inject({ kind: "drip", bytesPerSecond: 100, chunkBytes: 50 }, { kind: "endless" });
    const response = await emulator.fetch(kreaSubmitUrl, init);
    let isRead = false;
    const text = response.text().finally(() => {
      isRead = true;
    });
    await clock.advance(1000);
    expect(isRead).toBe(false);
    await clock.advance(2000);
    expect(JSON.parse(await text).status).toBe("queued");

    const controller = new AbortController();
    const endless = await emulator.fetch(kreaSubmitUrl, { ...init, signal: controller.signal });
    const read = rejection(endless.text());
    await clock.advance(1000);
    controller.abort();
    expect((await read).name).toBe("AbortError");
  });
});

describe("answers that are wrong, in process", () => {
  const ask = async (fault: Fault) => {
    const emulator = createEmulator({ clock: createFakeClock(), speed: 1e6 });
    emulator.inject(fault);
    const response = await emulator.fetch(kreaSubmitUrl, init);
    return { emulator, response, text: await response.text() };
  };

  it("slow does the work at once and answers late", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    emulator.inject({ kind: "slow", delayMs: 60_000 });
    const asked = emulator.fetch(kreaSubmitUrl, init);
    await clock.advance(59_999);
    expect(emulator.bill().entries.length).toBe(1);
    await clock.advance(1);
    expect((await asked).status).toBe(200);
  });

  it("html, cut-json and wrong-shape keep the status and lose the answer", async () => {
    expect((await ask({ kind: "html" })).response.headers.get("content-type")).toBe(
      "text/html; charset=UTF-8",
    );
    expect((await ask({ kind: "html", status: 403 })).response.status).toBe(403);
    expect(() => JSON.parse("")).toThrow();
    const cut = await ask({ kind: "cut-json" });
    expect(cut.response.status).toBe(200);
    expect(() => JSON.parse(cut.text)).toThrow(SyntaxError);
    expect(JSON.parse((await ask({ kind: "wrong-shape" })).text)).toStrictEqual({ unexpected: true });
    expect(JSON.parse((await ask({ kind: "wrong-shape", body: [] })).text)).toStrictEqual([]);
  });

  it("content-type only changes the header", async () => {
    const { response, text } = await ask({ kind: "content-type", value: "text/plain" });
    expect([response.headers.get("content-type"), JSON.parse(text).status]).toStrictEqual([
      "text/plain",
      "queued",
    ]);
  });

  it("huge-body and gzip-bomb are as large as they say", async () => {
    expect((await ask({ kind: "huge-body", bytes: 3_000_000 })).text.length).toBe(
      3_000_000 + '{"padding":""}'.length,
    );
    const bomb = await ask({ kind: "gzip-bomb", bytes: 2_000_000 });
    expect(bomb.text.length).toBe(2_000_000 + '{"padding":""}'.length);
  });

  it.each([
    [401, { message: "Unauthorized" }],
    [402, { error: "Insufficient API balance" }],
    [410, { error: "model_unavailable" }],
    [429, { error: "Maximum number of concurrent jobs reached" }],
    [500, { error: "Internal server error" }],
  ])("status %i has the vendor's usual body and no work behind it", async (status, body) => {
    const { emulator, response, text } = await ask({ kind: "status", status });
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject(body);
    expect(emulator.bill().entries).toStrictEqual([]);
  });

  it("status 524 is the edge's HTML", async () => {
    const { response, text } = await ask({ kind: "status", status: 524 });
    expect([response.headers.get("content-type"), text.startsWith("<!DOCTYPE html>")]).toStrictEqual([
      "text/html; charset=UTF-8",
      true,
    ]);
  });

  it.each([
    [{ headers: { "retry-after": "3600" } }, "3600"],
    [{ headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" } }, "Wed, 21 Oct 2026 07:28:00 GMT"],
    [{ headers: { "retry-after": "abc" } }, "abc"],
    [{ headers: { "retry-after": ["1", "2"] } }, "1, 2"],
    [{}, null],
  ])("status 429 with %o", async (more, expected) => {
    const { response } = await ask({ kind: "status", status: 429, ...more });
    expect(response.headers.get("retry-after")).toBe(expected);
  });

  it("status can come after the work, with a body of its own, or none", async () => {
    const clock = createFakeClock();
    const emulator = createEmulator({ clock });
    emulator.inject(
      { kind: "status", status: 502, afterWork: true, body: "<html>" },
      { kind: "status", status: 204 },
    );
    const response = await emulator.fetch(kreaSubmitUrl, init);
    expect([response.status, await response.text()]).toStrictEqual([502, "<html>"]);
    await clock.advance(3_600_000);
    expect(emulator.bill().entries.length).toBe(1);
    expect((await emulator.fetch(kreaSubmitUrl, init)).status).toBe(204);
  });

  it("each vendor's refusal has its own shape", async () => {
    const emulator = createEmulator();
    emulator.inject({ kind: "status", status: 503, times: 3 });
    const rest = await emulator.fetch("https://api.cloudflare.com/client/v4/accounts/a/ai/run", init);
    expect(await rest.json()).toMatchObject({ success: false, errors: [{ code: 503 }] });
    const binding = await emulator.fetch("https://workers-binding.ai/run?version=3", init);
    expect(await binding.json()).toMatchObject({ name: "AiGatewayError", internalCode: 503 });
    const runware = await emulator.fetch("https://api.runware.ai/v1", init);
    expect(await runware.json()).toMatchObject({ errors: [{ code: "serviceUnavailable" }] });
  });
});

describe("what a fault strikes", () => {
  it.each([
    [400, "invalidRequest"],
    [401, "invalidApiKey"],
    [402, "insufficientCredits"],
    [403, "forbidden"],
    [404, "taskFailedOrNotFound"],
    [409, "conflictTaskUUID"],
    [418, "unknownError"],
    [429, "rateLimitExceeded"],
    [500, "internalServerError"],
    [503, "serviceUnavailable"],
    [504, "timeout"],
  ])("status %i reads as %s at Runware", async (status, code) => {
    const emulator = createEmulator();
    emulator.inject({ kind: "status", status });
    const { body } = await sendTasks(emulator, [task()]);
    expect(body.errors).toStrictEqual([{ code, message: expect.any(String) }]);
  });

  it.each([
    [400, 7003],
    [401, 10000],
    [402, 2021],
    [403, 10000],
    [404, 7003],
    [408, 3007],
    [410, 7010],
    [413, 3006],
    [429, 2003],
    [500, 500],
    [502, 502],
  ])("status %i has code %i at Cloudflare", async (status, code) => {
    const emulator = createEmulator();
    emulator.inject({ kind: "status", status });
    expect((await runRest(emulator)).body.errors[0].code).toBe(code);
  });

  it("follows service, operation, skip, times and match", async () => {
    const emulator = createEmulator({ clock: createFakeClock() });
    emulator.inject({
      kind: "status",
      status: 500,
      service: "krea",
      operation: "submit",
      skip: 1,
      times: 2,
      match: "fog",
    });
    const statuses = [];
    statuses.push((await emulator.fetch("https://api.krea.ai/jobs", { headers: init.headers })).status);
    for (const prompt of ["fog", "sun", "fog", "fog", "fog"])
      statuses.push((await submitKrea(emulator, { ...kreaBody, prompt })).status);
    expect(statuses).toStrictEqual([200, 200, 200, 500, 500, 200]);
  });

  it("matches polls and downloads by the prompt of their job", async () => {
    const emulator = createEmulator({ clock: createFakeClock(), speed: 1e9, images: "plain" });
    const { body } = await submitKrea(emulator);
    emulator.inject(
      { kind: "status", status: 500, operation: "poll", match: "lighthouse" },
      { kind: "html", operation: "download", match: "lighthouse" },
    );
    expect((await submitKrea(emulator)).status).toBe(200);
    const jobUrl = `https://api.krea.ai/jobs/${body.job_id}`;
    expect((await emulator.fetch(jobUrl, { headers: init.headers })).status).toBe(500);
    const job = await (await emulator.fetch(jobUrl, { headers: init.headers })).json();
    expect((await emulator.fetch(job.result.urls[0])).headers.get("content-type")).toBe(
      "text/html; charset=UTF-8",
    );
  });

  it("with times 0 it never ends, until reset", async () => {
    const emulator = createEmulator({ clock: createFakeClock() });
    emulator.inject({ kind: "status", status: 500, times: 0 });
    for (let count = 0; count < 5; count += 1) expect((await submitKrea(emulator)).status).toBe(500);
    emulator.reset();
    expect((await submitKrea(emulator)).status).toBe(200);
  });

  it("faults injected together strike one after the other", async () => {
    const emulator = createEmulator({ clock: createFakeClock() });
    emulator.inject({ kind: "status", status: 500 }, { kind: "status", status: 502 });
    expect([
      (await submitKrea(emulator)).status,
      (await submitKrea(emulator)).status,
      (await submitKrea(emulator)).status,
    ]).toStrictEqual([500, 502, 200]);
  });
});

describe("result files that are wrong", () => {
  const download = async (fault: Fault) => {
    const emulator = createEmulator({ clock: createFakeClock(), speed: 1e9, images: "plain" });
    const { body } = await submitKrea(emulator);
    const job = await (
      await emulator.fetch(`https://api.krea.ai/jobs/${body.job_id}`, { headers: init.headers })
    ).json();
    const whole = new Uint8Array(await (await emulator.fetch(job.result.urls[0])).arrayBuffer());
    emulator.inject(fault);
    const response = await emulator.fetch(job.result.urls[0], { redirect: "manual" });
    return { whole, response, bytes: new Uint8Array(await response.arrayBuffer()) };
  };

  it("expired, html and redirect", async () => {
    expect((await download({ kind: "expired" })).response.status).toBe(403);
    expect(
      (await download({ kind: "html", operation: "download" })).response.headers.get("content-type"),
    ).toContain("html");
    const { response } = await download({
      kind: "redirect",
      operation: "download",
      status: 302,
      location: "http://169.254.169.254/",
    });
    expect([response.status, response.headers.get("location")]).toStrictEqual([
      302,
      "http://169.254.169.254/",
    ]);
  });

  it("short-file is half of it and says so", async () => {
    const { whole, response, bytes } = await download({ kind: "short-file" });
    expect(bytes).toStrictEqual(whole.slice(0, whole.length >> 1));
    expect(response.headers.get("content-length")).toBe(String(bytes.length));
    expect((await download({ kind: "short-file", bytes: 10 })).bytes.length).toBe(10);
  });

  it("pixel-bomb is tiny and claims 65,535 squared", async () => {
    const { bytes } = await download({ kind: "pixel-bomb" });
    const view = new DataView(bytes.buffer);
    expect([bytes.length < 200, view.getUint32(16), view.getUint32(20)]).toStrictEqual([
      true,
      65_535,
      65_535,
    ]);
  });
});

describe("broken connections, over sockets", () => {
  let server: EmulatorServer;
  beforeAll(async () => {
    server = await startEmulator({ speed: 1e9 });
    await fetch(`${server.urls.krea.baseUrl}/jobs`, { headers: init.headers }); // the first fetch of a process is special
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const submit = (more: RequestInit = {}) =>
    fetch(`${server.urls.krea.baseUrl}/generate/image/krea/krea-2/medium`, { ...init, ...more });

  it.each(rows)("$fault", async ({ fault, code, syscall, overSocket, bills }) => {
    server.inject(fault);
    const error = await rejection(submit());
    expect(error.message).toBe("fetch failed");
    // From Node 24 on, what is not HTTP has a name and no code.
    const { code: said = "HPE_INVALID_CONSTANT" } = causeOf(error);
    expect(said).toBe(overSocket ?? code);
    if (!overSocket && syscall) expect(causeOf(error).syscall).toBe(syscall);
    expect(server.bill().entries.length).toBe(bills);
    expect((await submit()).status).toBe(200);
  });

  it.each(["fin", "rst"] as const)("cut-body by %s", async (close) => {
    server.inject({ kind: "cut-body", bytes: 5, close });
    const response = await submit();
    expect(response.headers.get("content-length")).toBe("144");
    const error = await rejection(response.text());
    const code = close === "rst" ? "ECONNRESET" : "UND_ERR_SOCKET";
    expect([error.message, causeOf(error).code]).toStrictEqual(["terminated", code]);
    expect(server.bill().entries.length).toBe(1);
  });

  it.each([{ kind: "hang" }, { kind: "connect-timeout" }] as const)(
    "$kind stays silent until the client gives up",
    async (fault) => {
      server.inject(fault);
      const error = await rejection(submit({ signal: AbortSignal.timeout(60) }));
      expect(error.name).toBe("TimeoutError");
    },
  );

  it("a gzip bomb really travels packed", async () => {
    server.inject({ kind: "gzip-bomb", bytes: 4_000_000 });
    const socket = connect(server.port, "127.0.0.1");
    socket.write(
      `POST /krea/generate/image/krea/krea-2/medium HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\ncontent-length: ${init.body.length}\r\n\r\n${init.body}`,
    );
    let bytes = 0;
    for await (const chunk of socket) bytes += chunk.length;
    expect(bytes).toBeLessThan(20_000);
    server.inject({ kind: "gzip-bomb", bytes: 4_000_000 });
    expect((await (await submit()).text()).length).toBeGreaterThan(4_000_000);
  });

  it("Retry-After can be sent twice", async () => {
    server.inject({ kind: "status", status: 429, headers: { "retry-after": ["1", "9"] } });
    expect((await submit()).headers.get("retry-after")).toBe("1, 9");
  });
});
