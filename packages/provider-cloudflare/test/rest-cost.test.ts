import { createKrea2 } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import type { Fetch } from "@unikrea/core/provider";
import { fakeClock, readFixture } from "@unikrea/testkit";
import nock from "nock";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cloudflare } from "../src/index.ts";
import { ACCOUNT_ID, TOKEN } from "./account.ts";

const ORIGIN = "https://api.cloudflare.com";
const ACCOUNT = `/client/v4/accounts/${ACCOUNT_ID}`;
const LOG_ID = "0199f3a1-7c1e-7d55-9c0a-3b6f2a5d8e11";
const ROW = `${ACCOUNT}/ai-gateway/gateways/my%2Fpictures/logs/${LOG_ID}`;
const record = Object(
  readFixture(new URL("../fixtures/run.completed-bare.response.json", import.meta.url)).body,
);

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

/** A client whose clock stands still while an exchange is under way. */
function client() {
  const clock = fakeClock();
  const whole = async (...[url, init]: Parameters<Fetch>) => {
    const response = await globalThis.fetch(url, init);
    return new Response(await response.arrayBuffer(), response);
  };
  const fetch: Fetch = (url, init) => clock.hold(whole(url, init));
  const ledger = memoryLedger(clock);
  const gateway = { id: "my/pictures" };
  const settings = { accountId: ACCOUNT_ID, apiToken: TOKEN, fetch, gateway, reportCost: true };
  const k2 = createKrea2({ providers: [cloudflare(settings)], clock, ledger, budget: { totalUsd: 1 } });
  return { ledger, clock, generate: () => clock.settle(k2.generate({ prompt: "a lighthouse in fog" })) };
}

const answersRun = (body: object = record) =>
  nock(ORIGIN).post(`${ACCOUNT}/ai/run`).reply(200, body, { "cf-aig-log-id": LOG_ID });
const answersLog = (status: number, body: nock.Body) =>
  nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
    .get(ROW)
    .reply(status, body);

it("is a GET of the run's own row, and what it says is what the image cost", async () => {
  answersRun();
  answersLog(404, { result: null, success: false, errors: [{ code: 7002, message: "Log not found" }] });
  answersLog(200, { result: { id: LOG_ID, success: true, cost: 0 }, success: true });
  answersLog(200, { result: { id: LOG_ID, success: true, cost: 0.0312 }, success: true });
  const { clock, generate, ledger } = client();
  const { cost, warnings } = await generate();
  expect(cost).toStrictEqual({ usd: 0.0312, basis: "reported", estimatedUsd: 0.03, deltaUsd: 0.0012 });
  expect(warnings).toStrictEqual([]);
  expect(clock.now()).toBe(1200);
  expect(await ledger.spent(["total"])).toStrictEqual([31_200]);
});

it("stays an estimate where the row has no figure in time, and 0 is none", async () => {
  answersRun();
  for (const cost of [0, null, undefined, 0])
    answersLog(200, { result: { id: LOG_ID, success: true, cost }, success: true });
  const { generate, ledger } = client();
  expect((await generate()).cost).toStrictEqual({
    usd: 0.03,
    basis: "estimated",
    estimatedUsd: 0.03,
    deltaUsd: 0,
  });
  expect(await ledger.spent(["total"])).toStrictEqual([30_000]);
});

it("is nothing that stands in the answer to the run itself", async () => {
  answersRun({ ...record, microUsd: 1, cost: 0.000001 });
  for (let look = 0; look < 4; look++) answersLog(503, "");
  expect((await client().generate()).cost).toMatchObject({ usd: 0.03, basis: "estimated" });
});
