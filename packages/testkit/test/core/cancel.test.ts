import { createKrea2, isUnikreaError, type JobRef } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { answering, failing, fakeProvider, hanging, refusing } from "../../src/index.ts";
import { failureOf, REQUEST, stage } from "./stage.ts";
import { forever } from "./team.ts";

const TWO = { ...REQUEST, n: 2, seed: 1 };

describe("canceling a job", () => {
  it("in time says that nothing is billed, and the job says so from then on", async () => {
    const { k2, ends, fails, clock, provider } = stage({ latencyMs: 60_000 });
    const job = await ends(k2.submit(TWO));
    await clock.advance(3000);
    const canceled = await ends(k2.cancel(job));
    expect(canceled).toMatchObject({
      billed: "no",
      message: "fake was stopped in time: nothing will be billed",
    });
    expect(canceled.job.parts.map(({ outcome }) => outcome?.failures[0]?.code)).toStrictEqual([
      "job_canceled",
      "job_canceled",
    ]);
    expect(provider.service.billedImages(Number.POSITIVE_INFINITY)).toBe(0);
    const error = await fails(k2.resume(JSON.parse(JSON.stringify(canceled.job))));
    expect(error).toMatchObject({ code: "job_canceled", outcome: "settled", billed: "no" });
    expect(provider.service.made("poll")).toHaveLength(0);
  });

  it("too late gives what was made, which is paid for", async () => {
    const { k2, ends, clock } = stage({ latencyMs: 1000 });
    const job = await ends(k2.submit(TWO));
    await clock.advance(3000);
    const canceled = await ends(k2.cancel(JSON.parse(JSON.stringify(job))));
    expect(canceled).toMatchObject({ billed: "yes" });
    expect(canceled.message).toContain("2 made and billed");
    expect((await ends(k2.resume(canceled.job))).images).toHaveLength(2);
  });

  it("of which one image was done names both", async () => {
    const { k2, ends, clock } = stage({ latencyMs: (index) => (index === 0 ? 1000 : 60_000) });
    const job = await ends(k2.submit(TWO));
    await clock.advance(3000);
    const canceled = await ends(k2.cancel(job));
    expect(canceled.billed).toBe("yes");
    expect(canceled.job.parts.map(({ outcome }) => outcome?.images.length)).toStrictEqual([1, 0]);
  });

  it.each([
    ["that hangs", hanging, 5000],
    ["that is refused", refusing(404), 0],
    ["whose answer cannot be read", answering("?"), 1500],
    ["that is put off for longer than there is time", refusing(429, { "retry-after": "20" }), 0],
  ])(
    "with an answer %s leaves the job open, says what may be billed, and never throws",
    async (_, twist, tookMs) => {
      const { k2, ends, clock } = stage({ latencyMs: 60_000, twists: { cancel: forever(twist) } });
      const job = await ends(k2.submit(REQUEST));
      const canceled = await ends(k2.cancel(job));
      expect(canceled).toMatchObject({ billed: "maybe" });
      expect(canceled.message).toContain("$0.03");
      expect(canceled.job.parts[0]?.outcome).toBeUndefined();
      expect(clock.now()).toBe(tookMs);
      expect(clock.pendingTimers).toBe(0);
      expect((await ends(k2.resume(canceled.job))).images).toHaveLength(1);
    },
  );

  it.each([
    ["cannot be reached", failing(new TypeError("fetch failed")), 500],
    ["is down", refusing(503), 500],
    ["asks for patience", refusing(429, { "retry-after": "2" }), 2000],
  ])("is tried again when the service %s", async (_, twist, tookMs) => {
    const { k2, ends, clock, provider } = stage({ latencyMs: 60_000, twists: { cancel: [twist] } });
    const job = await ends(k2.submit(REQUEST));
    expect(await ends(k2.cancel(job))).toMatchObject({ billed: "no" });
    expect(provider.service.made("cancel")).toHaveLength(2);
    expect(clock.now()).toBe(tookMs);
  });

  it("where the provider has no way to leaves it running, and says so", async () => {
    const { k2, ends, provider } = stage({ cancelable: false, latencyMs: 60_000 });
    const job = await ends(k2.submit(REQUEST));
    expect(await ends(k2.cancel(job))).toMatchObject({ billed: "maybe" });
    expect(provider.service.made("cancel")).toHaveLength(0);
  });

  it("that is settled already asks nobody", async () => {
    const { k2, ends, provider } = stage();
    const { job } = await ends(k2.generate(REQUEST));
    expect(await ends(k2.cancel(job))).toMatchObject({ billed: "yes" });
    expect(provider.service.made("cancel")).toHaveLength(0);
  });

  it("from another process than the one that waits ends its wait", async () => {
    const { k2, ends, clock, provider } = stage({ latencyMs: 60_000 });
    const job = await ends(k2.submit(REQUEST));
    const waiting = k2.wait(job).catch((error: unknown) => error);
    await clock.advance(3000);
    const other = createKrea2({ providers: [provider], clock });
    await ends(other.cancel(JSON.parse(JSON.stringify(job))));
    expect(await ends(waiting)).toMatchObject({ code: "job_canceled", outcome: "settled", billed: "no" });
  });
});

describe("a stored job", () => {
  it("is plain JSON, and comes back as it was", async () => {
    const { k2, ends } = stage();
    const job = await ends(k2.submit(TWO));
    expect(JSON.parse(JSON.stringify(job))).toEqual(job);
    expect(structuredClone(job)).toStrictEqual(job);
  });

  const spoilt: [string, (job: JobRef) => unknown][] = [
    ["nothing", () => undefined],
    ["text", (job) => JSON.stringify(job)],
    ["of another version", (job) => ({ ...job, v: 2 })],
    ["without its parts", ({ parts: _, ...job }) => job],
    ["with parts that are none", (job) => ({ ...job, parts: [null] })],
    ["with a count that is none", (job) => ({ ...job, parts: [{ ...job.parts[0], n: -1 }] })],
    ["of a model that nobody has", (job) => ({ ...job, model: "krea-3" })],
    [
      "with an outcome that is none",
      (job) => ({ ...job, parts: [{ ...job.parts[0], outcome: { status: "pending" } }] }),
    ],
  ];
  it.each(spoilt)("%s is refused, and nobody is asked", async (_, spoil) => {
    const { k2, ends, fails, provider } = stage();
    const job = await ends(k2.submit(REQUEST));
    expect(await fails(k2.resume(spoil(job)))).toMatchObject({ code: "invalid_response" });
    expect(await fails(k2.cancel(spoil(job) as JobRef))).toMatchObject({ code: "invalid_response" });
    expect(provider.service.made("poll")).toHaveLength(0);
  });

  it("of a provider that this client does not have is refused by name", async () => {
    const { k2, ends, clock } = stage();
    const job = await ends(k2.submit(REQUEST));
    const other = createKrea2({ providers: [fakeProvider({ id: "other" })], clock });
    const error = await failureOf(clock, other.resume(job));
    expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "provider", got: '"fake"' }] });
    expect(error.message).toContain("other");
  });

  it("with a date that is none is asked about all the same", async () => {
    const { k2, ends } = stage({ latencyMs: 100 });
    const job = await ends(k2.submit(REQUEST));
    const parts = job.parts.map((part) => ({ ...part, submittedAt: "yesterday" }));
    expect((await ends(k2.resume({ ...job, parts }))).images).toHaveLength(1);
  });

  it("holds no image links of others: what was added to it is not followed", async () => {
    const { k2, ends } = stage();
    const { job } = await ends(k2.generate(REQUEST));
    const [part] = job.parts;
    const evil = {
      ...part,
      outcome: { ...part?.outcome, images: [{ url: "http://169.254.169.254/latest" }] },
    };
    const { images } = await ends(k2.resume({ ...job, parts: [evil] }));
    const failure = await ends((images[0]?.bytes() ?? Promise.resolve()).catch((error: unknown) => error));
    expect(isUnikreaError(failure) && failure.code).toBe("download_failed");
  });
});
