import type { CallContext } from "@unikrea/core/provider";
import { fakeClock, readFixture } from "@unikrea/testkit";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cloudflare } from "../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "./account.ts";
import { rejectionOf } from "./rejection.ts";
import { KEY, request } from "./wire-request.ts";

const ORIGIN = "https://api.cloudflare.com";
const PATH = `/client/v4/accounts/${ACCOUNT_ID}/ai/run`;
const fixture = (name: string) =>
  readFixture(new URL(`../fixtures/run.${name}.json`, import.meta.url)).body as Record<string, unknown>;

const provider = cloudflare({ accountId: ACCOUNT_ID, apiToken: TOKEN });
const context = (more: Partial<CallContext> = {}): CallContext => ({
  clock: fakeClock(),
  timeoutMs: 1000,
  ...more,
});
const submit = (given = provider, with_ = context()) => given.submit(request(), KEY, with_);

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

describe("REST's credentials", () => {
  it("come from the environment, read when a call needs them", async () => {
    const late = cloudflare();
    vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", ACCOUNT_ID);
    vi.stubEnv("CLOUDFLARE_API_TOKEN", "from-the-environment");
    nock(ORIGIN, { reqheaders: { authorization: "Bearer from-the-environment" } })
      .post(PATH)
      .reply(200, fixture("completed-envelope.response"));
    await submit(late);
  });

  it("may be a function, asked at every call", async () => {
    const keys = ["first", "second"];
    const rotating = cloudflare({ accountId: ACCOUNT_ID, apiToken: async () => keys.shift() ?? "" });
    for (const key of [...keys]) {
      nock(ORIGIN, { reqheaders: { authorization: `Bearer ${key}` } })
        .post(PATH)
        .reply(200, fixture("completed-envelope.response"));
      await submit(rotating);
    }
  });

  it.each([
    {
      name: "no account",
      settings: { apiToken: TOKEN },
      code: "missing_credentials",
      says: "CLOUDFLARE_ACCOUNT_ID",
    },
    {
      name: "no token",
      settings: { accountId: ACCOUNT_ID },
      code: "missing_credentials",
      says: "CLOUDFLARE_API_TOKEN",
    },
    {
      name: "an account of 31 characters",
      settings: { accountId: ACCOUNT_ID.slice(1), apiToken: TOKEN },
      code: "invalid_input",
      says: "expected 32 hexadecimal characters, got 31 characters",
    },
    {
      name: "an account with a letter that is no digit",
      settings: { accountId: `g${ACCOUNT_ID.slice(1)}`, apiToken: TOKEN },
      code: "invalid_input",
      says: "32 hexadecimal characters",
    },
    {
      name: "an account that climbs",
      settings: { accountId: "../../../../user/tokens/verify??", apiToken: TOKEN },
      code: "invalid_input",
      says: "32 hexadecimal characters",
    },
  ])("are checked before anything is sent: $name", async ({ settings, code, says }) => {
    const error = await rejectionOf(submit(cloudflare(settings)));
    expect(error).toMatchObject({ code, outcome: "not_sent", billed: "no", provider: "cloudflare" });
    expect(error.message).toContain(says);
  });
});

describe("a probe by REST", () => {
  const MODELS = `/client/v4/accounts/${ACCOUNT_ID}/ai/models/search?per_page=1`;

  it("is a free read with the token", async () => {
    nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
      .get(MODELS)
      .reply(200, { result: [], success: true, errors: [], messages: [] });
    await provider.probe(context());
  });

  it("says that the token is wrong", async () => {
    nock(ORIGIN)
      .get(MODELS)
      .reply(401, { success: false, errors: [{ code: 10000, message: "Authentication error" }] });
    expect(await rejectionOf(provider.probe(context()))).toMatchObject({
      code: "authentication",
      phase: "probe",
    });
  });

  it("says that the service is down", async () => {
    nock(ORIGIN).get(MODELS).reply(503);
    expect(await rejectionOf(provider.probe(context()))).toMatchObject({
      code: "provider_unavailable",
      retryable: true,
    });
  });
});

it("a fetch of your own is the one that is used, at the base URL that you name", async () => {
  const seen: string[] = [];
  const own = cloudflare({
    accountId: ACCOUNT_ID,
    apiToken: TOKEN,
    baseUrl: "https://gateway.example.com/cf/",
    fetch: async (url) => {
      seen.push(url);
      return Response.json(fixture("completed-bare.response"));
    },
  });
  await submit(own);
  expect(seen).toStrictEqual([`https://gateway.example.com/cf/accounts/${ACCOUNT_ID}/ai/run`]);
});
