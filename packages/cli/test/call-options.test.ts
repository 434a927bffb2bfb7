import { type CallOptions, UnikreaError } from "@unikrea/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { clearEnvironment } from "./environment.ts";
import { runCli } from "./fake-terminal.ts";

const calls: CallOptions[] = [];
vi.mock("@unikrea/core", async (original) => ({
  ...(await original<object>()),
  createKrea2: () => ({
    generate: async (_: unknown, options: CallOptions) => {
      calls.push(options);
      throw new UnikreaError("queue_full", "Too many calls wait here");
    },
  }),
}));

beforeEach(() => {
  clearEnvironment();
  vi.stubEnv("KREA_API_TOKEN", "k");
  vi.stubEnv("RUNWARE_API_KEY", "k");
  calls.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

it.each<[string[], CallOptions]>([
  [[], { provider: undefined, routing: undefined, maxUsd: undefined, onUnknown: undefined }],
  [["-p", "runware,krea", "--routing", "cheapest"], { provider: ["runware", "krea"], routing: "cheapest" }],
  [["--max-usd", "0.05", "--on-unknown", "pay-again"], { maxUsd: 0.05, onUnknown: "pay-again" }],
  [["--on-unknown", "wait", "--idempotency-key", "a b"], { onUnknown: "wait", idempotencyKey: "a b" }],
  [["--tag", "spring, 2026", "--tag", "灯塔"], { tags: ["spring, 2026", "灯塔"] }],
])("%o is said to core as it is", async (flags, options) => {
  await runCli("generate", "a fox", ...flags);
  expect(calls).toMatchObject([options]);
});

it("a full queue is a failure that costs nothing: 1", async () => {
  const { code, json } = await runCli("generate", "a fox", "--json");
  expect([code, json()]).toMatchObject([1, { error: { code: "queue_full", billed: "no" } }]);
});
