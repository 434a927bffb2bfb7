import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { createKrea2, isUnikreaError } from "../src/index.ts";
import { createHttp, defineProvider, shape } from "../src/provider.ts";

/** A provider that counts what reaches it and can do nothing else. */
function counter(id = "toy") {
  let requests = 0;
  const http = createHttp(async () => {
    requests++;
    return new Response("{}");
  });
  const provider = defineProvider({
    id,
    capabilities: {
      models: ["krea-2-medium"],
      aspectRatios: ["1:1"],
      sliders: false,
      styles: false,
      images: { ids: false },
      imagesPerJob: 1,
    },
    prices: { source: "test", checkedOn: "2026-01-01", microUsd: {} },
    options: shape({}),
    local: false,
    variables: ["TOY_KEY"],
    hasCredentials: () => true,
    submitTimeoutMs: 1000,
    wirePaths: { prompt: "body" },
    toWire: ({ prompt }) => ({ wire: prompt, warnings: [] }),
    toRequest: (body) => ({ method: "POST", url: "https://toy.example/", headers: {}, body }),
    answer: z.object({}),
    token: z.string(),
    tokenFrom: () => "t",
    fromWire: () => ({ status: "settled", images: [], failures: [] }),
    transport: {
      async submit(wire, context) {
        await http(
          { method: "POST", url: "https://toy.example/", body: { wire }, secrets: ["sk-canary"] },
          context,
        );
        return {};
      },
    },
  });
  return { provider, requests: () => requests };
}

const rejection = async (running: Promise<unknown>) => {
  const error = await running.catch((reason: unknown) => reason);
  if (isUnikreaError(error)) return error;
  throw new Error(`expected an error of ours, got ${String(error)}`);
};

describe("createKrea2", () => {
  const { provider } = counter();
  it.each([
    ["nothing", undefined, ""],
    ["no providers", {}, "providers"],
    ["an empty list", { providers: [] }, "providers"],
    ["the same provider twice", { providers: [provider, counter().provider] }, "providers"],
    ["a provider that lacks a method", { providers: [{ ...provider, poll: undefined }] }, "providers"],
    ["a function in place of a provider", { providers: [counter] }, "providers"],
    ["a typo", { providers: [provider], timeoutMS: 5 }, "timeoutMS"],
    ["a time-out of 0", { providers: [provider], timeoutMs: 0 }, "timeoutMs"],
    ["a concurrency of 0", { providers: [provider], maxConcurrency: 0 }, "maxConcurrency"],
    ["a clock that is none", { providers: [provider], clock: Date }, "clock"],
    ["an id maker that is none", { providers: [provider], newId: "uuid" }, "newId"],
  ])("refuses %s", (_, options, path) => {
    const make = () => createKrea2(options as Parameters<typeof createKrea2>[0]);
    expect(make).toThrow(expect.objectContaining({ code: "invalid_input", billed: "no" }));
    expect(make).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path })] }));
  });
});

describe("generate, submit and wait", () => {
  it.each([
    ["an unknown option", { sginal: 1 }, "sginal"],
    ["an unknown provider", { provider: "tooy" }, "provider"],
    ["a signal that is none", { signal: {} }, "signal"],
    ["a time-out of 0", { timeoutMs: 0 }, "timeoutMs"],
    ["a negative time-out", { timeoutMs: -1 }, "timeoutMs"],
    ["a time-out that is no number", { timeoutMs: Number.NaN }, "timeoutMs"],
    ["an endless time-out", { timeoutMs: Number.POSITIVE_INFINITY }, "timeoutMs"],
    ["a time-out in words", { timeoutMs: "30s" }, "timeoutMs"],
    ["a time-out that timers cannot hold", { timeoutMs: 2 ** 31 }, "timeoutMs"],
    ["a callback that is none", { onProgress: true }, "onProgress"],
    ["another way to go on", { onUnsupported: "ignore" }, "onUnsupported"],
    ["a tag that is no list", { tags: "spring" }, "tags"],
    ["more tags than a call may have", { tags: Array.from({ length: 11 }, String) }, "tags"],
    ["options that are text", "toy", ""],
  ])("refuse %s, and send nothing", async (_, options, path) => {
    const { provider, requests } = counter();
    const k2 = createKrea2({ providers: [provider] });
    for (const method of ["generate", "submit"] as const) {
      const error = await rejection(k2[method]({ prompt: "a" }, options as object));
      expect(error).toMatchObject({ code: "invalid_input", billed: "no", issues: [{ path }] });
    }
    expect(requests()).toBe(0);
  });

  it("suggest the provider that was meant", async () => {
    const error = await rejection(
      createKrea2({ providers: [counter().provider] }).generate({ prompt: "a" }, { provider: "tooy" }),
    );
    expect(error.issues[0]).toMatchObject({
      expected: "one of toy, or a list of them",
      hint: "did you mean toy?",
    });
  });

  it("refuse a bad request, and send nothing", async () => {
    const { provider, requests } = counter();
    const error = await rejection(
      createKrea2({ providers: [provider] }).generate({ prompt: "", seed: Number.NaN }),
    );
    expect(error.issues.map(({ path }) => path).sort()).toStrictEqual(["prompt", "seed"]);
    expect(requests()).toBe(0);
  });

  it("refuse a prompt that holds the key, and do not repeat it", async () => {
    const { provider, requests } = counter();
    const error = await rejection(
      createKrea2({ providers: [provider] }).generate({ prompt: "draw sk-canary" }),
    );
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain("canary");
    expect(requests()).toBe(0);
  });

  it("send nothing when the signal has fired already", async () => {
    const { provider, requests } = counter();
    const reason = new Error("never mind");
    const error = await rejection(
      createKrea2({ providers: [provider] }).generate({ prompt: "a" }, { signal: AbortSignal.abort(reason) }),
    );
    expect(error).toMatchObject({ code: "aborted", name: "AbortError", outcome: "not_sent", billed: "no" });
    expect(error.cause).toBe(reason);
    expect(requests()).toBe(0);
  });

  it.each([
    ["nothing", undefined],
    ["text", "job"],
    ["another version", { v: 2, id: "a", provider: "toy" }],
    [
      "a job without parts",
      { v: 1, id: "a", provider: "toy", model: "krea-2-medium", aspectRatio: "1:1", warnings: [] },
    ],
    [
      "a job of nobody's model",
      { v: 1, id: "a", provider: "toy", model: "sdxl", aspectRatio: "1:1", warnings: [], parts: [] },
    ],
  ])("refuse a stored job that is %s", async (_, stored) => {
    const k2 = createKrea2({ providers: [counter().provider] });
    expect(await rejection(k2.resume(stored))).toMatchObject({ code: "invalid_response" });
    expect(await rejection(k2.cancel(stored as never))).toMatchObject({ code: "invalid_response" });
  });

  it("refuse a job of a provider that the client does not have", async () => {
    const job = {
      v: 1,
      id: "a",
      model: "krea-2-medium",
      aspectRatio: "1:1",
      warnings: [],
      parts: [{ provider: "other", key: "k", index: 0, n: 1, submittedAt: "2026-01-01T00:00:00.000Z" }],
    };
    const error = await rejection(createKrea2({ providers: [counter().provider] }).resume(job));
    expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "provider", got: '"other"' }] });
  });
});
