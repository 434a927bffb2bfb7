import { describe, expect, it } from "vitest";
import { toWire } from "../src/mapping.ts";
import { replayed, replayObstacle } from "../src/replay.ts";
import { answer } from "./http-answer.ts";
import { KEY, request } from "./wire-request.ts";

const SENT_AT = Date.UTC(2026, 10, 21, 12);
const LINK = "https://ai-gateway-outputs.example.com/provider-outputs/1/1";

describe("a run that is sent again", () => {
  const wireOf = (options: object) => toWire(request({ options }), KEY).wire;
  it.each([
    { name: "at once", wire: wireOf({}), age: 0, expected: undefined },
    { name: "just in time", wire: wireOf({}), age: 299_999, expected: undefined },
    {
      name: "within its own cache time",
      wire: wireOf({ cacheTtl: 3600 }),
      age: 3_599_999,
      expected: undefined,
    },
    {
      name: "too late",
      wire: wireOf({}),
      age: 300_000,
      expected: "the gateway's cache may have forgotten it",
    },
    {
      name: "at a time that cannot be",
      wire: wireOf({}),
      age: -1,
      expected: "the gateway's cache may have forgotten it",
    },
    { name: "past the cache", wire: wireOf({ skipCache: true }), age: 0, expected: "skipCache is set" },
    { name: "with nothing to send", wire: undefined, age: 0, expected: "its images are gone" },
  ])("is held back $name: $expected", ({ wire, age, expected }) => {
    expect(replayObstacle({ wire, sentAt: SENT_AT }, SENT_AT + age)).toBe(expected);
  });

  const done = { state: "Completed", result: { image: LINK } };
  const failed = { state: "Failed", error: { code: 10000, message: "no luck" } };
  const accepted = { status: "accepted", token: { logId: "02" }, answer: done };
  const unknown = (words: string) => ({ status: "unknown", reason: `lost. It was sent again, and ${words}` });
  const hit = { "cf-aig-log-id": "02", "cf-aig-cache-status": "HIT" };
  const refusal = { success: false, errors: [{ code: 2021, message: "Insufficient balance" }] };

  it.each([
    { name: "a hit", given: answer(done, 200, hit), finding: accepted, isSecondRun: false },
    {
      name: "a miss",
      given: answer(done, 200, { ...hit, "cf-aig-cache-status": "MISS" }),
      finding: accepted,
      isSecondRun: true,
    },
    {
      name: "an image that the cache is not named for",
      given: answer(done),
      finding: { ...accepted, token: { logId: null, key: "our-key" } },
      isSecondRun: true,
    },
    {
      name: "a refusal",
      given: answer(refusal, 402),
      finding: unknown("cloudflare answered 402: Insufficient balance"),
      isSecondRun: false,
    },
    {
      name: "an edge that reached nobody",
      given: answer("", 521),
      finding: unknown("cloudflare answered 521"),
      isSecondRun: false,
    },
    {
      name: "an error of the server",
      given: answer("", 502),
      finding: unknown("cloudflare answered 502"),
      isSecondRun: true,
    },
    {
      name: "a failed run",
      given: answer(failed),
      finding: unknown("brought no image"),
      isSecondRun: true,
    },
  ])("comes to $name", ({ given, finding, isSecondRun }) => {
    expect(replayed(given, "our-key", "lost")).toStrictEqual({ finding, isSecondRun });
  });
});
