import { describe, expect, it } from "vitest";
import { CHECKS } from "../checks.ts";
import { EMULATED_KEYS } from "../emulation/emulated-run.ts";
import { readKeys } from "../runner/access.ts";
import { parseFlags, UsageError } from "../runner/flags.ts";
import { planRun } from "../runner/plan.ts";
import { planText } from "../runner/plan-text.ts";

const nothing = { webhook: false, moderation: false, patience: true };
const everything = { webhook: true, moderation: true, patience: true };
const plan = (more: Partial<Parameters<typeof planRun>[0]> = {}) =>
  planRun({
    checks: CHECKS,
    keys: EMULATED_KEYS,
    capMicroUsd: 5_000_000,
    only: [],
    has: everything,
    ...more,
  });

it("has ids that are unique, and belong to their providers", () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  expect(CHECKS.filter(({ id, provider }) => !id.startsWith(`${provider}.`))).toStrictEqual([]);
});

it("asks questions, and says how and why", () => {
  for (const { question, does, whyItMatters } of CHECKS) {
    expect(does).toMatch(/^[A-Z].*\.$/);
    expect(question).toMatch(/^[A-Z].*\?$/);
    expect(whyItMatters).toMatch(/\.$/);
  }
});

it("covers everything within the default cap, at worst", () => {
  const { chosen, worstMicroUsd, refusal } = plan();
  expect(chosen.length).toBe(CHECKS.length);
  expect(worstMicroUsd).toBe(CHECKS.reduce((sum, { maxUsd }) => sum + Math.round(maxUsd * 1e6), 0));
  expect(worstMicroUsd).toBeLessThanOrEqual(5_000_000);
  expect(refusal).toBeUndefined();
});

it("refuses when the sum is over the cap, unless the choice was made by hand", () => {
  expect(plan({ capMicroUsd: 100_000 }).refusal).toMatch(/over the cap/);
  expect(plan({ capMicroUsd: 100_000, only: ["krea"] }).refusal).toBeUndefined();
});

it("leaves out what lacks something, and says what", () => {
  const keys = readKeys({ KREA_API_TOKEN: "key" });
  const { rows } = planRun({
    checks: CHECKS,
    keys,
    capMicroUsd: 5_000_000,
    only: [],
    has: { ...nothing, patience: false },
  });
  const reason = (id: string) => rows.find(({ check }) => check.id === id)?.skipped;
  expect(reason("krea.end-to-end")).toBeUndefined();
  expect(reason("krea.foreign-keys")).toMatch(/KREA_SECOND_API_TOKEN/);
  expect(reason("krea.webhook-again")).toMatch(/--webhook-url/);
  expect(reason("krea.moderated")).toMatch(/--moderation/);
  expect(reason("runware.conflict-window")).toMatch(/RUNWARE_API_KEY/);
  expect(reason("cloudflare.metadata")).toMatch(/CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN/);
});

it("says of every check what it would do and cost, without any key", () => {
  const text = planText(plan({ keys: readKeys({}) }));
  for (const { id, question } of CHECKS)
    expect(text).toMatch(new RegExp(`^skip ${id} .*${question.slice(0, 20)}`, "m"));
  expect(text).toMatch(/With every key and every option all would run, for \$1\.\d{4} at worst/);
});

it("takes half a set of credentials for none", () => {
  expect(readKeys({ CLOUDFLARE_API_TOKEN: "x", RUNWARE_API_KEY: "" }).services).toStrictEqual({});
});

describe("the command line", () => {
  it("is careful by default", () => {
    expect(parseFlags([])).toMatchObject({
      capMicroUsd: 5_000_000,
      isAgreed: false,
      isModeration: false,
      only: [],
    });
  });

  it("takes several ids", () => {
    expect(parseFlags(["--only", "a,b", "--only", "c", "--max-usd", "0.1"])).toMatchObject({
      only: ["a", "b", "c"],
      capMicroUsd: 100_000,
    });
  });

  it.each([
    ["an unknown option", ["--pay"]],
    ["a stray word", ["krea"]],
    ["a cap that is no number", ["--max-usd", "five"]],
    ["a negative cap", ["--max-usd=-1"]],
    ["a cap beyond reason", ["--max-usd", "1e9"]],
    ["webhooks over http", ["--webhook-url", "http://a.example"]],
    ["a port that is none", ["--webhook-port", "0"]],
  ])("refuses %s", (_, args) => {
    expect(() => parseFlags(args)).toThrow(UsageError);
  });
});
