import { describe, expect, it } from "vitest";
import type { CompareInput, CompareOptions } from "../src/index.ts";
import { setStage } from "./stage.ts";

const FOX = { prompt: "a fox in snow" };

/** What JavaScript may pass, whatever the types say. */
const anything = <Type>(value: unknown): Type => Object(value).inside;

describe("what is passed", () => {
  it.each([
    ["an empty prompt", { prompt: " " }, "prompt"],
    ["the second of several prompts", { prompts: ["a fox", ""] }, "prompts[1]"],
    ["a model of a matrix", { prompts: ["a fox"], models: ["krea-2-large", "krea-3"] }, "models[1]"],
    ["a setting of a whole matrix", { prompts: ["a fox", "a wolf"], aspectRatio: "5:5" }, "aspectRatio"],
    ["a setting in a list of requests", [FOX, { ...FOX, n: 21 }], "[1].n"],
    ["an unknown key in a list of requests", [FOX, { ...FOX, steps: 3 }], "[1].steps"],
    ["no prompts", { prompts: [] }, "prompts"],
    ["prompts that are no list", { prompts: "a fox" }, "prompts"],
    ["no models", { prompts: ["a fox"], models: [] }, "models"],
    ["a prompt beside prompts", { ...FOX, prompts: ["a fox"] }, "prompt"],
    ["a model beside prompts", { prompts: ["a fox"], model: "krea-2-large" }, "model"],
    ["no requests", [], "requests"],
    ["more requests than memory is sure to hold", Array.from({ length: 101 }, () => FOX), "requests"],
    ["nothing", undefined, ""],
    ["a text", "a fox", ""],
    ["a text in a list", [FOX, "a wolf"], "[1]"],
  ])("%s is refused by its place, and nothing is sent", async (_, inside, path) => {
    const { fails, emulator } = setStage();
    const error = await fails(anything<CompareInput>({ inside }));
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
    expect(error.issues.map((issue) => issue.path)).toStrictEqual([path]);
    expect(error.message).toContain("nothing was sent, nothing was billed");
    expect(emulator.requests()).toStrictEqual([]);
  });

  it("says in its first line which of many requests is wrong", async () => {
    const { message } = await setStage().fails([FOX, { prompt: "" }]);
    expect(message).toMatch(/^\[1\]\.prompt: 1 problem: nothing was sent/);
  });
});

describe("an option", () => {
  it.each<[string, object, string]>([
    ["an unknown one", { ceiling: 1 }, "ceiling"],
    ["a provider that the client does not have", { providers: ["krea", "fal"] }, "providers"],
    ["a provider twice", { providers: ["krea", "krea"] }, "providers"],
    ["no provider", { providers: [] }, "providers"],
    ["providers as one word", { providers: "krea" }, "providers"],
    ["a ceiling below nothing", { maxUsd: -0.01 }, "maxUsd"],
    ["a ceiling as text", { maxUsd: "0.5" }, "maxUsd"],
    ["a ceiling without end", { maxUsd: Number.POSITIVE_INFINITY }, "maxUsd"],
    ["a ceiling that is no number", { maxUsd: Number.NaN }, "maxUsd"],
    ["no concurrency", { concurrency: 0 }, "concurrency"],
    ["a signal that is none", { signal: {} }, "signal"],
    ["progress into nothing", { onProgress: true }, "onProgress"],
    ["what only the client knows: retries", { maxRetries: 11 }, "maxRetries"],
    ["what only the client knows: time", { timeoutMs: 0 }, "timeoutMs"],
    ["what only the client knows: tags", { tags: [" a"] }, "tags[0]"],
    ["what only the client knows: a way with what does not fit", { onUnsupported: "drop" }, "onUnsupported"],
    ["what belongs to a call alone", { idempotencyKey: "fox-1" }, "idempotencyKey"],
  ])("that is %s is refused, and nothing is sent", async (_, inside, path) => {
    const { fails, emulator } = setStage();
    const error = await fails(FOX, anything<CompareOptions>({ inside }));
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
    expect(error.issues.map((issue) => issue.path)).toStrictEqual([path]);
    expect(emulator.requests()).toStrictEqual([]);
  });
});
