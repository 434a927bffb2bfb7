import { createKrea2, type GenerateResult, type UnikreaError } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import type { Fault } from "@unikrea/emulator";
import { describe, expect, it } from "vitest";
import { krea } from "../src/index.ts";
import { openAccount } from "./account.ts";

const REQUEST = { prompt: "a lighthouse in fog", n: 2, seed: 1 };

/** Has two images made, the second of which is lost, and lets another process resume the stored job. */
async function resumeElsewhere(fault: Fault, ...more: Fault[]) {
  const account = openAccount();
  const { clock, emulator } = account;
  const settings = { apiKey: "canary-5f1d7c20", baseUrl: "https://api.krea.ai", fetch: emulator.fetch };
  const client = () => createKrea2({ providers: [krea(settings)], clock });
  emulator.inject({ ...fault, operation: "submit", skip: 1 }, ...more);
  const { job, failures } = await clock.settle(client().generate(REQUEST));
  expect(failures).toMatchObject([{ code: "outcome_unknown", outcome: "unknown", billed: "maybe" }]);
  await clock.advance(60_000);
  const stored: unknown = JSON.parse(JSON.stringify(job));
  const result: GenerateResult | UnikreaError = await clock.settle(client().resume(stored));
  return { result, billed: await account.billed() };
}

describe("a lost submission in a stored job", () => {
  it("is not taken for another job of the same wish", async () => {
    const { result, billed } = await resumeElsewhere({ kind: "drop" });
    expect(result.images.map(({ seed }) => seed)).toStrictEqual([1]);
    expect(result.failures).toMatchObject([{ code: "outcome_unknown", billed: "maybe" }]);
    expect(billed).toBe(1);
  });

  it("is found by another process once the list shows it", async () => {
    // The five looks of the first process see no list.
    const blind = { kind: "status", status: 500, operation: "list", times: 5 } as const;
    const { result, billed } = await resumeElsewhere({ kind: "drop", afterWork: true }, blind);
    expect(result.images.map(({ seed }) => seed)).toStrictEqual([1, 2]);
    expect(new Set(result.images.map(({ url }) => url)).size).toBe(2);
    expect(billed).toBe(2);
  });
});

/** Clients of one key, in this process or in others. */
function applications() {
  const account = openAccount();
  const { clock, emulator } = account;
  const settings = { apiKey: "canary-5f1d7c20", baseUrl: "https://api.krea.ai", fetch: emulator.fetch };
  const ledger = memoryLedger(clock);
  return {
    account,
    clock,
    emulator,
    client: () => createKrea2({ providers: [krea(settings)], clock, ledger }),
  };
}
const ONE = { prompt: "a lighthouse in fog" };
const UNKNOWN = { code: "outcome_unknown", outcome: "unknown", billed: "maybe" };

describe("a job that is somebody's", () => {
  /** One job that comes to its end, and another of the same moment that never arrived. */
  async function oneOfTwo() {
    const all = applications();
    const { clock, emulator, client } = all;
    const k2 = client();
    const first = k2.generate(ONE);
    await clock.advance(500);
    emulator.inject({ kind: "drop", operation: "submit" });
    const second = k2.generate(ONE).catch((error: unknown) => error);
    const { images } = await clock.settle(first);
    return { ...all, images, second: await clock.settle(second) };
  }

  it("is not taken for one of the same client that was lost a moment later and never arrived", async () => {
    const { account, images, second } = await oneOfTwo();
    expect(images).toHaveLength(1);
    expect(second).toMatchObject(UNKNOWN);
    expect(await account.billed()).toBe(1);
  });

  it("is not taken for the lost one when another process recovers, not even once it was delivered", async () => {
    const { account, clock, client, images } = await oneOfTwo();
    await clock.settle(Promise.all(images.map((image) => image.bytes())));
    const recovered = await clock.settle(client().recover({ minAgeMs: 0 }));
    expect(recovered).toMatchObject([{ state: "unknown", result: undefined, error: UNKNOWN }]);
    expect(await account.billed()).toBe(1);
  });
});

it("two submissions of the same moment whose answers are lost are both found, since only one is sent at a time", async () => {
  const { account, clock, emulator, client } = applications();
  emulator.inject({ kind: "drop", afterWork: true, operation: "submit", times: 2 });
  const k2 = client();
  const results = await clock.settle(Promise.all([k2.generate(ONE), k2.generate(ONE)]));
  const urls = results.map(({ images }) => images[0]?.url);
  expect(new Set(urls).size).toBe(2);
  expect(await account.billed()).toBe(2);
});
