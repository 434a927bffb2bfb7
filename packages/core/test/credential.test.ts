import { afterEach, describe, expect, it, vi } from "vitest";
import { hasCredential, readCredential } from "../src/credential.ts";

const source = (value?: Parameters<typeof readCredential>[0]["value"]) => ({
  provider: "toy",
  option: "apiKey",
  value,
  variables: ["TOY_KEY", "TOY_TOKEN"],
});

afterEach(() => vi.unstubAllEnvs());

describe("readCredential", () => {
  it.each([
    ["a key", "sk-123", "sk-123"],
    ["a key with a colon", "KEY_ID:SECRET", "KEY_ID:SECRET"],
    ["a key with the line break that files end in", "sk-123\n", "sk-123"],
    ["a function", () => "sk-123", "sk-123"],
    ["an async function", async () => "sk-123", "sk-123"],
  ])("takes %s", async (_, value, wanted) => expect(await readCredential(source(value))).toBe(wanted));

  it("prefers what was passed, then the first variable that is set", async () => {
    vi.stubEnv("TOY_TOKEN", "second");
    expect(await readCredential(source())).toBe("second");
    vi.stubEnv("TOY_KEY", "first");
    expect(await readCredential(source())).toBe("first");
    expect(await readCredential(source("mine"))).toBe("mine");
  });

  it.each([
    ["nothing", undefined, /apiKey is missing/],
    ["empty text", "", /missing/],
    ["spaces", "   ", /missing/],
    ["a function that has none", () => "", /missing/],
    [
      "a function that throws",
      async () => {
        throw new Error("the vault of sk-canary is shut");
      },
      /could not be read: the function that gives it failed/,
    ],
    ["quotes", '"sk-canary"', /quotes/],
    ["the scheme typed twice", "Bearer sk-canary", /Bearer/],
    ["a line break inside", "sk-canary\r\nx: y", /line breaks/],
    ["a space inside", "sk canary", /spaces/],
    ["letters that no header carries", "sk-canäry", /other characters/],
    ["the word undefined", "undefined", /placeholder/],
    ["what an example says", "your-api-key", /placeholder/],
    ["angle brackets", "<api-key>", /placeholder/],
    ["stars", "****", /placeholder/],
    ["10 KB", "k".repeat(10_240), /too long/],
  ])("refuses %s, names the ways to give a key, and does not repeat it", async (_, value, problem) => {
    const error = await readCredential(source(value)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "missing_credentials",
      outcome: "not_sent",
      billed: "no",
      provider: "toy",
    });
    expect(String(error)).toMatch(problem);
    expect(String(error)).toContain("Pass toy({ apiKey }) or set TOY_KEY or TOY_TOKEN");
    expect(String(error)).not.toMatch(/canary|kkkk/);
  });
});

describe("hasCredential", () => {
  it.each([
    ["nothing", undefined, undefined, false],
    ["an empty option", "", undefined, false],
    ["an option", "k", undefined, true],
    ["a function", () => "k", undefined, true],
    ["a variable", undefined, "k", true],
    ["an empty variable", undefined, "", false],
  ])("with %s", (_, value, variable, wanted) => {
    vi.stubEnv("TOY_TOKEN", variable);
    expect(hasCredential(source(value))).toBe(wanted);
  });
});
