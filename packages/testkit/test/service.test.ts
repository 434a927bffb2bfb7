import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { imageUrl, json, type Reply, readFixture, scriptService, TINY_IMAGES } from "../src/index.ts";

const serving = (reply: Reply) =>
  scriptService(
    ({ method }) => (method === "POST" ? "submit" : "other"),
    () => reply,
  );
const URL_OF_SERVICE = "https://service.example.com/draw";

describe("a scripted service", () => {
  it("remembers what it was asked, with its body as JSON", async () => {
    const service = serving(json({ id: 1 }, 201, { "x-more": "yes" }));
    const response = await service.fetch(URL_OF_SERVICE, {
      method: "POST",
      headers: { "X-Key": "k" },
      body: '{"a":1}',
    });
    expect([response.status, response.headers.get("x-more"), await response.json()]).toStrictEqual([
      201,
      "yes",
      { id: 1 },
    ]);
    expect(service.requests).toStrictEqual([
      { operation: "submit", method: "POST", url: URL_OF_SERVICE, headers: { "x-key": "k" }, body: { a: 1 } },
    ]);
    expect(service.seen("submit")).toHaveLength(1);
    expect(service.seen("poll")).toHaveLength(0);
  });

  it("serves its images by itself", async () => {
    const service = serving(json({}));
    const response = await service.fetch(imageUrl("x"));
    expect(new Uint8Array(await response.arrayBuffer())).toStrictEqual(TINY_IMAGES["image/png"]);
    expect(service.seen("download")).toHaveLength(1);
  });

  it("follows redirects as fetch does, unless it is told not to", async () => {
    const service = serving(json("", 307, { location: "/elsewhere" }));
    const manual = await service.fetch(URL_OF_SERVICE, { redirect: "manual" });
    expect(manual.status).toBe(307);
    await expect(service.fetch(URL_OF_SERVICE)).rejects.toThrow("fetch failed");
    expect(service.requests).toHaveLength(22);
    expect(service.requests[2]?.url).toBe("https://service.example.com/elsewhere");
  });

  it.each([
    ["refused", "ECONNREFUSED", "connect"],
    ["dropped", "UND_ERR_SOCKET", undefined],
  ] as const)("breaks off like Node when a connection is %s", async (reply, code, syscall) => {
    const error: unknown = await serving(reply)
      .fetch(URL_OF_SERVICE)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "fetch failed", cause: { code } });
    expect(Object(error).cause.syscall).toBe(syscall);
  });

  it("is silent until the caller gives up", async () => {
    const controller = new AbortController();
    const waiting = serving("silent").fetch(URL_OF_SERVICE, { signal: controller.signal });
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(serving(json({})).fetch(URL_OF_SERVICE, { signal: controller.signal })).rejects.toBe(reason);
  });
});

describe("readFixture", () => {
  const folder = mkdtempSync(join(tmpdir(), "fixture-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const good = {
    origin: "documented",
    source: "the vendor's page",
    checkedOn: "2026-11-21",
    body: { id: null },
  };
  const read = (content: unknown) => {
    const file = join(folder, "x.json");
    writeFileSync(file, JSON.stringify(content));
    return readFixture(pathToFileURL(file));
  };

  it("gives the body with where it comes from", () => {
    expect(read(good)).toStrictEqual(good);
    expect(read({ ...good, body: null }).body).toBeNull();
  });

  it.each([
    [{ ...good, origin: "guessed" }, "origin"],
    [{ ...good, source: " " }, "source"],
    [{ ...good, checkedOn: "yesterday" }, "checkedOn"],
    [{ ...good, body: undefined }, "body"],
    [{ ...good, note: "x" }, "note"],
    [{ ...good, body: { authorization: "Bearer abc123" } }, "key"],
    [{ ...good, body: { apiKey: "abc123" } }, "key"],
    [{ ...good, body: { url: "https://r2.example.com/1?X-Amz-Signature=ab" } }, "key"],
  ])("refuses %j", (content, flaw) => {
    expect(() => read(content)).toThrow(flaw);
  });
});
