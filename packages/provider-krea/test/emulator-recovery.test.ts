import { createKrea2, type GenerateResult, isUnikreaError, type UnikreaError } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import type { Fault } from "@unikrea/emulator";
import type { FakeClock } from "@unikrea/testkit";
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
    /** One that shares the ledger with other processes. */
    process: () => {
      const promises = { shared: true, durability: "machine" } as const;
      return createKrea2({ providers: [krea(settings)], clock, ledger: { ...ledger, promises } });
    },
  };
}
async function failureOf(clock: FakeClock, call: Promise<unknown>): Promise<UnikreaError> {
  const error = await clock.settle(call.catch((thrown: unknown) => thrown));
  if (isUnikreaError(error)) return error;
  throw new Error("expected an error of ours", { cause: error });
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

  it("is not taken for the lost one when another process resumes that", async () => {
    const { account, clock, client, second } = await oneOfTwo();
    const { job } = isUnikreaError(second) ? second : expect.fail("the second call brought an image");
    const error = await failureOf(clock, client().resume(JSON.parse(JSON.stringify(job))));
    expect(error).toMatchObject(UNKNOWN);
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

it("of two that were lost a moment apart neither is given the one job that there is", async () => {
  const { account, clock, emulator, client } = applications();
  emulator.inject({ kind: "drop", operation: "submit" });
  const k2 = client();
  // There is no time left for a look, so the next is sent at once.
  const lose = async () => failureOf(clock, k2.generate(ONE, { timeoutMs: 800 }));
  const never = await lose();
  emulator.inject({ kind: "drop", afterWork: true, operation: "submit" });
  const arrived = await lose();
  await clock.advance(60_000);
  for (const { job } of [never, arrived])
    expect(await failureOf(clock, k2.resume(JSON.parse(JSON.stringify(job))))).toMatchObject(UNKNOWN);
  expect(await account.billed()).toBe(1);
});

describe("a call that waits for what became of its submission while others go on", () => {
  /** The five looks that every lost submission gets see no list. */
  const BLIND = { kind: "status", status: 500, operation: "list", times: 5 } as const;
  const LOST = { kind: "drop", afterWork: true, operation: "submit" } as const;
  const WAIT = { onUnknown: "wait" } as const;
  const urlOf = ({ images }: GenerateResult) => images[0]?.url;

  it("gets its own image, not that of a job that was sent meanwhile", async () => {
    const { account, clock, emulator, client } = applications();
    emulator.inject(LOST, BLIND);
    const k2 = client();
    const lost = k2.generate(ONE, WAIT);
    await clock.advance(500);
    const other = await clock.settle(k2.generate({ ...ONE, seed: 7 }));
    expect(clock.now()).toBeLessThan(40_000);
    const found = await clock.settle(lost);
    expect(found.attempts).toMatchObject([{ isInferred: true, outcome: "settled", billed: "yes" }]);
    const [theirs, ours] = await account.jobs();
    expect([found, other].map(({ job }) => job.parts[0]?.token)).toMatchObject([ours, theirs]);
    expect(urlOf(found)).not.toBe(urlOf(other));
    expect(await account.billed()).toBe(2);
  });

  it("is told of a job that another process is sending at that moment only for as long as it is", async () => {
    const { account, clock, emulator, process } = applications();
    emulator.inject(LOST, BLIND);
    const lost = process().generate(ONE, WAIT);
    // Sent at 32 s and answered at 42 s. In between, at 35 s, it is looked for the lost one.
    await clock.advance(32_000);
    emulator.inject({ kind: "slow", delayMs: 10_000, operation: "submit" });
    const other = process().generate({ ...ONE, seed: 7 });
    const urls = (await clock.settle(Promise.all([lost, other]))).map(urlOf);
    expect(new Set(urls).size).toBe(2);
    expect(clock.now()).toBeLessThan(80_000);
    expect(await account.billed()).toBe(2);
  });

  it("is not given the image of another that is lost meanwhile, nor that one its own", async () => {
    const { account, clock, emulator, client } = applications();
    emulator.inject({ ...LOST, times: 2 }, BLIND);
    const k2 = client();
    const first = failureOf(clock, k2.generate(ONE, WAIT));
    const second = failureOf(clock, k2.generate({ ...ONE, seed: 7 }));
    expect(await Promise.all([first, second])).toMatchObject([UNKNOWN, UNKNOWN]);
    expect(await account.billed()).toBe(2);
  });
});
