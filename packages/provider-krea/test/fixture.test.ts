import { readdirSync } from "node:fs";
import { canonicalRequest } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { toWire } from "../src/mapping.ts";
import { ASSET, JOB, JOB_LIST } from "../src/wire.ts";
import { bodyOf } from "./fixture.ts";
import { checkOf } from "./schema.ts";

const NAMES = readdirSync(new URL("../fixtures", import.meta.url)).map((name) => name.replace(/\.json$/, ""));
const named = (start: string, end: string) =>
  NAMES.filter((name) => name.startsWith(`${start}.`) && name.endsWith(`.${end}`));

/** What Krea's own document has no place for. */
const UNDECLARED: Record<string, string> = {
  "submit.processing.response": "an empty result",
  "list.older-cursor.response": "a cursor in camel case",
  "error.validation.response": "422 at all",
};

describe("fixtures", () => {
  const image = (url: string, strength: number) => ({ image: { kind: "url", url } as const, strength });
  const full = canonicalRequest({
    prompt: "a fox in snow",
    aspectRatio: "3:4",
    creativity: "raw",
    sliders: { intensity: 100, complexity: -100, movement: 1 },
    seed: 4_294_967_295,
    styles: [
      { id: "ink-wash", strength: -1.5 },
      { id: "gouache", strength: 2 },
    ],
    references: [
      image("https://pictures.example.com/fog.jpg", 0.25),
      image("https://app-uploads.krea.ai/u/1-reference.png", 1),
    ],
    moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0.35 },
    source: image("https://pictures.example.com/snow.png", 0.99),
  });

  it.each([
    ["submit.minimal.request", canonicalRequest()],
    ["submit.full.request", full],
  ])("%s is what toWire makes of its request", (name, request) => {
    expect(toWire({ ...request, options: {} }).wire.body).toStrictEqual(bodyOf(name));
  });

  it.each(named("submit", "request"))("%s fits Krea's schema of requests", (name) => {
    expect(checkOf("Krea2Request")(bodyOf(name))).toBe("");
  });

  it.each([
    ...named("submit", "response").map((name) => [name, "SubmittedJob", JOB] as const),
    ...named("poll", "response").map((name) => [name, "Job", JOB] as const),
    ...named("list", "response").map((name) => [name, "JobList", JOB_LIST] as const),
    ["asset.response", "Asset", ASSET] as const,
  ])("%s can be read, and fits Krea's schema %s", (name, schema, own) => {
    expect(z.safeParse(own, bodyOf(name)).success).toBe(true);
    if (!(name in UNDECLARED)) expect(checkOf(schema)(bodyOf(name))).toBe("");
  });

  it.each(named("error", "response"))("%s fits one of Krea's schemas of errors", (name) => {
    const schemas = ["ErrorBody", "MessageErrorBody", "ModelUnavailable"];
    expect(schemas.filter((schema) => checkOf(schema)(bodyOf(name)) === "")).not.toStrictEqual([]);
  });
});
