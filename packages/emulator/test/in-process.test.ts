import { describe, expect, it } from "vitest";
import { createEmulator } from "../src/index.ts";

const link = "http://127.0.0.1/krea/jobs";
const headers = { authorization: "Bearer any" };

/** What a call throws, or nothing. */
const thrownBy = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("the in-process fetch is called like any other", () => {
  it.each([
    ["an address and text", link, { method: "POST", headers, body: "{}" }],
    ["a URL", new URL(link), { method: "POST", headers, body: "{}" }],
    ["a Request", new Request(link, { method: "POST", headers, body: "{}" }), undefined],
    ["bytes", link, { method: "POST", headers, body: new TextEncoder().encode("{}") }],
    ["a method in small letters", link, { method: "post", headers, body: "{}" }],
  ])("with %s", async (_, input, init) => {
    const emulator = createEmulator();
    const answer = await emulator.fetch(input, init);
    expect([answer.status, answer.url]).toStrictEqual([404, link]);
    expect(emulator.requests()).toMatchObject([{ method: "POST", path: "/jobs", body: {} }]);
  });

  it.each([
    ["text", "{}", "text/plain;charset=UTF-8"],
    ["nothing", undefined, undefined],
  ])("says of %s what it is, as fetch does", async (_, body, type) => {
    const emulator = createEmulator();
    await emulator.fetch(link, { method: "POST", headers, ...(body !== undefined && { body }) });
    expect(emulator.requests()[0]?.headers["content-type"]).toBe(type);
  });

  it.each([
    ["an address with a user's name", "http://user:secret@127.0.0.1/krea/jobs", {}],
    ["an address that is none", "krea/jobs", {}],
    ["a body with GET", link, { body: "{}" }],
    ["a header that cannot be sent", link, { headers: { "x-text": "two\nlines" } }],
  ])("refuses %s", async (_, input, init) => {
    const emulator = createEmulator();
    expect(await thrownBy(emulator.fetch(input, init))).toBeInstanceOf(TypeError);
    expect(emulator.requests()).toStrictEqual([]);
  });

  it("ends a body that is being read when its caller gives up, and says why", async () => {
    const emulator = createEmulator();
    const controller = new AbortController();
    const answer = await emulator.fetch(link, { headers, signal: controller.signal });
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await thrownBy(answer.text())).toBe(reason);
  });

  it("sends text again to where a 307 leads", async () => {
    const emulator = createEmulator();
    emulator.inject({ kind: "redirect", status: 307, location: "/krea/assets" });
    await emulator.fetch(link, { method: "POST", headers, body: '{"a":1}' });
    expect(emulator.requests()).toMatchObject([
      { path: "/jobs", body: { a: 1 } },
      { path: "/assets", body: { a: 1 } },
    ]);
  });
});
