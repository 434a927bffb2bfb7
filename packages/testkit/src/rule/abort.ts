import { expect } from "vitest";
import { REQUESTS } from "../request-table.ts";
import { setScene } from "../scene.ts";
import { type RuleTable, unlessSync } from "./rule.ts";

const { minimal } = REQUESTS;

/** What becomes of a call whose caller has changed their mind. */
export const abortRules = {
  "aborted-before": {
    title: "with a signal that has fired already nothing is sent",
    async check(subject) {
      const { k2, fails, service, clock } = setScene(subject);
      const reason = new Error("changed my mind");
      const error = await fails(k2.generate(minimal, { signal: AbortSignal.abort(reason) }));
      const expected = { code: "aborted", name: "AbortError", outcome: "not_sent", billed: "no" };
      expect(error).toMatchObject(expected);
      expect(error.cause).toBe(reason);
      expect(service.requests).toHaveLength(0);
      expect(clock.pendingTimers).toBe(0);
    },
  },
  "aborted-waiting": {
    title: "an abort while waiting ends the wait at once, and stops the job where that can be",
    unless: unlessSync,
    async check(subject) {
      const { k2, fails, service, clock, provider } = setScene(subject, { poll: ["pending"] });
      const controller = new AbortController();
      const reason = new Error("changed my mind");
      const failing = fails(k2.generate(minimal, { signal: controller.signal }));
      const failure = Promise.race([failing, clock.advance(5000).then(() => undefined)]);
      await failure;
      controller.abort(reason);
      const error = await failing;
      expect(error).toMatchObject({ code: "aborted", name: "AbortError" });
      expect(error.cause).toBe(reason);
      expect(error.job).toBeDefined();
      expect(service.seen("cancel")).toHaveLength(provider.cancelable ? 1 : 0);
      const canceled = { outcome: "settled", billed: "no" };
      expect(error).toMatchObject(provider.cancelable ? canceled : { outcome: "accepted", billed: "maybe" });
      expect(clock.now()).toBeLessThan(30_000);
      expect(clock.pendingTimers).toBe(0);
    },
  },
  "aborted-submitting": {
    title:
      "an abort while submitting waits a moment for the job where it can be stopped, and says what may be billed",
    async check(subject) {
      const controller = new AbortController();
      const reason = new Error("changed my mind");
      const happy = subject.phrases.accepted ?? subject.phrases.completed;
      const { k2, fails, service, clock, provider } = setScene(subject, {
        // The caller gives up while the service is about to answer.
        submit: [
          async (exchange) => {
            controller.abort(reason);
            await new Promise((resolve) => setImmediate(resolve));
            return happy(exchange);
          },
        ],
        poll: ["pending"],
      });
      const error = await fails(k2.generate(minimal, { signal: controller.signal }));
      expect(error).toMatchObject({ code: "aborted", name: "AbortError" });
      expect(error.cause).toBe(reason);
      expect(service.seen("cancel")).toHaveLength(provider.cancelable ? 1 : 0);
      if (provider.cancelable) expect(error).toMatchObject({ outcome: "settled", billed: "no" });
      else expect(["maybe", "yes"]).toContain(error.billed);
      expect(service.seen("submit")).toHaveLength(1);
      expect(clock.pendingTimers).toBe(0);
    },
  },
} satisfies RuleTable;
