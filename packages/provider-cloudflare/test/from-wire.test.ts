import { describe, expect, it } from "vitest";
import { fromWire, imageOf, recordOf, tokenFrom, toWire } from "../src/mapping.ts";
import type { CloudflareRecord } from "../src/wire.ts";
import { KEY, request } from "./wire-request.ts";

const LINK = "https://images.example.com/1?X-Amz-Expires=86400";
const done = { state: "Completed", result: { image: LINK }, gatewayMetadata: { keySource: "Unified" } };

describe("a run record", () => {
  const rows: { name: string; body: unknown; record: unknown }[] = [
    { name: "is taken bare", body: done, record: done },
    {
      name: "is taken out of its envelope",
      body: { result: done, success: true, errors: [], messages: [] },
      record: done,
    },
    {
      name: "is taken bare without a state",
      body: { result: { image: LINK } },
      record: { result: { image: LINK } },
    },
    {
      name: "may be only an image",
      body: { success: true, result: { image: "iVBO" } },
      record: { image: "iVBO" },
    },
    { name: "is empty where an envelope is", body: { success: false, result: null }, record: {} },
    { name: "is empty where there is no body", body: undefined, record: {} },
  ];
  it.each(rows)("$name", ({ body, record }) => expect(recordOf(body)).toStrictEqual(record));
});

describe("an image", () => {
  const rows: { name: string; image: unknown; expected: unknown }[] = [
    { name: "is a link", image: LINK, expected: { url: LINK } },
    { name: "is a link in capitals", image: "HTTPS://a.example/1", expected: { url: "HTTPS://a.example/1" } },
    { name: "is base64", image: "iVBORw0KGgo=", expected: { base64: "iVBORw0KGgo=" } },
    {
      name: "is a data URI",
      image: "data:image/png;base64,iVBORw0KGgo=",
      expected: { base64: "iVBORw0KGgo=" },
    },
    { name: "is not an empty text", image: "", expected: undefined },
    { name: "is not a list", image: [LINK], expected: undefined },
    { name: "is not null", image: null, expected: undefined },
  ];
  it.each(rows)("$name", ({ image, expected }) => {
    expect(imageOf({ result: { image } })).toStrictEqual(expected);
    expect(imageOf({ image })).toStrictEqual(expected);
  });

  it("is none when the run is called failed", () => {
    expect(imageOf({ ...done, state: "Failed" })).toBeUndefined();
  });
});

describe("an outcome", () => {
  const settled = (images: object[], failures: object[] = []) => ({ status: "settled", images, failures });
  const maybe = { billed: "maybe", n: 1 };
  const rows: { name: string; record: CloudflareRecord; expected: object }[] = [
    { name: "is the image of a completed run", record: done, expected: settled([{ url: LINK }]) },
    {
      name: "is the image of a run without a state",
      record: { result: { image: LINK } },
      expected: settled([{ url: LINK }]),
    },
    {
      name: "is the image whatever an unknown state says: it is paid for",
      record: { state: "Levitating", result: { image: LINK } },
      expected: settled([{ url: LINK }]),
    },
    {
      name: "is the image also when the state is no word at all",
      record: { state: 7, result: { image: LINK } },
      expected: settled([{ url: LINK }]),
    },
    {
      name: "is nothing when a completed run has no image, which core calls paid without result",
      record: { state: "Completed", result: {} },
      expected: settled([]),
    },
    {
      name: "is a failure that may be billed when the run failed",
      record: { state: "Failed", result: {}, error: { code: 10000, message: "provider_error" } },
      expected: settled(
        [],
        [{ code: "job_failed", message: "cloudflare failed the job: provider_error", ...maybe }],
      ),
    },
    {
      name: "is a failure when the run failed and says nothing",
      record: { state: "Failed" },
      expected: settled([], [{ code: "job_failed", message: "cloudflare failed the job", ...maybe }]),
    },
    {
      name: "is a failure when a record without a state has an error",
      record: { error: { message: "no" } },
      expected: settled([], [{ code: "job_failed", message: "cloudflare failed the job: no", ...maybe }]),
    },
    {
      name: "is a failure when a completed run has an error and no image",
      record: { state: "Completed", error: { message: "no" } },
      expected: settled([], [{ code: "job_failed", message: "cloudflare failed the job: no", ...maybe }]),
    },
    {
      name: "is refused content when only the words say so",
      record: { state: "Failed", error: { code: 10000, message: "Flagged as NSFW" } },
      expected: settled(
        [],
        [{ code: "content_rejected", message: "cloudflare refused the content: Flagged as NSFW", ...maybe }],
      ),
    },
    {
      name: "is refused content when the code says so",
      record: { state: "Failed", error: { code: 2017, message: "blocked" } },
      expected: settled(
        [],
        [{ code: "content_rejected", message: "cloudflare refused the content: blocked", ...maybe }],
      ),
    },
    {
      name: "is unknown when a run goes on that cannot be asked about",
      record: { state: "Running" },
      expected: settled(
        [],
        [
          {
            code: "outcome_unknown",
            message: 'cloudflare answered with neither an image nor an error, but "Running"',
            outcome: "unknown",
            ...maybe,
          },
        ],
      ),
    },
    {
      name: "is unknown when there is nothing",
      record: {},
      expected: settled(
        [],
        [
          {
            code: "outcome_unknown",
            message: "cloudflare answered with neither an image nor an error",
            outcome: "unknown",
            ...maybe,
          },
        ],
      ),
    },
  ];
  it.each(rows)("$name", ({ record, expected }) => expect(fromWire(record)).toStrictEqual(expected));

  it("shows no secret of what failed", () => {
    const message = "GET https://r2.example/1?X-Amz-Signature=abc123 failed";
    expect(JSON.stringify(fromWire({ state: "Failed", error: { message } }))).not.toContain("abc123");
  });
});

it("the token is the gateway's receipt", () => {
  const { wire } = toWire(request(), KEY);
  expect(tokenFrom(wire, { logId: "01a1" })).toStrictEqual({ logId: "01a1" });
  expect(tokenFrom(wire, { logId: null })).toStrictEqual({ logId: null });
  expect(tokenFrom(wire, {})).toStrictEqual({ logId: null });
});
