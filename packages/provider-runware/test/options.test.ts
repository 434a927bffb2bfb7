import { createKrea2, type Issue, type UnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";

/** Nothing may be sent in these tests. */
const fetch = async (): Promise<Response> => {
  throw new Error("something was sent");
};

async function issuesOf(options: unknown): Promise<readonly Issue[]> {
  const k2 = createKrea2({ providers: [runware({ apiKey: "key", fetch })] });
  const request = { prompt: "a lighthouse in fog", providerOptions: { runware: options } };
  // @ts-expect-error: what is wrong here is the point
  const error: UnikreaError = await k2.generate(request).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
  return error.issues;
}

const at = (path: string) => `providerOptions.runware${path}`;
const FORMATS = "one of JPG, PNG, WEBP";
const TTL = "an integer of at least 60 s";
const WEBHOOK = "a public https URL without credentials and fragment, as plain ASCII";

describe("providerOptions.runware refuses, before anything is sent,", () => {
  it.each<[name: string, options: unknown, issue: Issue]>([
    [
      "jpeg, with the word that Runware has",
      { outputFormat: "jpeg" },
      { path: at(".outputFormat"), expected: FORMATS, got: '"jpeg"', hint: "did you mean JPG?" },
    ],
    [
      "a format in lower case",
      { outputFormat: "png" },
      { path: at(".outputFormat"), expected: FORMATS, got: '"png"', hint: "did you mean PNG?" },
    ],
    [
      "quality 19",
      { outputQuality: 19 },
      { path: at(".outputQuality"), expected: "an integer 20…99", got: "19" },
    ],
    [
      "quality 100",
      { outputQuality: 100 },
      { path: at(".outputQuality"), expected: "an integer 20…99", got: "100" },
    ],
    [
      "quality 95.5",
      { outputQuality: 95.5 },
      { path: at(".outputQuality"), expected: "an integer 20…99", got: "95.5" },
    ],
    ["ttl 59", { ttl: 59 }, { path: at(".ttl"), expected: TTL, got: "59" }],
    ["ttl 60.5", { ttl: 60.5 }, { path: at(".ttl"), expected: TTL, got: "60.5" }],
    ["ttl as text", { ttl: "60" }, { path: at(".ttl"), expected: TTL, got: '"60"' }],
    ["a ttl that JSON cannot carry", { ttl: 1e308 }, { path: at(".ttl"), expected: TTL, got: "1e+308" }],
    [
      "a ttl without links",
      { ttl: 60, outputType: "dataURI" },
      { path: at(".ttl"), expected: "nothing beside outputType dataURI: only links expire", got: "60" },
    ],
    [
      "an outputType in another spelling",
      { outputType: "url" },
      {
        path: at(".outputType"),
        expected: "one of URL, base64Data, dataURI",
        got: '"url"',
        hint: "did you mean URL?",
      },
    ],
    [
      "a safety mode that there is not",
      { safety: { mode: "full" } },
      { path: at(".safety.mode"), expected: "one of none, fast", got: '"full"' },
    ],
    [
      "what looks like true",
      { safety: { checkContent: 1 } },
      { path: at(".safety.checkContent"), expected: "true or false", got: "1" },
    ],
    [
      "a webhook without encryption",
      { webhookUrl: "http://hooks.example.com/" },
      { path: at(".webhookUrl"), expected: WEBHOOK, got: '"http://hooks.example.com/"' },
    ],
    [
      "an upload with a password",
      { uploadEndpoint: "https://me:pw@files.example.com/" },
      { path: at(".uploadEndpoint"), expected: WEBHOOK, got: '"https://[redacted]@files.example.com/"' },
    ],
    [
      "a delivery that there is not",
      { deliveryMethod: "stream" },
      { path: at(".deliveryMethod"), expected: "one of async, sync", got: '"stream"' },
    ],
    [
      "includeCost as a word",
      { includeCost: "yes" },
      { path: at(".includeCost"), expected: "true or false", got: '"yes"' },
    ],
    [
      "a dry run, since its answer is not documented",
      { dryRun: true },
      {
        path: at(".dryRun"),
        expected:
          "one of outputFormat, outputQuality, outputType, ttl, safety, uploadEndpoint, webhookUrl, deliveryMethod, includeCost",
        got: "an unknown key",
      },
    ],
  ])("%s", async (_, options, issue) => {
    expect(await issuesOf(options)).toStrictEqual([issue]);
  });

  it("every problem at once", async () => {
    const issues = await issuesOf({ outputFormat: "gif", outputQuality: 0, ttl: 1 });
    expect(issues.map(({ path }) => path)).toStrictEqual([
      at(".outputFormat"),
      at(".outputQuality"),
      at(".ttl"),
    ]);
  });
});

describe("providerOptions.runware takes", () => {
  it.each([
    {},
    { outputQuality: 20, outputFormat: "WEBP" },
    { outputQuality: 99, ttl: 60, outputType: "URL" },
    { ttl: 31_536_000 },
    { safety: { checkContent: true, mode: "fast" } },
    { webhookUrl: "http://127.0.0.1:8787/hook?token=1" },
  ])("%j", (options) => {
    const issues: Issue[] = [];
    runware().checkOptions(options, issues);
    expect(issues).toStrictEqual([]);
  });
});
