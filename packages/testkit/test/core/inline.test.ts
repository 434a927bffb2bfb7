import { createKrea2, isUnikreaError, type JobRef, type LedgerRecord } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { countedIds, fakeClock, fakeProvider, TINY_IMAGES } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";

const PNG = TINY_IMAGES["image/png"];
const BASE64 = btoa(String.fromCharCode(...PNG));
const KEY = { idempotencyKey: "order-1" };

/** A client before a service that sends the image itself instead of a link; the first time, or whenever it is asked. */
function scene(isAskable = true) {
  const clock = fakeClock();
  const ledger = memoryLedger(clock);
  const fake = fakeProvider({ id: "a" });
  let polls = 0;
  const poll: typeof fake.poll = async () => {
    const isThere = isAskable || polls++ === 0;
    return { status: "settled", images: isThere ? [{ base64: BASE64, microUsd: 40_000 }] : [], failures: [] };
  };
  const k2 = createKrea2({ providers: [{ ...fake, poll }], clock, ledger, newId: countedIds() });
  const recordNow = async (): Promise<LedgerRecord | undefined> => (await ledger.list({ limit: 1 }))[0];
  const inlineNow = async () =>
    (await recordNow())?.job.parts.flatMap(({ outcome }) => outcome?.images.map(({ base64 }) => base64));
  const jobNow = async (): Promise<JobRef> => {
    const record = await recordNow();
    if (!record) throw new Error("there is no record");
    return record.job;
  };
  const ends = <Result>(promise: Promise<Result>) => clock.settle(promise);
  const bytesOf = async (job: JobRef) => {
    const { images } = await ends(k2.resume(JSON.parse(JSON.stringify(job))));
    return ends((images[0]?.bytes() ?? Promise.resolve(undefined)).catch((error: unknown) => error));
  };
  return { clock, k2, ends, recordNow, inlineNow, jobNow, bytesOf, service: fake.service };
}

describe("an image that came with the answer", () => {
  it("is in the ledger until it was delivered, and not after that", async () => {
    const { k2, ends, recordNow, inlineNow } = scene();
    const { images } = await ends(k2.generate(REQUEST));
    expect(await inlineNow()).toStrictEqual([BASE64]);
    expect(await ends(images[0]?.bytes() ?? Promise.reject())).toStrictEqual(PNG);
    expect(await recordNow()).toMatchObject({ state: "delivered", heldMicroUsd: 0 });
    expect(JSON.stringify(await recordNow())).not.toContain(BASE64);
    expect((await recordNow())?.job.parts[0]?.outcome?.images).toStrictEqual([{ microUsd: 40_000 }]);
  });

  it("stays in the job that the caller has", async () => {
    const { k2, ends, bytesOf } = scene(false);
    const { images, job } = await ends(k2.generate(REQUEST));
    await ends(images[0]?.bytes() ?? Promise.reject());
    expect(await bytesOf(job)).toStrictEqual(PNG);
  });

  it("is asked for again where only the ledger's copy of the job is left, and never made again", async () => {
    const { k2, ends, jobNow, bytesOf, service } = scene();
    const { images } = await ends(k2.generate(REQUEST));
    await ends(images[0]?.bytes() ?? Promise.reject());
    expect(await bytesOf(await jobNow())).toStrictEqual(PNG);
    expect(service.made("submit")).toHaveLength(1);
  });

  it("is gone when the service does not have it any more either, and that is said", async () => {
    const { k2, ends, jobNow, bytesOf } = scene(false);
    const { images } = await ends(k2.generate(REQUEST));
    await ends(images[0]?.bytes() ?? Promise.reject());
    const error = await bytesOf(await jobNow());
    if (!isUnikreaError(error)) expect.fail("there were bytes");
    expect(error).toMatchObject({ code: "download_failed", outcome: "settled", billed: "yes" });
    expect(error.message).toContain("handed over before");
  });

  it("is what a call with the same key gives, also after it was delivered", async () => {
    const { k2, ends, inlineNow, service } = scene(false);
    const first = await ends(k2.generate(REQUEST, KEY));
    await ends(first.images[0]?.bytes() ?? Promise.reject());
    expect(await inlineNow()).toStrictEqual([BASE64]);
    const again = await ends(k2.generate(REQUEST, KEY));
    expect(await ends(again.images[0]?.bytes() ?? Promise.reject())).toStrictEqual(PNG);
    expect(service.made("submit")).toHaveLength(1);
  });
});
