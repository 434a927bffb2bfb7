import fc from "fast-check";
import { expect, it } from "vitest";
import { createBreaker, type Evidence } from "../src/breaker.ts";

const LEASE_MS = 60_000;
const OPEN_MS = [15_000, 30_000, 60_000, 120_000, 240_000, 300_000];

interface Call {
  readonly lease: number;
  readonly go: "closed" | "probe";
  readonly era: number;
}

/** The rules, written down a second time and without thrift: whole histories instead of counters. */
class Model {
  /** Rises whenever it opens or closes: what began in another era is out of date. */
  era = 0;
  isOpen = false;
  trips = 0;
  openUntil = 0;
  throttledUntil = 0;
  probe: { call?: Call; until: number } | undefined;
  history: { at: number; evidence: Evidence }[] = [];

  expected(now: number): object {
    const openUntil = this.isOpen ? Math.max(this.openUntil, this.probe?.until ?? 0) : 0;
    const retryAt = Math.max(openUntil, this.throttledUntil);
    if (retryAt > now) return { go: "open", retryAt };
    return { go: this.isOpen ? "probe" : "closed" };
  }
  settle(call: Call, evidence: Evidence, now: number) {
    if (this.isOpen) {
      if (call !== this.probe?.call) return;
      this.probe = undefined;
      if (evidence === "failure") this.open(now);
      if (evidence === "success") this.close();
      return;
    }
    if (call.era !== this.era || evidence === "neutral") return;
    this.history.push({ at: now, evidence });
    const last = this.history.slice(-5);
    const minute = this.history.filter(({ at }) => now - at < 60_000).slice(-100);
    const failures = minute.filter((entry) => entry.evidence === "failure");
    const isStreak = last.length === 5 && last.every((entry) => entry.evidence === "failure");
    const isHalf = minute.length >= 10 && failures.length >= minute.length / 2;
    if (evidence === "failure" && (isStreak || isHalf)) this.open(now);
  }
  open(now: number) {
    this.openUntil = now + (OPEN_MS[Math.min(this.trips, OPEN_MS.length - 1)] ?? 0);
    this.trips++;
    this.isOpen = true;
    this.era++;
  }
  close() {
    this.isOpen = false;
    this.trips = 0;
    this.era++;
    this.history = [];
  }
}

const STEP = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant("admit"), ms: fc.nat(3000) }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constantFrom("success", "failure"), ms: fc.nat(3000) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom("neutral", "failure"), ms: fc.nat(3000) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("wait"), ms: fc.nat(400_000) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("throttle"), ms: fc.nat(30_000) }) },
);
const isEvidence = (act: string): act is Evidence => ["success", "failure", "neutral"].includes(act);

it("keeps the rules under any sequence of calls, late results, pauses and waits, and is never stuck", () => {
  const seen = { closed: 0, probe: 0, open: 0, late: 0 };
  const steps = fc.array(fc.tuple(STEP, fc.nat()), { maxLength: 300, size: "max" });
  fc.assert(
    fc.property(steps, (script) => {
      const breaker = createBreaker(() => 0.5);
      const model = new Model();
      const calls: Call[] = [];
      let now = 0;
      for (const [{ act, ms }, pick] of script) {
        now += act === "throttle" ? 0 : ms;
        if (act === "throttle") {
          breaker.latch("throttled", now, ms);
          model.throttledUntil = Math.max(model.throttledUntil, now + ms);
        } else if (isEvidence(act)) {
          const [call] = calls.splice(pick % Math.max(calls.length, 1), 1);
          if (!call) continue;
          const before = JSON.stringify(breaker);
          breaker.settle(call.lease, act, now);
          model.settle(call, act, now);
          if (call.era === model.era || JSON.stringify(breaker) !== before) continue;
          seen.late++;
        } else if (act === "admit") {
          const admission = breaker.admit(now);
          expect(admission).toMatchObject(model.expected(now));
          seen[admission.go]++;
          if (admission.go === "open") continue;
          const call = { lease: admission.lease, go: admission.go, era: model.era };
          if (call.go === "probe") model.probe = { call, until: now + LEASE_MS };
          calls.push(call);
        }
        expect(breaker.block(now)?.retryAt).toBe(Reflect.get(model.expected(now), "retryAt"));
      }
      // Whoever was admitted never came back; still there is a way on, and it closes again.
      const { retryAt = now } = breaker.block(now) ?? {};
      const next = breaker.admit(retryAt);
      expect(next.go).not.toBe("open");
      if (next.go !== "open") breaker.settle(next.lease, "success", retryAt);
      expect(breaker.admit(retryAt).go).toBe("closed");
    }),
    { numRuns: 300 },
  );
  // The scripts did reach what they are for.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
