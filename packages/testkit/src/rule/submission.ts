import { expect } from "vitest";
import { REQUESTS } from "../request-table.ts";
import { setScene } from "../scene.ts";
import { json } from "../service.ts";
import { garbage } from "./garbage.ts";
import type { RuleTable, Unless } from "./rule.ts";

const { minimal } = REQUESTS;
const STRANGER = "https://stranger.example.net/elsewhere";

const unlessKeyless: Unless = (_, { keyless }) => keyless && "it is a binding, not HTTP";

/** What each status must become. Services use 403 for more than keys. */
const REFUSALS = [
  [400, ["request_rejected"]],
  [401, ["authentication"]],
  [402, ["insufficient_credits"]],
  [403, ["authentication", "request_rejected"]],
  [404, ["request_rejected"]],
  [413, ["request_rejected"]],
  [422, ["request_rejected"]],
  [429, ["rate_limited"]],
] as const;

/** The one exchange that costs money, and all the ways in which it goes wrong. */
export const submissionRules = {
  "unclear-answer": {
    title: "an answer that may come after the work began is an unknown outcome, and is not sent again",
    async check(subject) {
      const { refusesWith = [] } = subject.deviations ?? {};
      const statuses = [408, 500, 502, 503, 504, 524].filter((status) => !refusesWith.includes(status));
      const replies = statuses.map((status) => subject.phrases.refusal(status, "something went wrong"));
      for (const reply of ["dropped", "silent", ...replies] as const) {
        const { k2, fails, service, clock } = setScene(subject, { submit: [reply] });
        const error = await fails(k2.generate(minimal));
        const expected = { code: "outcome_unknown", outcome: "unknown", billed: "maybe", phase: "submit" };
        expect(error, JSON.stringify(reply)).toMatchObject(expected);
        expect(error.attempts).toMatchObject([{ outcome: "unknown", billed: "maybe" }]);
        expect(service.seen("submit")).toHaveLength(1);
        expect(clock.pendingTimers).toBe(0);
      }
    },
  },
  "garbage-answer": {
    title: "an accepted submission whose answer cannot be read is an unknown outcome",
    async check(subject) {
      for (const body of garbage()) {
        const { k2, fails, service } = setScene(subject, { submit: [json(body)] });
        const error = await fails(k2.generate(minimal));
        const expected = { code: "outcome_unknown", outcome: "unknown", billed: "maybe", phase: "submit" };
        expect(error, JSON.stringify(body)).toMatchObject(expected);
        expect(service.seen("submit")).toHaveLength(1);
      }
    },
  },
  "second-run": {
    title:
      "a lost submission that may be run twice is held twice from the start, and a second run counts as at risk",
    unless: ({ mayRunTwice }) => !mayRunTwice && "nothing is run twice",
    async check(subject) {
      const happy = subject.phrases.accepted ? "accepted" : "completed";
      const answered = setScene(subject);
      const { cost, spend } = await answered.ends(answered.k2.generate(minimal));
      expect(spend.atRiskUsd).toBe(0);
      const short = setScene(subject);
      const error = await short.fails(short.k2.generate(minimal, { maxUsd: 1.5 * (cost.usd ?? 0) }));
      expect(error).toMatchObject({ code: "budget_exceeded", outcome: "not_sent" });
      expect(short.service.requests).toStrictEqual([]);
      const lost = setScene(subject, { submit: ["dropped", happy] });
      const made = await lost.ends(lost.k2.generate(minimal));
      expect(lost.service.seen("submit")).toHaveLength(2);
      expect(made.spend).toMatchObject({ usd: cost.usd, atRiskUsd: cost.usd });
    },
  },
  "refused-connection": {
    title: "a connection that was refused proves that nothing was sent",
    async check(subject) {
      const { k2, fails, service } = setScene(subject, { submit: ["refused"] });
      const error = await fails(k2.generate(minimal));
      const expected = { code: "provider_unavailable", outcome: "not_sent", billed: "no", retryable: true };
      expect(error).toMatchObject(expected);
      expect(service.seen("submit")).toHaveLength(1);
    },
  },
  refusals: {
    title: "a refusal before any work is one, costs nothing, and is not sent again",
    async check(subject) {
      for (const [status, codes] of REFUSALS) {
        const reply = subject.phrases.refusal(status, "it is refused");
        const { k2, fails, service } = setScene(subject, { submit: [reply] });
        const error = await fails(k2.generate(minimal));
        expect(error, `${status}`).toMatchObject({ outcome: "refused", billed: "no", phase: "submit" });
        expect(codes).toContain(error.code);
        expect(error.message).toContain("it is refused");
        expect(service.seen("submit")).toHaveLength(1);
      }
    },
  },
  "retry-after": {
    title: "how long the service asks to wait is handed on, and nothing waits for it here",
    async check(subject) {
      const reply = subject.phrases.refusal(429, "too many");
      const headers = { "retry-after": "7" };
      const later = reply instanceof Error || typeof reply === "string" ? reply : { ...reply, headers };
      const { k2, fails, clock } = setScene(subject, { submit: [later] });
      const error = await fails(k2.generate(minimal));
      expect(error).toMatchObject({ code: "rate_limited", retryable: true, retryAfterMs: 7000 });
      expect(clock.now()).toBe(0);
    },
  },
  "no-redirects": {
    title: "a redirect is not followed: it would send the paid request and the prompt to a stranger",
    unless: unlessKeyless,
    async check(subject) {
      for (const status of [301, 302, 303, 307, 308]) {
        const reply = json("", status, { location: STRANGER });
        const { k2, fails, service } = setScene(subject, { submit: [reply], other: [json({})] });
        const error = await fails(k2.generate(minimal));
        expect(error).toMatchObject({ outcome: "refused", billed: "no" });
        expect(service.requests.map(({ url }) => url)).not.toContain(STRANGER);
        expect(service.requests).toHaveLength(1);
      }
    },
  },
  "kept-siblings": {
    title: "images that were paid for are kept when another job of the request is refused",
    async check(subject) {
      const happy = subject.phrases.accepted ? "accepted" : "completed";
      const refusal = subject.phrases.refusal(422, "it is refused");
      const { k2, ends, service } = setScene(subject, { submit: [happy, refusal, happy] });
      const { images, failures, attempts, spend } = await ends(k2.generate({ ...minimal, n: 3, seed: 1 }));
      expect(images.map(({ seed }) => seed)).toStrictEqual([1, 3]);
      expect(failures).toMatchObject([{ code: "request_rejected", outcome: "refused", billed: "no" }]);
      expect(attempts.map(({ billed }) => billed)).toStrictEqual(["yes", "no", "yes"]);
      expect(spend.atRiskUsd).toBe(0);
      expect(service.seen("submit")).toHaveLength(3);
    },
  },
} satisfies RuleTable;
