import { env } from "cloudflare:workers";
import { createKrea2 } from "@unikrea/core";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { type AiBinding, cloudflare } from "../../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "../account.ts";
import { controlOf } from "../control.ts";
import { describeEmulated } from "../emulated.ts";
import { describeTrouble } from "../emulated-trouble.ts";
import { rejectionOf } from "../rejection.ts";

const { AI } = env;
const settings = { binding: AI, local: true };
const origin = inject("emulator");

const baseUrl = `${origin}/cloudflare/client/v4`;
const recoverable = { ...settings, accountId: ACCOUNT_ID, apiToken: TOKEN, baseUrl };

describeEmulated("the genuine binding in workerd", () => ({ origin, settings }));
describeTrouble("the genuine binding in workerd", () => ({ origin, settings }), { isQuiet: true });
describeTrouble("the genuine binding with REST's credentials", () => ({ origin, settings: recoverable }), {
  hasLog: true,
  isQuiet: true,
});

const prompt = "a lighthouse in fog";
const control = controlOf(origin);
beforeEach(() => control.reset());

describe("the genuine binding", () => {
  const k2 = createKrea2({ providers: [cloudflare(settings)] });

  it("is the runtime's own class", () => {
    expect(AI.constructor.name).toBe("Ai");
    expect(String(AI.constructor)).toContain("cf-consn-sdk-version");
  });

  it("hands our options to the gateway in its own words", async () => {
    await k2.generate({ prompt, providerOptions: { cloudflare: { gatewayId: "pictures", tags: ["shop"] } } });
    const [run] = (await control.requests()).filter(({ operation }) => operation === "submit");
    expect(run?.path).toBe("/ai-gateway/run?version=3");
    const { gateway, ...options } = Object(run?.body).options;
    expect(options).toStrictEqual({ tags: ["shop"], returnRawResponse: true });
    expect(gateway).toStrictEqual({
      id: "pictures",
      cacheKey: expect.any(String),
      metadata: { k2_intent: gateway.cacheKey },
      requestTimeoutMs: 178_000,
      retries: { maxAttempts: 1 },
    });
  });
});

it("the genuine binding reads from the gateway's log what a run cost", async () => {
  const k2 = createKrea2({ providers: [cloudflare({ ...settings, reportCost: true })] });
  const { job, warnings } = await k2.generate({ prompt });
  expect(job.parts[0]?.outcome?.images).toMatchObject([{ microUsd: 30_000 }]);
  expect(warnings).toStrictEqual([]);
  const [read] = (await control.requests()).filter(({ operation }) => operation === "log");
  expect(read?.path).toBe(`/ai-gateway/gateways/default/logs/${(await control.bill()).entries[0]?.id}`);
});

/**
 * The binding keeps the options of a call on itself, and the last call's decide for all that are under way. So each of
 * ours is followed by somebody else's, which wants its answer parsed.
 */
describe("the genuine binding while somebody else uses it", () => {
  let theirs: Promise<unknown> | undefined;
  const run: AiBinding["run"] = (model, input, options) => {
    const ours = AI.run(model, input, options);
    theirs = AI.run(model, input, { gateway: { id: "default" } }).catch((error: unknown) => error);
    return ours;
  };
  const k2 = createKrea2({ providers: [cloudflare({ binding: { run }, local: true })] });

  it("gives a parsed record", async () => {
    const { images, job, cost } = await k2.generate({ prompt });
    expect(images).toHaveLength(1);
    // Only a raw answer would have the log's id.
    expect(job.parts[0]?.token).toStrictEqual({ logId: null });
    expect(cost.basis).toBe("emulated");
    expect(await theirs).toMatchObject({ state: "Completed" });
    expect((await control.bill()).entries).toHaveLength(2);
  });

  it("gives a stream of JSON of another content type", async () => {
    const value = "application/json; charset=utf-8";
    await control.inject({ kind: "content-type", value, operation: "submit", times: 2 });
    expect((await k2.generate({ prompt })).images).toHaveLength(1);
    expect(await theirs).toBeInstanceOf(ReadableStream);
  });

  it.each([
    {
      error: "insufficient-balance",
      code: "insufficient_credits",
      status: 402,
      says: "Insufficient AI Gateway credits",
    },
    { error: "rate-limited", code: "rate_limited", status: 429, says: "Rate limited" },
    { error: "wholesale-limit", code: "rate_limited", status: 429, says: "Invalid User Credentials" },
  ] as const)(
    "throws $error, of which only the code and a short text are left",
    async ({ error, code, status, says }) => {
      await control.inject({ kind: "gateway-error", error, times: 2 });
      const failure = await rejectionOf(k2.generate({ prompt }, { maxRetries: 0 }));
      expect(failure).toMatchObject({ code, status, outcome: "refused", billed: "no" });
      expect(failure.message).toBe(`cloudflare answered ${status}: ${says}`);
      expect(await theirs).toMatchObject({ name: "AiGatewayError" });
    },
  );

  it("leaves its own raw answer with the other call when ours came last", async () => {
    const late = AI.run("krea/krea-2-medium", { prompt, aspect_ratio: "1:1", resolution: "1K" });
    const { images } = await createKrea2({ providers: [cloudflare(settings)] }).generate({ prompt });
    expect(images).toHaveLength(1);
    expect(await late).toBeInstanceOf(Response);
  });
});
