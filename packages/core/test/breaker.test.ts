import { describe, expect, it } from "vitest";
import { type Admission, type Breaker, createBreaker, describeBlock, evidenceOf } from "../src/breaker.ts";
import { type ErrorCode, UnikreaError } from "../src/error.ts";

/** Random 0.5: no jitter. */
const newBreaker = (random = 0.5) => createBreaker(() => random);
const leaseOf = (admission: Admission): number => ("lease" in admission ? admission.lease : Number.NaN);

/** Calls that end at once, a letter each: success, failure, neutral. */
function play(breaker: Breaker, letters: string, now = 0, stepMs = 0) {
  const evidences = { s: "success", f: "failure", n: "neutral" } as const;
  [...letters].forEach((letter, index) => {
    const at = now + index * stepMs;
    const evidence = evidences[letter as keyof typeof evidences];
    breaker.settle(leaseOf(breaker.admit(at)), evidence, at);
  });
}
const tripped = (random?: number) => {
  const breaker = newBreaker(random);
  play(breaker, "fffff");
  return breaker;
};

const latchAll = (breaker: Breaker, latches: readonly ("auth" | "funds" | "throttled")[]) => {
  for (const latch of latches) breaker.latch(latch, 1000, 5000);
};

describe("a closed breaker", () => {
  it.each([
    ["4 failures", "ffff", 0, "closed"],
    ["5 failures", "fffff", 0, "open"],
    ["5 failures, however long they take", "fffff", 600_000, "open"],
    ["a success between them", "ffffsffff", 0, "closed"],
    ["refusals and aborts between them change nothing", "ffnnfnnnf", 0, "closed"],
    ["and do not hide them", "ffnnfnnnff", 0, "open"],
    ["half of 10", "sfsfsfsfsf", 0, "open"],
    ["half of 9 is too few to tell", "fsfsfsfsf", 0, "closed"],
    ["4 of 10", "sfsfsfsfss", 0, "closed"],
    ["half of 10 within the minute", "sfsfsfsfsf", 6600, "open"],
    ["half of 10 in more than a minute", "sfsfsfsfsf", 6700, "closed"],
    ["a success as the tenth is no reason to stop", "fsfsfsffss", 0, "closed"],
    ["200 refusals", "n".repeat(200), 0, "closed"],
  ])("%s", (_, letters, stepMs, go) => {
    const breaker = newBreaker();
    play(breaker, letters, 0, stepMs);
    expect(breaker.admit((letters.length - 1) * stepMs).go).toBe(go);
  });

  it("remembers no more than the newest 100 calls", () => {
    const breaker = newBreaker();
    play(breaker, "s".repeat(1000));
    expect(breaker.toJSON().recent).toHaveLength(100);
  });
});

describe("an open breaker", () => {
  it("opens for 15 s, twice as long after every failed probe, at most 5 minutes", () => {
    const breaker = tripped();
    let now = 0;
    const opens = Array.from({ length: 7 }, () => {
      const { retryAt = 0 } = breaker.block(now) ?? {};
      const openMs = retryAt - now;
      now = retryAt;
      expect(breaker.admit(now - 0.1)).toStrictEqual({ go: "open", reason: "failing", retryAt });
      const probe = breaker.admit(now);
      expect(probe.go).toBe("probe");
      breaker.settle(leaseOf(probe), "failure", now);
      return openMs;
    });
    expect(opens).toStrictEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  it.each([
    [0, 12_000],
    [0.25, 13_500],
    [1, 18_000],
  ])("with random %d it stays open for %d ms", (random, retryAt) =>
    expect(tripped(random).block(0)).toStrictEqual({ reason: "failing", retryAt }),
  );

  it("a successful probe closes it, and the next trip is a first one again", () => {
    const breaker = tripped();
    play(breaker, "f", 15_000);
    play(breaker, "s", 45_000);
    expect(breaker.admit(45_000).go).toBe("closed");
    play(breaker, "fffff", 45_000);
    expect(breaker.block(45_000)).toStrictEqual({ reason: "failing", retryAt: 60_000 });
  });

  it("gives the probe to exactly one caller, and says to the others when the place is free", () => {
    const breaker = tripped();
    expect(breaker.admit(20_000).go).toBe("probe");
    expect(breaker.admit(20_000)).toStrictEqual({ go: "open", reason: "probing", retryAt: 80_000 });
    expect(breaker.admit(79_999).go).toBe("open");
    expect(breaker.admit(80_000, 200_000).go).toBe("probe");
    expect(breaker.block(80_000)).toStrictEqual({ reason: "probing", retryAt: 280_000 });
  });

  it("a probe that came to nothing gives its place on at once", () => {
    const breaker = tripped();
    const first = leaseOf(breaker.admit(15_000));
    breaker.settle(first, "neutral", 16_000);
    const second = breaker.admit(16_000);
    expect(second).toStrictEqual({ go: "probe", lease: expect.any(Number) });
    breaker.settle(first, "success", 16_000);
    expect(breaker.admit(16_000).go).toBe("open");
    breaker.settle(leaseOf(second), "success", 17_000);
    expect(breaker.admit(17_000).go).toBe("closed");
  });

  it.each(["success", "failure", "neutral"] as const)(
    "a late %s of a probe whose place was given away is ignored",
    (evidence) => {
      const breaker = tripped();
      const old = leaseOf(breaker.admit(15_000));
      breaker.admit(75_000);
      const before = breaker.toJSON();
      breaker.settle(old, evidence, 76_000);
      expect(breaker.toJSON()).toStrictEqual(before);
    },
  );

  it("a late probe whose place nobody has taken still counts", () => {
    const breaker = tripped();
    breaker.settle(leaseOf(breaker.admit(15_000)), "success", 300_000);
    expect(breaker.admit(300_000).go).toBe("closed");
  });

  it.each(["success", "failure"] as const)(
    "a %s of a call from before the trip changes nothing, neither while it is open nor after",
    (evidence) => {
      const breaker = newBreaker();
      const early = leaseOf(breaker.admit(0));
      play(breaker, "fffff");
      const open = breaker.toJSON();
      breaker.settle(early, evidence, 1000);
      expect(breaker.toJSON()).toStrictEqual(open);
      play(breaker, "s", 15_000);
      const closed = breaker.toJSON();
      breaker.settle(early, evidence, 16_000);
      expect(breaker.toJSON()).toStrictEqual(closed);
    },
  );
});

describe("the latches", () => {
  it.each<[string, (breaker: Breaker) => void, object | undefined]>([
    [
      "a refused key: 10 minutes",
      (breaker) => breaker.latch("auth", 1000),
      { reason: "auth", retryAt: 601_000 },
    ],
    [
      "no money: 10 minutes",
      (breaker) => breaker.latch("funds", 1000),
      { reason: "funds", retryAt: 601_000 },
    ],
    [
      "Retry-After",
      (breaker) => breaker.latch("throttled", 1000, 7000),
      { reason: "throttled", retryAt: 8000 },
    ],
    ["a day is an hour", (breaker) => breaker.latch("throttled", 1000, 86_400_000), { retryAt: 3_601_000 }],
    [
      "so is for ever",
      (breaker) => breaker.latch("throttled", 1000, Number.POSITIVE_INFINITY),
      { retryAt: 3_601_000 },
    ],
    ["a date in the past", (breaker) => breaker.latch("throttled", 1000, -1), undefined],
    ["not a number", (breaker) => breaker.latch("throttled", 1000, Number.NaN), undefined],
    ["no delay given", (breaker) => breaker.latch("throttled", 1000), undefined],
    ["money and a pause: the longer one", (b) => latchAll(b, ["throttled", "funds"]), { reason: "funds" }],
    [
      "money and the key: the one that came first",
      (b) => latchAll(b, ["funds", "auth"]),
      { retryAt: 601_000 },
    ],
  ])("%s", (_, act, block) => {
    const breaker = newBreaker();
    act(breaker);
    if (block) expect(breaker.block(1000)).toMatchObject(block);
    else expect(breaker.block(1000)).toBeUndefined();
    expect(breaker.admit(1000).go).toBe(block ? "open" : "closed");
  });

  it("a shorter pause does not shorten a longer one", () => {
    const breaker = newBreaker();
    breaker.latch("throttled", 0, 9000);
    breaker.latch("throttled", 1000, 2000);
    expect(breaker.block(1000)).toStrictEqual({ reason: "throttled", retryAt: 9000 });
  });

  it("what is no delay does not spoil a later one", () => {
    const breaker = newBreaker();
    for (const nonsense of [Number.NaN, Number.NEGATIVE_INFINITY]) breaker.latch("throttled", 0, nonsense);
    breaker.latch("throttled", 0, 2000);
    expect(breaker.block(0)).toStrictEqual({ reason: "throttled", retryAt: 2000 });
  });

  it("reset lets go of them all, but a service that fails goes on failing", () => {
    const breaker = tripped();
    breaker.latch("auth", 0);
    breaker.latch("funds", 0);
    breaker.latch("throttled", 0, 60_000);
    breaker.reset();
    expect(breaker.block(0)).toStrictEqual({ reason: "failing", retryAt: 15_000 });
  });

  it("hold back a probe too, and do not count as failures", () => {
    const breaker = tripped();
    breaker.latch("throttled", 0, 40_000);
    expect(breaker.admit(20_000)).toMatchObject({ reason: "throttled", retryAt: 40_000 });
    expect(breaker.admit(40_000).go).toBe("probe");
  });
});

it.each([
  [{ reason: "auth", retryAt: 600_000 }, "its key was refused (again in 600 s)"],
  [{ reason: "funds", retryAt: 600_000 }, "its account has no money left (again in 600 s)"],
  [{ reason: "throttled", retryAt: 1 }, "it asked us to wait (again in 1 s)"],
  [{ reason: "failing", retryAt: 15_000 }, "it kept failing (again in 15 s)"],
  [{ reason: "probing", retryAt: 60_000 }, "it kept failing, and one call is trying it now (again in 60 s)"],
] as const)("says %j in words", (block, words) => expect(describeBlock(block, 0)).toBe(words));

it.each<[ErrorCode, string]>([
  ["provider_unavailable", "failure"],
  ["outcome_unknown", "failure"],
  ["rate_limited", "neutral"],
  ["authentication", "neutral"],
  ["insufficient_credits", "neutral"],
  ["request_rejected", "neutral"],
  ["content_rejected", "neutral"],
  ["job_failed", "neutral"],
  ["aborted", "neutral"],
  ["timeout", "neutral"],
  ["queue_full", "neutral"],
])("%s is %s", (code, evidence) => expect(evidenceOf(new UnikreaError(code, ""))).toBe(evidence));

it("an error that is not ours says nothing of the service", () =>
  expect(evidenceOf(new TypeError("fetch failed"))).toBe("neutral"));

it("shows its state as JSON that nobody can change it through", () => {
  const breaker = tripped();
  breaker.latch("auth", 0);
  const state = breaker.toJSON();
  expect(JSON.parse(JSON.stringify(breaker))).toStrictEqual(state);
  state.until.auth = 0;
  expect(breaker.block(0)).toStrictEqual({ reason: "auth", retryAt: 600_000 });
});
