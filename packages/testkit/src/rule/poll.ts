import { expect } from "vitest";
import { REQUESTS } from "../request-table.ts";
import { endingWith, setScene } from "../scene.ts";
import { json } from "../service.ts";
import { garbage } from "./garbage.ts";
import { type RuleTable, unlessSaid, unlessSync } from "./rule.ts";

const { minimal } = REQUESTS;

/** What is made of the words in which a service tells about a job. */
export const pollRules = {
  "failed-poll": {
    title: "a poll that failed is not a job that failed",
    unless: unlessSync,
    async check(subject) {
      const errors = [500, 502, 503, 504, 524, 429].map((status) => subject.phrases.refusal(status, "no"));
      for (const hiccup of ["dropped", "refused", "silent", ...errors] as const) {
        const { k2, ends, service } = setScene(subject, { poll: [hiccup, "completed"] });
        const { images, failures } = await ends(k2.generate(minimal));
        expect(images).toHaveLength(1);
        expect(failures).toHaveLength(0);
        expect(service.seen("submit")).toHaveLength(1);
      }
    },
  },
  "garbage-poll": {
    title: "an answer to a poll that cannot be read is not a failed job",
    unless: unlessSync,
    async check(subject) {
      for (const body of garbage()) {
        const { k2, ends } = setScene(subject, { poll: [json(body), "completed"] });
        const { images } = await ends(k2.generate(minimal, { timeoutMs: 60_000 }));
        expect(images, `after ${JSON.stringify(body)}`).toHaveLength(1);
      }
    },
  },
  "refused-poll": {
    title: "a refused poll ends the wait, but the job was accepted: it is handed over, and may be billed",
    unless: unlessSync,
    async check(subject) {
      for (const status of [401, 403]) {
        const refusal = subject.phrases.refusal(status, "it is refused");
        const { k2, ends, fails, service } = setScene(subject, { poll: [refusal, "completed"] });
        const error = await fails(k2.generate(minimal));
        expect(error).toMatchObject({ outcome: "accepted", billed: "maybe", phase: "poll" });
        if (status === 401) expect(error.code).toBe("authentication");
        expect((await ends(k2.resume(JSON.parse(JSON.stringify(error.job))))).images).toHaveLength(1);
        expect(service.seen("submit")).toHaveLength(1);
      }
    },
  },
  "reported-failure": {
    title: "a failed job is reported at once, not at the deadline",
    unless: unlessSaid("failed"),
    async check(subject) {
      const { k2, fails, clock } = setScene(subject, endingWith(subject, "failed"));
      const error = await fails(k2.generate(minimal));
      expect(error).toMatchObject({ code: "job_failed", outcome: "settled" });
      expect(error.attempts).toMatchObject([{ code: "job_failed", billed: error.billed }]);
      expect(clock.now()).toBeLessThan(5000);
    },
  },
  "reported-moderation": {
    title: "refused content is reported at once as that",
    unless: unlessSaid("moderated"),
    async check(subject) {
      const { k2, fails, clock, service } = setScene(subject, endingWith(subject, "moderated"));
      const error = await fails(k2.generate(minimal));
      expect(error).toMatchObject({ code: "content_rejected", retryable: false });
      expect(clock.now()).toBeLessThan(5000);
      expect(service.seen("submit")).toHaveLength(1);
    },
  },
  "strange-state": {
    title: "a state that is documented nowhere is a job under way",
    unless: unlessSaid("strange"),
    async check(subject) {
      const { k2, ends } = setScene(subject, { poll: ["strange", "strange", "completed"] });
      expect((await ends(k2.generate(minimal))).images).toHaveLength(1);
      const forever = setScene(subject, { poll: ["strange"] });
      const error = await forever.fails(forever.k2.generate(minimal));
      expect(error).toMatchObject({ code: "timeout", outcome: "accepted" });
    },
  },
  "empty-result": {
    title: "done without an image is looked at again, and then reported as paid without result",
    unless: unlessSaid("empty"),
    async check(subject) {
      const late = setScene(subject, { poll: ["empty", "completed"] });
      expect((await late.ends(late.k2.generate(minimal))).images).toHaveLength(1);
      const { k2, fails, service, clock } = setScene(subject, { poll: ["empty"] });
      const error = await fails(k2.generate(minimal));
      expect(error).toMatchObject({ code: "paid_without_result", outcome: "settled", billed: "maybe" });
      expect(error.job).toBeDefined();
      expect(service.seen("poll").length).toBeGreaterThan(1);
      expect(clock.now()).toBeLessThan(60_000);
    },
  },
} satisfies RuleTable;
