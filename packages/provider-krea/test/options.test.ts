import { createKrea2, type Issue, isUnikreaError } from "@unikrea/core";

import { afterEach, describe, expect, it, vi } from "vitest";
import { type KreaOptions, krea } from "../src/index.ts";

afterEach(() => vi.unstubAllEnvs());

const thrownBy = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    return error;
  }
  return "nothing was thrown";
};

/** Takes down the headers and the address of one submission. */
async function sentBy(settings: Parameters<typeof krea>[0]) {
  const sent: { url: string; authorization: string | null }[] = [];
  const fetch = async (url: string, init?: RequestInit) => {
    sent.push({ url, authorization: new Headers(init?.headers).get("authorization") });
    return Response.json({ job_id: "job-1", status: "queued" });
  };
  const k2 = createKrea2({ providers: [krea({ ...settings, fetch })] });
  const error = await k2.submit({ prompt: "a lighthouse in fog" }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { sent, error };
}

describe("the key", () => {
  it("may be in the environment under two names, of which Krea's own comes first", async () => {
    vi.stubEnv("KREA_API_TOKEN", "token-a");
    vi.stubEnv("KREA_API_KEY", "key-b");
    expect((await sentBy({})).sent).toMatchObject([{ authorization: "Bearer token-a" }]);
    vi.stubEnv("KREA_API_TOKEN", "");
    expect((await sentBy({})).sent).toMatchObject([{ authorization: "Bearer key-b" }]);
  });

  it("may hold a colon, and may be a function that is asked each time", async () => {
    vi.stubEnv("KREA_API_TOKEN", "token-a");
    expect((await sentBy({ apiKey: "id:secret" })).sent).toMatchObject([
      { authorization: "Bearer id:secret" },
    ]);
    expect((await sentBy({ apiKey: async () => "fresh" })).sent).toMatchObject([
      { authorization: "Bearer fresh" },
    ]);
  });

  it("is missed only when it is needed, by the names under which it is looked for", async () => {
    vi.stubEnv("KREA_API_TOKEN", "");
    vi.stubEnv("KREA_API_KEY", "");
    expect(krea().hasCredentials()).toBe(false);
    const { sent, error } = await sentBy({});
    expect(sent).toStrictEqual([]);
    expect(error).toMatchObject({ code: "missing_credentials", outcome: "not_sent", billed: "no" });
    expect(String(error)).toContain("KREA_API_TOKEN or KREA_API_KEY");
  });
});

it("marks its account by its key and its address, otherwise for every job", async () => {
  const mark = (apiKey: string, salt = "job-1", baseUrl = "https://api.example.com") =>
    krea({ apiKey, baseUrl }).account?.(salt);
  const one = await mark("canary-5f1d7c20");
  expect(one).toMatch(/^[\da-f]{12}$/);
  expect(await mark("canary-5f1d7c20")).toBe(one);
  const others = [
    mark("canary-6a2e8d31"),
    mark("canary-5f1d7c20", "job-2"),
    mark("canary-5f1d7c20", "job-1", "http://127.0.0.1:1"),
  ];
  expect(new Set([one, ...(await Promise.all(others))]).size).toBe(4);
});

describe("the address", () => {
  it("is Krea's own, another one of the environment, or the one that is given", async () => {
    const settings = { apiKey: "key" };
    vi.stubEnv("KREA_BASE_URL", "");
    const [usual] = (await sentBy(settings)).sent;
    expect(usual?.url).toBe("https://api.krea.ai/generate/image/krea/krea-2/medium");
    vi.stubEnv("KREA_BASE_URL", "https://proxy.example.com/krea/");
    const [proxied] = (await sentBy(settings)).sent;
    expect(proxied?.url).toBe("https://proxy.example.com/krea/generate/image/krea/krea-2/medium");
    const [local] = (await sentBy({ ...settings, baseUrl: "http://127.0.0.1:8787/krea" })).sent;
    expect(local?.url).toBe("http://127.0.0.1:8787/krea/generate/image/krea/krea-2/medium");
  });

  it("on this machine may hand out links to this machine", () => {
    expect(krea({ baseUrl: "http://localhost:8787/krea" }).local).toBe(true);
    expect(krea({ baseUrl: "https://api.krea.ai" }).local).toBe(false);
  });

  it.each([
    "http://api.krea.ai",
    "https://user:pass@api.krea.ai",
    "https://api.krea.ai?key=1",
    "https://api.krea.ai/../elsewhere",
    "ftp://api.krea.ai",
    "krea",
  ])("is not %s: the key would go there", (baseUrl) => {
    const error = thrownBy(() => krea({ baseUrl }));
    expect(isUnikreaError(error) && error.code).toBe("invalid_input");
  });
});

describe("providerOptions.krea", () => {
  const issuesOf = (options: unknown) => {
    const issues: Issue[] = [];
    krea().checkOptions(options, issues);
    return issues.map(({ path }) => path);
  };

  it.each<KreaOptions>([
    {},
    { wideStrengths: true, zeroDataRetention: false },
    { webhookUrl: "https://hooks.example.com/krea?token=1" },
    { webhookUrl: "http://localhost:3000/hook" },
    { webhookUrl: undefined },
  ])("may be %j", (options) => {
    expect(issuesOf(options)).toStrictEqual([]);
  });

  it.each([
    [{ wideStrength: true }, "providerOptions.krea.wideStrength"],
    [{ wideStrengths: "yes" }, "providerOptions.krea.wideStrengths"],
    [{ zeroDataRetention: 1 }, "providerOptions.krea.zeroDataRetention"],
    [{ webhookUrl: "http://hooks.example.com" }, "providerOptions.krea.webhookUrl"],
    [{ webhookUrl: "https://hooks.example.com/#here" }, "providerOptions.krea.webhookUrl"],
    [{ webhookUrl: "https://user@hooks.example.com/" }, "providerOptions.krea.webhookUrl"],
    [{ webhookUrl: 7 }, "providerOptions.krea.webhookUrl"],
    ["none", "providerOptions.krea"],
  ])("is not %j", (options, path) => {
    expect(issuesOf(options)).toStrictEqual([path]);
  });
});

describe("the settings", () => {
  it.each<[string, object, object]>([
    [
      "a misspelt one, with the one that was meant",
      { baseURL: "http://127.0.0.1:1" },
      { path: "krea.baseURL", hint: "did you mean baseUrl?" },
    ],
    ["a key that is none, without showing it", { apiKey: 7 }, { path: "krea.apiKey" }],
    ["a fetch that is none", { fetch: "canary-5f1d7c20" }, { path: "krea.fetch", got: "a text" }],
    ["a word for a flag", { trustAbsence: "yes" }, { path: "krea.trustAbsence", got: "a text" }],
  ])("refuse %s", (_, settings, issue) =>
    expect(thrownBy(() => krea(settings))).toMatchObject({ code: "invalid_input", issues: [issue] }),
  );
});
