import { readdirSync } from "node:fs";
import { readFixture } from "@unikrea/testkit";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { fromWire, recordOf, toWire } from "../src/mapping.ts";
import { RECORD } from "../src/wire.ts";
import { FULL, KEY, type Request, request } from "./wire-request.ts";

const folder = new URL("../fixtures/", import.meta.url);
const named = (end: string) => readdirSync(folder).filter((name) => name.endsWith(`.${end}.json`));
const bodyOf = (name: string) => readFixture(new URL(name, folder)).body;

/** The canonical request of each request fixture. */
const REQUESTS: Record<string, Request> = {
  "run.minimal.request.json": request(),
  "run.full.request.json": FULL,
};

it.each(named("request"))("%s is what toWire makes of its request", (name) => {
  const canonical = REQUESTS[name];
  expect(canonical).toBeDefined();
  if (canonical) expect(toWire(canonical, KEY).wire).toStrictEqual(bodyOf(name));
});

/** What becomes of each answer, once it is known to be no refusal. */
const OUTCOMES: Record<string, object> = {
  "run.completed-bare.response.json": {
    images: [{ url: "https://examples.aig.cloudflare.com/krea/krea-2-large/default.png" }],
  },
  "run.completed-envelope.response.json": {
    images: [{ url: "https://examples.aig.cloudflare.com/krea/krea-2-large/default.png" }],
  },
  "run.completed-base64.response.json": { images: [{ base64: "iVBORw0KGgo=" }] },
  "run.completed-data-uri.response.json": { images: [{ base64: "iVBORw0KGgo=" }] },
  "run.completed-empty.response.json": { images: [], failures: [] },
  "run.failed.response.json": { images: [], failures: [{ code: "job_failed", billed: "maybe" }] },
  "run.running.response.json": { images: [], failures: [{ code: "outcome_unknown", outcome: "unknown" }] },
  // Refusals: client.test.ts says what they become.
  "run.balance-binding.response.json": { images: [] },
  "run.balance-rest.response.json": { images: [] },
  "run.wholesale-in-200.response.json": { images: [] },
};

it.each(named("response"))("%s can be read", (name) => {
  const record = z.parse(RECORD, { ...recordOf(bodyOf(name)), logId: null });
  expect(OUTCOMES[name]).toBeDefined();
  expect(fromWire(record)).toMatchObject({ status: "settled", ...OUTCOMES[name] });
});
