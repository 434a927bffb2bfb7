import { createKrea2, type GenerateResult, isUnikreaError, UnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { delayed, type FakeProviderOptions, hanging } from "../../src/index.ts";
import { REQUEST, type Stage, stage } from "./stage.ts";

const WITH_IMAGE = {
  ...REQUEST,
  references: [{ image: "https://pictures.example.com/1.png" }],
  n: 2,
  seed: 1,
};
const REASON = new Error("changed my mind");

/** A job with every kind of wait in it: 400 ms of upload, 600 ms of submission, polls of 300 ms until 5 s. */
const SLOW: FakeProviderOptions = {
  submitMs: 600,
  latencyMs: 5000,
  twists: {
    upload: [delayed(400)],
    poll: Array.from({ length: 50 }, () => delayed(300)),
  },
};

/** Aborts after this many milliseconds, and gives what became of the call. */
async function abortAt(atMs: number, { k2, clock }: Stage): Promise<GenerateResult | UnikreaError> {
  const controller = new AbortController();
  clock.setTimer(() => controller.abort(REASON), atMs);
  const outcome = k2.generate(WITH_IMAGE, { signal: controller.signal }).catch((error: unknown) => {
    if (isUnikreaError(error)) return error;
    throw error;
  });
  return clock.settle(outcome);
}

describe("an abort, whenever it comes", () => {
  const times = Array.from({ length: 70 }, (_, index) => index * 100);
  /** With everything that may be said of the outcome and the bill, depending on when it comes. */
  const shapes: [string, FakeProviderOptions, string[]][] = [
    ["that can be stopped", SLOW, ["done", "not_sent/no", "settled/no", "settled/yes"]],
    [
      "that cannot be stopped",
      { ...SLOW, cancelable: false },
      ["accepted/maybe", "done", "not_sent/no", "unknown/maybe"],
    ],
    [
      "whose answer is the image",
      { ...SLOW, delivery: "sync" },
      ["done", "not_sent/no", "settled/yes", "unknown/maybe"],
    ],
  ];

  it.each(shapes)(
    "of a job %s ends the call, and what it says about the money is true",
    async (_, options, said) => {
      const seen = new Set<string>();
      for (const at of times) {
        const scene = stage(options);
        const outcome = await abortAt(at, scene);
        const { clock, provider } = scene;
        // A look that was under way may still end by itself.
        await clock.advance(15_000);
        expect(clock.pendingTimers, `timers after an abort at ${at} ms`).toBe(0);
        if (!isUnikreaError(outcome)) {
          expect(outcome.images).toHaveLength(2);
          seen.add("done");
          continue;
        }
        expect(outcome, `${at} ms`).toMatchObject({ code: "aborted", name: "AbortError" });
        expect(outcome.cause).toBe(REASON);
        const billed = provider.service.billedImages(Number.POSITIVE_INFINITY);
        if (outcome.billed === "no") expect(billed, `billed after an abort at ${at} ms`).toBe(0);
        if (outcome.billed === "yes") expect(billed).toBeGreaterThan(0);
        if (outcome.outcome === "not_sent") expect(provider.service.made("submit")).toHaveLength(0);
        if (outcome.outcome === "unknown") expect(outcome.billed).toBe("maybe");
        const told = outcome.attempts.flatMap(({ usd, atRiskUsd }) => [usd, atRiskUsd]);
        expect(told.some((usd) => usd !== 0)).toBe(outcome.billed !== "no");
        expect(outcome.attempts).toHaveLength(outcome.job?.parts.length ?? 0);
        seen.add(`${outcome.outcome}/${outcome.billed}`);
      }
      expect([...seen].sort()).toStrictEqual(said);
    },
  );

  it.each(shapes)("of a job %s happens within moments", async (_, options) => {
    for (const at of times) {
      const scene = stage(options);
      await abortAt(at, scene);
      // A submission that is under way may still tell the job, so that it can be stopped.
      expect(scene.clock.now() - at, `${at} ms`).toBeLessThanOrEqual(1000);
    }
  });

  it("from within onProgress counts at once", async () => {
    const { k2, fails, clock } = stage({ latencyMs: 60_000 });
    const controller = new AbortController();
    const onProgress = () => controller.abort(REASON);
    const error = await fails(k2.generate(REQUEST, { signal: controller.signal, onProgress }));
    expect(error).toMatchObject({ code: "aborted", billed: "no" });
    expect(clock.now()).toBeLessThan(1000);
  });

  it("stops every job of the request", async () => {
    const scene = stage(SLOW);
    const error = await abortAt(3000, scene);
    expect(error).toMatchObject({ outcome: "settled", billed: "no" });
    expect(scene.provider.service.made("cancel")).toHaveLength(2);
    expect(scene.provider.service.billedImages(Number.POSITIVE_INFINITY)).toBe(0);
  });

  it("hands over a job that can be collected after all where it cannot be stopped", async () => {
    const { k2, ends, provider, ...rest } = stage({ ...SLOW, cancelable: false });
    const error = await abortAt(3000, { k2, ends, provider, ...rest });
    expect(error).toMatchObject({ outcome: "accepted", billed: "maybe" });
    const { images } = await ends(k2.resume(JSON.parse(JSON.stringify((error as UnikreaError).job))));
    expect(images).toHaveLength(2);
    expect(provider.service.made("submit")).toHaveLength(2);
  });

  it("leaves a submission that may be stopped 5 s to tell its job, and no longer", async () => {
    const scene = stage({ twists: { submit: [hanging, hanging] } });
    const error = await abortAt(1000, scene);
    expect(error).toMatchObject({ code: "aborted", outcome: "unknown", billed: "maybe" });
    expect(scene.clock.now()).toBe(6000);
    expect(scene.clock.pendingTimers).toBe(0);
  });

  it("stops a job whose submission is answered in that time", async () => {
    const scene = stage({ submitMs: 4000, latencyMs: 60_000 });
    const error = await abortAt(1000, scene);
    expect(error).toMatchObject({ code: "aborted", outcome: "settled", billed: "no" });
    expect(scene.provider.service.made("cancel")).toHaveLength(2);
  });

  it("says that a job may be billed when its cancellation is not confirmed", async () => {
    const scene = stage({ ...SLOW, twists: { cancel: [hanging, hanging] } });
    const error = await abortAt(3000, scene);
    expect(error).toMatchObject({ code: "aborted", outcome: "accepted", billed: "maybe" });
    expect(scene.clock.now()).toBe(8000);
    expect(scene.clock.pendingTimers).toBe(0);
  });

  it("says what was made already when one of two images was done", async () => {
    const scene = stage({ latencyMs: (index) => (index === 0 ? 2000 : 60_000) });
    const error = (await abortAt(10_000, scene)) as UnikreaError;
    expect(error).toMatchObject({ code: "aborted", outcome: "settled", billed: "yes" });
    expect(error.job?.parts[0]?.outcome?.images).toHaveLength(1);
    expect((await scene.ends(scene.k2.resume(error.job))).images).toHaveLength(1);
  });
});

describe("the reason of an abort", () => {
  it.each([
    ["an error", new Error("mine")],
    ["text", "mine"],
    ["a number", 7],
    [
      "an error of ours, from another call",
      new UnikreaError("authentication", "theirs", { outcome: "refused" }),
    ],
  ])("may be %s: it is the cause, and never mistaken for what happened", async (_, reason) => {
    for (const at of [-1, 100, 700, 3000]) {
      const { k2, clock, fails, provider } = stage(SLOW);
      const controller = new AbortController();
      if (at < 0) controller.abort(reason);
      else clock.setTimer(() => controller.abort(reason), at);
      const error = await fails(k2.generate(WITH_IMAGE, { signal: controller.signal }));
      expect(error, `${at}`).toMatchObject({ code: "aborted", name: "AbortError", billed: "no" });
      expect(error.cause).toBe(reason);
      if (at === 100) expect(error.outcome).toBe("not_sent");
      expect(provider.service.billedImages(Number.POSITIVE_INFINITY)).toBe(0);
    }
  });

  it("that is an error of ours does not turn an unknown outcome into a refusal", async () => {
    const { k2, clock, fails } = stage({ twists: { submit: [hanging] } });
    const controller = new AbortController();
    const reason = new UnikreaError("authentication", "theirs", { outcome: "refused" });
    clock.setTimer(() => controller.abort(reason), 1000);
    const error = await fails(k2.generate(REQUEST, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted", outcome: "unknown", billed: "maybe" });
    expect(error.attempts.map(({ billed }) => billed)).not.toContain("no");
  });

  it("is the platform's own when nobody gave one", async () => {
    const { k2, fails } = stage();
    const error = await fails(k2.generate(REQUEST, { signal: AbortSignal.abort() }));
    expect(error.cause).toMatchObject({ name: "AbortError" });
  });
});

describe("one signal for many calls", () => {
  it("stops them all through one listener", async () => {
    const { k2, clock, provider } = stage({ latencyMs: 60_000 });
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const controller = new AbortController();
    let listeners = 0;
    const { addEventListener } = controller.signal;
    controller.signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(controller.signal, given);
    };
    const calls = Array.from({ length: 200 }, () =>
      k2.generate(REQUEST, { signal: controller.signal }).catch((error: unknown) => error),
    );
    await clock.advance(5000);
    controller.abort(REASON);
    const errors = await clock.settle(Promise.all(calls));
    process.off("warning", note);
    expect(errors.filter((error) => isUnikreaError(error) && error.code === "aborted")).toHaveLength(200);
    expect(provider.service.made("cancel")).toHaveLength(200);
    expect(listeners).toBe(1);
    expect(warnings).toStrictEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("stops nothing of the calls that have another", async () => {
    const { k2, clock } = stage();
    const controller = new AbortController();
    const aborted = k2.generate(REQUEST, { signal: controller.signal }).catch((error: unknown) => error);
    const other = k2.generate(REQUEST, { signal: new AbortController().signal });
    await clock.advance(2000);
    controller.abort();
    expect(await clock.settle(aborted)).toMatchObject({ code: "aborted" });
    expect((await clock.settle(other)).images).toHaveLength(1);
  });

  it("stops calls of two clients alike", async () => {
    const { k2, clock, provider } = stage();
    const second = createKrea2({ providers: [provider], clock });
    const controller = new AbortController();
    const calls = [k2, second].map((client) =>
      client.generate(REQUEST, { signal: controller.signal }).catch((error: unknown) => error),
    );
    await clock.advance(2000);
    controller.abort();
    expect(await clock.settle(Promise.all(calls))).toMatchObject([{ code: "aborted" }, { code: "aborted" }]);
  });

  it("that fires while a job is only being waited for stops the job too", async () => {
    const { k2, clock, ends, provider } = stage({ latencyMs: 60_000 });
    const job = await ends(k2.submit(REQUEST));
    const controller = new AbortController();
    const waiting = k2.resume(job, { signal: controller.signal }).catch((error: unknown) => error);
    await clock.advance(2000);
    controller.abort();
    expect(await ends(waiting)).toMatchObject({ code: "aborted", outcome: "settled", billed: "no" });
    expect(provider.service.made("cancel")).toHaveLength(1);
  });
});
