import type { CallContext } from "@unikrea/core/provider";
import { fakeClock, readFixture } from "@unikrea/testkit";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cloudflare } from "../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "./account.ts";
import { rejectionOf } from "./rejection.ts";
import { FULL, KEY, request } from "./wire-request.ts";

const ORIGIN = "https://api.cloudflare.com";
const PATH = `/client/v4/accounts/${ACCOUNT_ID}/ai/run`;
const LINK = "https://examples.aig.cloudflare.com/krea/krea-2-large/default.png";
const fixture = (name: string) =>
  readFixture(new URL(`../fixtures/run.${name}.json`, import.meta.url)).body as Record<string, unknown>;
const { model, input } = fixture("minimal.request");

const provider = cloudflare({ accountId: ACCOUNT_ID, apiToken: TOKEN });
const context = (more: Partial<CallContext> = {}): CallContext => ({
  clock: fakeClock(),
  timeoutMs: 1000,
  ...more,
});
const submit = (given = provider, with_ = context()) => given.submit(request(), KEY, with_);
/** The service answers the next run with this. */
const answers = (status: number, body: nock.Body, headers?: nock.ReplyHeaders) =>
  nock(ORIGIN).post(PATH).reply(status, body, headers);

beforeEach(() => {
  nock.disableNetConnect();
  for (const name of ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_BASE_URL"])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  vi.unstubAllEnvs();
});

describe("a run by REST", () => {
  it("is one POST with the model in the body, and says to the gateway what it must", async () => {
    let headers = new Headers();
    const scope = nock(ORIGIN)
      .post(PATH, (body) => {
        expect(body).toStrictEqual({ model, input });
        return true;
      })
      .reply(200, fixture("completed-envelope.response"));
    scope.on("request", (sent) => {
      headers = sent.headers;
    });
    await submit();
    const own = [...headers].filter(([name]) => /^(authorization|content-type|cf-)/.test(name));
    expect(Object.fromEntries(own)).toStrictEqual({
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      "cf-aig-gateway-id": "default",
      "cf-aig-cache-key": KEY,
      "cf-aig-metadata": `{"k2_intent":"${KEY}"}`,
      "cf-aig-max-attempts": "1",
      "cf-aig-request-timeout": "178000",
    });
  });

  it("says every option in a header", async () => {
    const { tags: _, ...options } = FULL.options;
    const cloudflareOptions = { ...options, collectLogPayload: false, noWholesale: true };
    nock(ORIGIN, {
      reqheaders: {
        "cf-aig-gateway-id": "pictures",
        "cf-aig-skip-cache": "true",
        "cf-aig-cache-ttl": "60",
        "cf-aig-collect-log": "false",
        "cf-aig-collect-log-payload": "false",
        "cf-aig-event-id": "order-7",
        "cf-aig-no-wholesale": "true",
        "cf-aig-metadata": (value) =>
          value === `{"k2_intent":"${KEY}","team":"gr\\u00f6\\u00dfe","order":7,"paid":true}`,
      },
    })
      .post(PATH, (body) => {
        expect(body).toStrictEqual({ model: "krea/krea-2-large", input: fixture("full.request").input });
        return true;
      })
      .reply(200, fixture("completed-envelope.response"));
    const full = { ...FULL, providerOptions: { cloudflare: cloudflareOptions } };
    await provider.submit(full, KEY, context());
  });

  it.each([
    { name: "an envelope", body: "completed-envelope.response", images: [{ url: LINK }] },
    { name: "a bare record", body: "completed-bare.response", images: [{ url: LINK }] },
    { name: "base64", body: "completed-base64.response", images: [{ base64: "iVBORw0KGgo=" }] },
    { name: "a data URI", body: "completed-data-uri.response", images: [{ base64: "iVBORw0KGgo=" }] },
  ])("takes the image of $name", async ({ body, images }) => {
    answers(200, fixture(body), { "cf-aig-log-id": "01a1" });
    expect(await submit()).toStrictEqual({
      token: { logId: "01a1" },
      outcome: { status: "settled", images, failures: [] },
      warnings: [],
    });
  });

  it("takes JSON under any content type", async () => {
    answers(200, fixture("completed-envelope.response"), { "content-type": "text/plain; charset=utf-8" });
    expect((await submit()).outcome).toMatchObject({ images: [{ url: LINK }] });
  });

  it("takes an image that is paid for although the envelope has an error", async () => {
    const errors = [{ code: 1, message: "the log could not be written" }];
    answers(200, { ...fixture("completed-envelope.response"), success: false, errors });
    expect((await submit()).outcome).toMatchObject({ images: [{ url: LINK }] });
  });

  it.each([
    {
      name: "no money",
      status: 402,
      body: "balance-rest.response",
      is: "insufficient_credits",
      outcome: "refused",
    },
    {
      name: "a rate limit in a 200",
      status: 200,
      body: "wholesale-in-200.response",
      is: "rate_limited",
      outcome: "refused",
    },
  ])("throws for $name", async ({ status, body, is, outcome }) => {
    answers(status, fixture(body), { "cf-aig-log-id": "01a1" });
    const error = await rejectionOf(submit());
    expect(error).toMatchObject({
      code: is,
      outcome,
      status,
      billed: "no",
      phase: "submit",
      requestId: "01a1",
    });
  });

  it.each([
    { name: "success false without a reason", body: { success: false, result: null } },
    {
      name: "an error that nobody knows",
      body: { success: true, result: {}, errors: [{ code: 9999, message: "?" }] },
    },
    {
      name: "an error in the singular",
      body: { success: true, result: {}, error: [{ code: 9999, message: "?" }] },
    },
  ])("takes a 200 with $name for an unknown outcome", async ({ body }) => {
    answers(200, body);
    expect(await rejectionOf(submit())).toMatchObject({
      code: "outcome_unknown",
      outcome: "unknown",
      billed: "maybe",
    });
  });

  it.each([{ state: "Running" }, { state: "Completely new" }, {}])(
    "rejects %j, which does not say how the run ended, so that it is looked for",
    async (body) => {
      answers(200, { success: true, result: body });
      const error = await rejectionOf(submit());
      expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    },
  );

  it("takes an answer that is no JSON for an unknown outcome", async () => {
    answers(200, "<!DOCTYPE html>");
    expect(await rejectionOf(submit())).toMatchObject({ code: "outcome_unknown", outcome: "unknown" });
  });

  it("is sent once, whatever comes back", async () => {
    for (const status of [500, 502, 503, 504]) {
      answers(status, "upstream failed");
      const expected = {
        code: "outcome_unknown",
        outcome: "unknown",
        billed: "maybe",
        retryable: false,
        status,
      };
      expect(await rejectionOf(submit())).toMatchObject(expected);
    }
  });

  it("does not follow a redirect, which would send the prompt to a stranger", async () => {
    answers(307, "", { location: "https://stranger.example.net/" });
    expect(await rejectionOf(submit())).toMatchObject({
      code: "request_rejected",
      outcome: "refused",
      status: 307,
    });
  });

  it("shows no token when the service does", async () => {
    answers(400, { errors: [{ code: 3003, message: `Bearer ${TOKEN} and ${TOKEN}` }] });
    const error = await rejectionOf(submit());
    expect(JSON.stringify(error) + error.stack).not.toContain(TOKEN);
  });
});
