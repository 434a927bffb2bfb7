import type { CallContext } from "@unikrea/core/provider";
import { fakeClock, readFixture } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type AiBinding, cloudflare } from "../src/index.ts";
import { rejectionOf } from "./rejection.ts";
import { KEY, request } from "./wire-request.ts";

const fixture = (name: string) =>
  readFixture(new URL(`../fixtures/run.${name}.json`, import.meta.url)).body as Record<string, unknown>;
const record = fixture("completed-bare.response");

const context = (more: Partial<CallContext> = {}): CallContext => ({
  clock: fakeClock(),
  timeoutMs: 1000,
  ...more,
});
/** What comes of a run when the binding does this. */
const submit = (run: AiBinding["run"], with_ = context(), local = false) =>
  cloudflare({ binding: { run }, local }).submit(request(), KEY, with_);
const thrown = (name: string, message: string) => async () => {
  throw Object.assign(new Error(message), { name });
};

describe("a binding's patience", () => {
  it("ends at the time-out when the binding never settles", async () => {
    const clock = fakeClock();
    let signal: unknown;
    const run: AiBinding["run"] = (_, __, options) => {
      signal = options?.signal;
      return new Promise(() => {});
    };
    const failing = rejectionOf(submit(run, context({ clock, timeoutMs: 180_000 })));
    await clock.advance(179_999);
    expect((signal as AbortSignal).aborted).toBe(false);
    await clock.advance(1);
    const error = await failing;
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(error.message).toContain("no answer within 180 s");
    expect((signal as AbortSignal).aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends at the time-out when the body never ends", async () => {
    const clock = fakeClock();
    const endless = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
    const failing = rejectionOf(submit(async () => new Response(endless), context({ clock })));
    await clock.advance(1000);
    expect(await failing).toMatchObject({ code: "outcome_unknown", outcome: "unknown" });
  });

  it("ends with the caller's own reason, and does not mind a late error", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    let fail: (error: Error) => void = () => {};
    const run: AiBinding["run"] = () => new Promise((_, reject) => (fail = reject));
    const clock = fakeClock();
    const failing = submit(run, context({ clock, signal: controller.signal })).catch(
      (error: unknown) => error,
    );
    await clock.advance(10);
    controller.abort(reason);
    expect(await failing).toBe(reason);
    fail(new Error("2021: too late"));
    expect(clock.pendingTimers).toBe(0);
  });

  it("calls nothing when the caller has given up already", async () => {
    let calls = 0;
    const run: AiBinding["run"] = async () => calls++;
    const signal = AbortSignal.abort(new Error("no"));
    await expect(submit(run, context({ signal }))).rejects.toThrow("no");
    expect(calls).toBe(0);
  });

  it.each([
    { name: "a response", wrap: (body: ReadableStream) => new Response(body) },
    { name: "a stream", wrap: (body: ReadableStream) => body },
  ])("ends where $name has too many bytes", async ({ wrap }) => {
    let sent = 0;
    let isCanceled = false;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
      },
      cancel() {
        isCanceled = true;
      },
    });
    const error = await rejectionOf(submit(async () => wrap(endless)));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown" });
    expect(error.message).toContain("more than 32000000 bytes");
    expect(sent).toBeLessThan(40_000_000);
    expect(isCanceled).toBe(true);
  });
});

describe("an emulator behind the binding", () => {
  it.each([
    {
      name: "is known by its server header",
      local: false,
      headers: { server: "unikrea-emulator" },
      expected: true,
    },
    { name: "is known by the caller's word", local: true, headers: {}, expected: true },
    { name: "is not assumed", local: false, headers: {}, expected: undefined },
  ])("$name", async ({ local, headers, expected }) => {
    const with_ = context();
    await submit(async () => Response.json(record, { headers: new Headers(headers) }), with_, local);
    expect(with_.emulated).toBe(expected);
  });
});

describe("a probe by the binding", () => {
  const run: AiBinding["run"] = async () => ({});

  it("lists one model", async () => {
    const asked: unknown[] = [];
    const models = async (query: unknown) => asked.push(query);
    await cloudflare({ binding: { run, models } }).probe(context());
    expect(asked).toStrictEqual([{ per_page: 1 }]);
  });

  it("says when the service does not answer", async () => {
    const models = thrown("InferenceUpstreamError", "no");
    const error = await rejectionOf(cloudflare({ binding: { run, models } }).probe(context()));
    expect(error).toMatchObject({ code: "provider_unavailable", phase: "probe", billed: "no" });
  });

  it("is not there when the binding cannot list models", async () => {
    expect(await rejectionOf(cloudflare({ binding: { run } }).probe(context()))).toMatchObject({
      code: "unsupported",
    });
  });
});
