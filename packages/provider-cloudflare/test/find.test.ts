import { describe, expect, it } from "vitest";
import { answerPath, findAfterMs, findingFrom, rowIn, searchPath } from "../src/find.ts";
import { answer } from "./http-answer.ts";
import { KEY } from "./wire-request.ts";

const SENT_AT = Date.UTC(2026, 10, 21, 12);
const LINK = "https://ai-gateway-outputs.example.com/provider-outputs/1/1";

describe("where the log is", () => {
  it("is searched by one JSON parameter, whose value is a list", () => {
    const [path, query] = searchPath("default", KEY).split("?");
    expect(path).toBe("ai-gateway/gateways/default/logs");
    expect(Object.fromEntries(new URLSearchParams(query))).toStrictEqual({
      filters: `[{"key":"metadata.value","operator":"eq","value":["${KEY}"]}]`,
      order_by: "created_at",
      order_by_direction: "desc",
      per_page: "50",
    });
  });

  it.each([
    { gatewayId: "a/b?c#d", id: "../x", path: "ai-gateway/gateways/a%2Fb%3Fc%23d/logs/..%2Fx/response" },
    { gatewayId: "default", id: "01J", path: "ai-gateway/gateways/default/logs/01J/response" },
  ])("keeps the ids $gatewayId and $id in their places", ({ gatewayId, id, path }) => {
    expect(answerPath(gatewayId, id)).toBe(path);
  });

  it.each([
    { hasLog: true, isReplayed: false, expected: [2000, 5000, 10_000, 20_000] },
    { hasLog: true, isReplayed: true, expected: [2000, 5000, 10_000, 20_000] },
    { hasLog: false, isReplayed: true, expected: [20_000] },
    { hasLog: false, isReplayed: false, expected: [0] },
  ])("is asked at $expected with a log: $hasLog, a cache: $isReplayed", (row) => {
    expect(findAfterMs(row.hasLog, row.isReplayed)).toStrictEqual(row.expected);
  });
});

describe("a row of the log", () => {
  const row = (changes: object = {}) => ({
    id: "01J",
    status_code: 200,
    success: true,
    created_at: "2026-11-21T12:00:05.000Z",
    metadata: { k2_intent: KEY, team: "a" },
    ...changes,
  });
  const read = (...rows: unknown[]) =>
    rowIn(answer({ result: rows, success: true }), { key: KEY, sentAt: SENT_AT }, "default");
  const found = { id: "01J", isSuccess: true, status: 200 };
  const NO_ROW = /^the log of gateway "default" does not have the run/;
  const OTHERS = "cloudflare's log was not searched for the run, and its newest entries are others";

  it.each([
    { name: "metadata as an object", rows: [row()], expected: found },
    { name: "metadata as text", rows: [row({ metadata: `{"k2_intent":"${KEY}"}` })], expected: found },
    { name: "the one among others", rows: [row({ id: "02", metadata: {} }), row()], expected: found },
    {
      name: "no status but success",
      rows: [row({ status_code: undefined })],
      expected: { ...found, status: undefined },
    },
    {
      name: "an error",
      rows: [row({ status_code: 502, success: false })],
      expected: { id: "01J", isSuccess: false, status: 502 },
    },
    {
      name: "an error that is called a success",
      rows: [row({ status_code: 502 })],
      expected: { id: "01J", isSuccess: false, status: 502 },
    },
    {
      name: "a failure in a 200",
      rows: [row({ success: false })],
      expected: { id: "01J", isSuccess: false, status: 200 },
    },
    {
      name: "neither status nor success",
      rows: [row({ status_code: undefined, success: undefined })],
      expected: { id: "01J", isSuccess: false, status: undefined },
    },
    {
      name: "a success after a newer error",
      rows: [row({ id: "02", status_code: 429 }), row()],
      expected: found,
    },
    {
      name: "a success that is dated before it was sent, by another clock",
      rows: [row({ created_at: "2026-11-21T11:00:00Z" })],
      expected: found,
    },
    {
      name: "an error without a date",
      rows: [row({ status_code: 500, created_at: undefined })],
      expected: { id: "01J", isSuccess: false, status: 500 },
    },
  ])("is found with $name", ({ rows, expected }) => {
    expect(read(...rows)).toStrictEqual(expected);
  });

  it.each([
    { name: "nothing", rows: [], expected: NO_ROW },
    {
      name: "an error of an earlier try",
      rows: [row({ status_code: 429, created_at: "2026-11-21T11:59:59Z" })],
      expected: NO_ROW,
    },
    { name: "a row without an id", rows: [row({ id: undefined })], expected: NO_ROW },
    { name: "the key under another name", rows: [row({ metadata: { team: KEY } })], expected: OTHERS },
    { name: "another key", rows: [row({ metadata: { k2_intent: `${KEY}0` } })], expected: OTHERS },
    { name: "metadata that is no JSON", rows: [row({ metadata: "{" })], expected: OTHERS },
    { name: "no metadata", rows: [row({ metadata: null })], expected: OTHERS },
    { name: "rows that are none", rows: [null, 1, "a", []], expected: OTHERS },
  ])("is not taken from $name", ({ rows, expected }) => {
    expect(read(...rows)).toEqual(expect.stringMatching(expected));
  });

  it.each([
    {
      name: "no list",
      given: answer({ result: {}, success: true }),
      says: "cloudflare's log gave an answer that cannot be read",
    },
    { name: "no JSON", given: answer("<html>"), says: "cloudflare's log gave an answer that cannot be read" },
    { name: "null", given: answer(null), says: "cloudflare's log gave an answer that cannot be read" },
    {
      name: "an error in a 200",
      given: answer({ success: false, result: [row()], errors: [{ code: 7001, message: "Expected array" }] }),
      says: "cloudflare's log answered 200: Expected array",
    },
    {
      name: "a refused filter",
      given: answer({ success: false, errors: [{ code: 7001, message: "Number must be less" }] }, 400),
      says: "cloudflare's log answered 400: Number must be less",
    },
    { name: "a limit", given: answer("", 429), says: "cloudflare's log answered 429" },
    { name: "a redirect", given: answer("", 302), says: "cloudflare's log answered 302" },
  ])("is unknown after $name", ({ given, says }) => {
    expect(rowIn(given, { key: KEY, sentAt: SENT_AT }, "default")).toBe(says);
  });
});

describe("what was stored with a row", () => {
  const row = { id: "01J", isSuccess: true, status: 200 };
  const bad = { id: "01J", isSuccess: false, status: 504 };
  const token = { logId: "01J" };
  const done = { state: "Completed", result: { image: LINK } };
  const settled = (record: object) => ({ status: "accepted", token, answer: record });
  const failed = (message: string, code = Number.NaN) =>
    settled({ state: "Failed", error: { code, message } });

  it.each([
    { name: "an image", row, body: done, expected: settled(done) },
    {
      name: "an image in an envelope",
      row,
      body: { result: done, success: true, errors: [] },
      expected: settled(done),
    },
    { name: "an image beside an error", row: bad, body: done, expected: settled(done) },
    {
      name: "no image, though it is done",
      row,
      body: { state: "Completed", result: {} },
      expected: settled({ state: "Completed", result: {} }),
    },
    {
      name: "a failed run",
      row,
      body: { state: "Failed", error: { code: 10000, message: "no luck" } },
      expected: failed("no luck", 10000),
    },
    {
      name: "a failed run whose error is a text",
      row: bad,
      body: { state: "Failed", error: "Model execution failed" },
      expected: failed("Model execution failed"),
    },
    {
      name: "the gateway's error",
      row: bad,
      body: { success: false, errors: [{ code: 3007, message: "timed out" }] },
      expected: failed("timed out", 3007),
    },
    {
      name: "the binding's error",
      row: bad,
      body: { success: false, result: [], error: [{ code: 2021, message: "no money" }] },
      expected: failed("no money", 2021),
    },
    { name: "an error without words", row: bad, body: {}, expected: failed("its log has status 504") },
  ])("settles with $name", ({ row, body, expected }) => {
    expect(findingFrom(row, answer(body))).toStrictEqual(expected);
  });

  it("settles as a failure when an error's answer is not kept", () => {
    const body = { success: false, errors: [{ code: 7002, message: "Log not found" }] };
    expect(findingFrom(bad, answer(body, 404))).toStrictEqual(failed("its log has status 504"));
  });

  const DONE = "cloudflare's log has the run as done (01J)";
  it.each([
    {
      name: "is not kept",
      given: answer({}, 404),
      reason: `${DONE}, but not its answer: see collectLogPayload`,
    },
    {
      name: "may not be read",
      given: answer({ errors: [{ message: "Authentication error" }] }, 403),
      reason: `${DONE}; its answer answered 403: Authentication error`,
    },
    {
      name: "is of another form",
      given: answer({ urls: [LINK] }),
      reason: `${DONE}, but no image in its answer`,
    },
    { name: "is no JSON", given: answer("<html>"), reason: `${DONE}, but no image in its answer` },
    {
      name: "is running",
      given: answer({ state: "Running" }),
      reason: `${DONE}, but no image in its answer`,
    },
  ])("stays unknown when the answer $name", ({ given, reason }) => {
    expect(findingFrom(row, given)).toStrictEqual({ status: "unknown", reason });
  });
});
