import { createKrea2, isUnikreaError, UnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { answering, delayed, failing, hanging, refusing } from "../../src/index.ts";
import { REQUEST, stage } from "./stage.ts";

const jobNotFound = failing(new UnikreaError("job_not_found", "fake: it is not there", { phase: "poll" }));

describe("polling one job", () => {
  it("looks at 1.2 s, then every 0.8 s, then less and less often as the wait grows", async () => {
    const { k2, ends, provider } = stage({ latencyMs: 20_000 });
    await ends(k2.generate(REQUEST));
    const looks = provider.service.made("poll").map(({ at }) => Math.round(at));
    expect(looks).toStrictEqual([
      1200, 2000, 2800, 3600, 4400, 5200, 6000, 6800, 7600, 8400, 9240, 10164, 11180, 12298, 13528, 14881,
      16369, 18006, 19807, 21787,
    ]);
  });

  it("asks most often when jobs like it usually end, once it has seen some", async () => {
    const { k2, ends, provider, clock } = stage({ latencyMs: 20_000 });
    for (let round = 0; round < 8; round++) await ends(k2.generate(REQUEST));
    const from = provider.service.made("poll").length;
    const startedAt = clock.now();
    await ends(k2.generate(REQUEST));
    const looks = provider.service
      .made("poll")
      .slice(from)
      .map(({ at }) => at - startedAt);
    expect(looks[0]).toBeCloseTo(1200, -1);
    expect(looks.length).toBeLessThan(15);
    // Knowing nothing it was 1.8 s late.
    expect(Number(looks.at(-1)) - 20_000).toBeLessThan(700);
  });

  it("forgets a failed poll, whatever kind of failure it was", async () => {
    const polls = [
      refusing(500),
      refusing(503),
      refusing(429),
      failing(new TypeError("fetch failed")),
      answering({ odd: true }),
    ];
    const { k2, ends, provider } = stage({ twists: { poll: polls } });
    const { images, failures } = await ends(k2.generate(REQUEST));
    expect(images).toHaveLength(1);
    expect(failures).toStrictEqual([]);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it("pauses also when the service that refuses says to come back at once", async () => {
    const bad = refusing(429, { "retry-after": "0" });
    const { k2, ends, provider } = stage({ twists: { poll: [bad, bad, bad] } });
    await ends(k2.generate(REQUEST));
    const looks = provider.service.made("poll").map(({ at }) => at);
    expect(looks.slice(0, 4)).toStrictEqual([1200, 2200, 4200, 8200]);
  });

  it("pauses longer after each failed poll in a row, up to 5 s, and starts over after a good one", async () => {
    const bad = refusing(503);
    const { k2, ends, provider } = stage({
      latencyMs: 25_000,
      twists: { poll: [bad, bad, bad, bad, bad, undefined, bad] },
    });
    await ends(k2.generate(REQUEST));
    const looks = provider.service.made("poll").map(({ at }) => at);
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
    expect(pauses.slice(0, 5)).toStrictEqual([1000, 2000, 4000, 5000, 5000]);
    expect(pauses[6]).toBe(1000);
  });

  it("waits as long as Retry-After says", async () => {
    const { k2, ends, provider } = stage({ twists: { poll: [refusing(429, { "retry-after": "17" })] } });
    await ends(k2.generate(REQUEST));
    expect(provider.service.made("poll").map(({ at }) => at)).toStrictEqual([1200, 18_200]);
  });

  it("still looks a last time when Retry-After leads beyond the deadline", async () => {
    const { k2, ends, provider } = stage({ twists: { poll: [refusing(503, { "retry-after": "600" })] } });
    const { images } = await ends(k2.generate(REQUEST, { timeoutMs: 60_000 }));
    expect(images).toHaveLength(1);
    expect(provider.service.made("poll").map(({ at }) => at)).toStrictEqual([1200, 59_000]);
  });

  it("gives up a poll that hangs after 15 s, and asks again", async () => {
    const { k2, ends, provider } = stage({ twists: { poll: [hanging] } });
    const { images } = await ends(k2.generate(REQUEST));
    expect(images).toHaveLength(1);
    expect(provider.service.made("poll").map(({ at }) => at)).toStrictEqual([1200, 17_200]);
  });

  it("does not ask again while an answer is under way", async () => {
    const { k2, ends, provider } = stage({ twists: { poll: [delayed(9000)] } });
    await ends(k2.generate(REQUEST));
    expect(provider.service.made("poll").map(({ at }) => at)).toStrictEqual([1200]);
    expect(provider.service.peak("poll")).toBe(1);
  });

  it("does not ask again meanwhile for the sake of other jobs either", async () => {
    const { k2, ends, provider } = stage({ twists: { poll: [delayed(9000)] } });
    await ends(Promise.all([k2.generate(REQUEST), k2.generate(REQUEST)]));
    expect(provider.service.made("poll").filter(({ ids }) => ids[0] === "fake-1")).toHaveLength(1);
  });

  it.each([
    [401, "authentication"],
    [403, "authentication"],
    [402, "insufficient_credits"],
    [422, "request_rejected"],
  ])("stops at a %i, which asking again does not mend, and hands over the job", async (status, code) => {
    const { k2, fails, provider, ends } = stage({ twists: { poll: [refusing(status)] } });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code, phase: "poll", provider: "fake", status });
    // The job was accepted, so it may be billed, whatever is wrong with asking about it.
    expect(error).toMatchObject({ outcome: "accepted", billed: "maybe" });
    expect(error.attempts).toMatchObject([{ outcome: "accepted", billed: "maybe" }]);
    expect(provider.service.made("poll")).toHaveLength(1);
    expect((await ends(k2.resume(JSON.parse(JSON.stringify(error.job))))).images).toHaveLength(1);
  });

  it("takes a 404 in the first 30 s for a job that is not visible yet", async () => {
    const missing = Array.from({ length: 5 }, () => jobNotFound);
    const { k2, ends } = stage({ twists: { poll: missing } });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
  });

  it("takes a 404 for the end of the job once 30 s are over", async () => {
    const { k2, fails, clock } = stage({
      latencyMs: Number.POSITIVE_INFINITY,
      twists: { poll: Array.from({ length: 100 }, () => jobNotFound) },
    });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "job_not_found", outcome: "accepted", billed: "maybe" });
    expect(clock.now()).toBeGreaterThan(30_000);
    expect(clock.now()).toBeLessThan(40_000);
  });

  it("leaves a bug of a provider visible instead of calling it an outcome", async () => {
    const { clock, provider } = stage();
    const bug = () => Promise.reject(new TypeError("x is not a function"));
    const broken = [
      { ...provider, poll: bug },
      { ...provider, submit: bug },
      { ...provider, prepareImages: bug },
    ];
    for (const each of broken) {
      const client = createKrea2({ providers: [each], clock });
      const error = await clock.settle(client.generate(REQUEST).catch((thrown: unknown) => thrown));
      // What was thrown after something may have been sent must say so; the bug is its cause.
      expect(isUnikreaError(error) ? error.cause : error).toBeInstanceOf(TypeError);
      expect(clock.pendingTimers).toBe(0);
    }
  });
});
