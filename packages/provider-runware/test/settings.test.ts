import { type Issue, isUnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { still } from "./line.ts";

/** What `runware()` says of settings as JavaScript may pass them. */
function refusalOf(settings: unknown) {
  try {
    // @ts-expect-error: what is wrong here is the point
    runware(settings);
  } catch (error) {
    if (isUnikreaError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const KEYS = "one of apiKey, baseUrl, fetch";
const unknownKey = (path: string, hint?: string): Issue => {
  return { path: `runware.${path}`, expected: KEYS, got: "an unknown key", ...(hint && { hint }) };
};

describe("settings are refused, and nothing is sent, for", () => {
  it.each<[name: string, settings: unknown, issues: Issue[]]>([
    [
      "a slip that would send to the real service",
      { baseURL: "http://127.0.0.1:8787/runware/v1" },
      [unknownKey("baseURL", "did you mean baseUrl?")],
    ],
    [
      "a key in another spelling",
      { api_key: "canary-5f1d7c20" },
      [unknownKey("api_key", "did you mean apiKey?")],
    ],
    ["a setting that there is not", { region: "eu" }, [unknownKey("region")]],
    [
      "a base URL that is no text",
      { baseUrl: new URL("http://127.0.0.1:8787/") },
      [{ path: "runware.baseUrl", expected: "a URL, as text", got: "a value of type URL" }],
    ],
    [
      "a key that is null",
      { apiKey: null },
      [{ path: "runware.apiKey", expected: "a key, or a function that gives it", got: "null" }],
    ],
    [
      "every problem at once",
      { apiKey: 1, fetch: true, baseURL: "" },
      [
        { path: "runware.apiKey", expected: "a key, or a function that gives it", got: "1" },
        { path: "runware.fetch", expected: "a function", got: "true" },
        unknownKey("baseURL", "did you mean baseUrl?"),
      ],
    ],
    ["null", null, [{ path: "runware", expected: "an object", got: "null" }]],
  ])("%s", (_, settings, issues) => {
    const error = refusalOf(settings);
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
    expect(error.issues).toStrictEqual(issues);
    for (const { path, hint = "" } of issues) {
      expect(error.message).toContain(path);
      expect(error.message).toContain(hint);
    }
  });

  it.each([
    ["the key instead of settings", "canary-5f1d7c20"],
    ["the key instead of a fetch", { fetch: "canary-5f1d7c20" }],
  ])("%s, which is not printed", (_, settings) => {
    const error = refusalOf(settings);
    expect(error.issues).toMatchObject([{ got: "a text" }]);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("canary");
  });
});

it("settings are copied: what is changed in them later changes nothing", async () => {
  const sent: unknown[] = [];
  const fetch = async (url: string, init?: RequestInit) => {
    sent.push(url, new Headers(init?.headers).get("authorization"));
    return Response.json({ data: [] });
  };
  const settings = { apiKey: "canary-5f1d7c20", baseUrl: "http://127.0.0.1:1/v1", fetch };
  const provider = runware(settings);
  Object.assign(settings, { apiKey: "another", baseUrl: "https://stranger.example.com", fetch: undefined });
  await provider.probe(still());
  expect(sent).toStrictEqual(["http://127.0.0.1:1/v1", "Bearer canary-5f1d7c20"]);
});
