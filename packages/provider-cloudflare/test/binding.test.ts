import type { CallContext } from "@unikrea/core/provider";
import { fakeClock, readFixture } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { type AiBinding, cloudflare } from "../src/index.ts";
import { rejectionOf } from "./rejection.ts";
import { FULL, KEY, request } from "./wire-request.ts";

const LINK = "https://examples.aig.cloudflare.com/krea/krea-2-large/default.png";
const fixture = (name: string) =>
  readFixture(new URL(`../fixtures/run.${name}.json`, import.meta.url)).body as Record<string, unknown>;
const record = fixture("completed-bare.response");
const completed = { status: "settled", images: [{ url: LINK }], failures: [] };

const context = (more: Partial<CallContext> = {}): CallContext => ({
  clock: fakeClock(),
  timeoutMs: 1000,
  ...more,
});
/** What comes of a run when the binding does this. */
const submit = (run: AiBinding["run"], with_ = context(), local = false) =>
  cloudflare({ binding: { run }, local }).submit(request(), KEY, with_);
const streamOf = (text: string) => new Response(text).body;
const thrown = (name: string, message: string) => async () => {
  throw Object.assign(new Error(message), { name });
};

describe("a run by the binding", () => {
  it("passes model, input and options, and asks for the raw answer", async () => {
    const calls: unknown[][] = [];
    const run: AiBinding["run"] = async (...args) => {
      calls.push(args);
      return Response.json(record);
    };
    const { cloudflare: _, ...rest } = { cloudflare: 0, ...FULL };
    await cloudflare({ binding: { run } }).submit(
      { ...rest, providerOptions: { cloudflare: FULL.options } },
      KEY,
      context(),
    );
    const { model, input, gateway, tags } = fixture("full.request");
    const options = { gateway, tags, returnRawResponse: true, signal: expect.any(AbortSignal) };
    expect(calls).toStrictEqual([[model, input, options]]);
  });

  it("names the gateway also by default: only then do its options apply", async () => {
    let options: unknown;
    await submit(async (_, __, given) => {
      options = given;
      return Response.json(record);
    });
    expect(options).toStrictEqual({
      gateway: fixture("minimal.request").gateway,
      returnRawResponse: true,
      signal: expect.any(AbortSignal),
    });
  });

  it("keeps its methods on their object", async () => {
    class Ai {
      #image = record;
      async run() {
        return Response.json(this.#image);
      }
      async models() {
        return [this.#image];
      }
    }
    const provider = cloudflare({ binding: new Ai() });
    expect((await provider.submit(request(), KEY, context())).outcome).toStrictEqual(completed);
    await provider.probe(context());
  });

  it.each([
    {
      name: "a raw response",
      given: () => Response.json(record, { headers: { "cf-aig-log-id": "01a1" } }),
      logId: "01a1",
    },
    {
      name: "a raw response of another class",
      given: () => ({ ...foreign(), arrayBuffer: async () => new ArrayBuffer(0) }),
      logId: "01a2",
    },
    { name: "a parsed record, when another call's options won", given: () => record, logId: null },
    {
      name: "a stream, when the content type has a charset too",
      given: () => streamOf(JSON.stringify(record)),
      logId: null,
    },
    { name: "an envelope", given: () => fixture("completed-envelope.response"), logId: null },
  ])("takes $name", async ({ given, logId }) => {
    expect(await submit(async () => given())).toStrictEqual({
      token: { logId },
      outcome: completed,
      warnings: [],
    });
  });

  /** What a proxy makes of a response: the parts, not the class. */
  function foreign() {
    const { body, status, headers } = Response.json(record, { headers: { "cf-aig-log-id": "01a2" } });
    return { body, status, headers };
  }

  it.each([
    { name: "nothing", given: () => undefined },
    { name: "null", given: () => null },
    { name: "a text", given: () => "done" },
    { name: "bytes", given: () => Uint8Array.of(1, 2, 3) },
    { name: "an empty stream", given: () => streamOf("") },
    { name: "an empty response", given: () => new Response() },
    { name: "a response without a body", given: () => new Response(null, { status: 204 }) },
    { name: "a function", given: () => () => 1 },
  ])("takes $name for an unknown outcome", async ({ given }) => {
    const submitted = submit(async () => given()).then(({ outcome }) => outcome);
    const outcome = await submitted.catch(({ code, outcome: is }) => ({ failures: [{ code, outcome: is }] }));
    expect(outcome).toMatchObject({ failures: [{ code: "outcome_unknown", outcome: "unknown" }] });
  });

  it("reads the useful half of an error from the raw answer", async () => {
    const body = fixture("balance-binding.response");
    const error = await rejectionOf(
      submit(async () => Response.json(body, { status: 402, headers: { "cf-ray": "8f" } })),
    );
    expect(error).toMatchObject({
      code: "insufficient_credits",
      outcome: "refused",
      status: 402,
      requestId: "8f",
    });
    expect(error.message).toBe(
      "cloudflare answered 402: Insufficient balance; add money to your gateway or use BYOK",
    );
  });
});

describe("an error thrown by the binding", () => {
  it.each([
    {
      name: "AiGatewayError",
      message: "2021: Insufficient AI Gateway credits",
      is: "insufficient_credits",
      outcome: "refused",
      status: 402,
    },
    {
      name: "AiGatewayError",
      message: "2018: Invalid User Credentials",
      is: "rate_limited",
      outcome: "refused",
      status: 429,
    },
    {
      name: "InferenceUpstreamError",
      message: "3040: Capacity temporarily exceeded, please try again.",
      is: "rate_limited",
      outcome: "refused",
      status: 429,
    },
    {
      name: "InferenceUpstreamError",
      message: "3007: Request timeout",
      is: "outcome_unknown",
      outcome: "unknown",
      status: 408,
    },
    {
      name: "InferenceUpstreamError",
      message: "<html>Bad gateway</html>",
      is: "outcome_unknown",
      outcome: "unknown",
      status: undefined,
    },
    {
      name: "InferenceUpstreamError",
      message: "",
      is: "outcome_unknown",
      outcome: "unknown",
      status: undefined,
    },
    {
      name: "Error",
      message: "Network connection lost.",
      is: "outcome_unknown",
      outcome: "unknown",
      status: undefined,
    },
    {
      name: "AbortError",
      message: "The operation was aborted",
      is: "outcome_unknown",
      outcome: "unknown",
      status: undefined,
    },
    {
      name: "TimeoutError",
      message: "The operation timed out",
      is: "outcome_unknown",
      outcome: "unknown",
      status: undefined,
    },
  ])("$name $message is $is", async ({ name, message, is, outcome, status }) => {
    const error = await rejectionOf(submit(thrown(name, message)));
    expect(error).toMatchObject({ code: is, outcome, status, phase: "submit", provider: "cloudflare" });
  });

  it("before any promise is one too", async () => {
    const run: AiBinding["run"] = () => {
      throw new Error("2003: Rate limited");
    };
    expect(await rejectionOf(submit(run))).toMatchObject({ code: "rate_limited", status: 429 });
  });

  it("that is no error at all is an unknown outcome", async () => {
    const run: AiBinding["run"] = () => Promise.reject("2021: text");
    expect(await rejectionOf(submit(run))).toMatchObject({ code: "outcome_unknown", outcome: "unknown" });
  });
});
