import type { Fault } from "@unikrea/emulator";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type EmulatedDoor, worldOf } from "./emulated-world.ts";
import { rejectionOf } from "./rejection.ts";

const prompt = "a lighthouse in fog";
const NOTHING_LOST = { outcome: "refused", billed: "no" } as const;
const MAYBE = { outcome: "settled", billed: "maybe" } as const;
const UNKNOWN = { code: "outcome_unknown", outcome: "unknown", billed: "maybe" } as const;

interface TroubleOptions {
  /** True when the door has REST's credentials, and so can search the gateway's log. */
  readonly hasLog?: boolean;
  /** Leaves out the broken connections, of which some runtimes print more than there is to know. */
  readonly isQuiet?: boolean;
}

/** What goes wrong between the provider and the emulator, and what comes of it. */
export function describeTrouble(
  name: string,
  open: () => EmulatedDoor,
  { hasLog = false, isQuiet = false }: TroubleOptions = {},
): void {
  describe(`cloudflare in trouble on the emulator, by ${name}`, () => {
    const world = () => worldOf(open());
    beforeEach(() => world().reset());
    /** What an error comes to that may have come after the work: the log knows it, too, and that it was the end. */
    const unclear = (status: number) => (hasLog ? { ...MAYBE, code: "job_failed" } : { ...UNKNOWN, status });

    it("is billed once when the upstream fails, although the gateway would try five times", async () => {
      const { k2, bill, inject } = world();
      await inject({ kind: "upstream-error", failures: 5 });
      expect(await rejectionOf(k2.generate({ prompt }))).toMatchObject(unclear(502));
      expect((await bill()).entries).toHaveLength(1);
    });

    it.each([
      ["insufficient-balance", 402, "insufficient_credits", NOTHING_LOST],
      ["not-unified", 402, "request_rejected", NOTHING_LOST],
      ["wholesale-limit", 429, "rate_limited", NOTHING_LOST],
      ["wholesale-limit-402", 402, "rate_limited", NOTHING_LOST],
      ["wholesale-limit-200", 200, "rate_limited", NOTHING_LOST],
      ["provider-credentials", 401, "authentication", NOTHING_LOST],
      ["credentials-required", 400, "request_rejected", NOTHING_LOST],
      ["authentication", 401, "authentication", NOTHING_LOST],
      ["forbidden", 403, "authentication", NOTHING_LOST],
      ["rate-limited", 429, "rate_limited", NOTHING_LOST],
      ["spend-limit", 429, "insufficient_credits", NOTHING_LOST],
      ["guardrail-prompt", 400, "content_rejected", NOTHING_LOST],
      ["guardrail-response", 400, "content_rejected", MAYBE],
      ["dlp-request", 400, "content_rejected", NOTHING_LOST],
      ["dlp-response", 400, "content_rejected", MAYBE],
      ["deprecated", 410, "request_rejected", NOTHING_LOST],
      ["capacity", 429, "rate_limited", NOTHING_LOST],
      ["allocation", 429, "insufficient_credits", NOTHING_LOST],
      ["too-large", 413, "request_rejected", NOTHING_LOST],
      ["terms", 403, "request_rejected", NOTHING_LOST],
      ["blocked", 403, "authentication", NOTHING_LOST],
      ["no-body", 400, "request_rejected", NOTHING_LOST],
      ["moderated", 400, "content_rejected", MAYBE],
    ] as const)("takes %s (%i) for %s", async (error, status, code, money) => {
      const { k2, bill, inject } = world();
      await inject({ kind: "gateway-error", error });
      const failing = k2.generate({ prompt }, { maxRetries: 0 });
      expect(await rejectionOf(failing)).toMatchObject({ ...money, code, status });
      expect((await bill()).entries).toStrictEqual([]);
    });

    it.each([
      ["provider-unavailable", 503],
      ["timeout", 408],
      ["aborted", 408],
      ["upstream-error", 502],
    ] as const)("takes %s (%i) for what may have come after the work", async (error, status) => {
      const { k2, bill, inject } = world();
      await inject({ kind: "gateway-error", error });
      expect(await rejectionOf(k2.generate({ prompt }))).toMatchObject(unclear(status));
      expect((await bill()).entries).toStrictEqual([]);
    });

    const ends: [string, Fault, object][] = [
      ["a failed run", { kind: "job-failed", message: "no luck" }, { code: "job_failed", ...MAYBE }],
      ["moderation", { kind: "moderated" }, { code: "content_rejected", ...MAYBE }],
      ["an error in a 200", { kind: "success-false" }, { code: "request_rejected", ...MAYBE, status: 200 }],
    ];
    it.each(ends)("takes %s for what it is", async (_, fault, expected) => {
      const { k2, bill, inject } = world();
      await inject({ ...fault, operation: "submit" });
      expect(await rejectionOf(k2.generate({ prompt }))).toMatchObject(expected);
      expect((await bill()).entries.length).toBeLessThanOrEqual(1);
    });

    const losses: [string, Fault, object?][] = [
      ["half of the JSON", { kind: "cut-json" }],
      ["other JSON", { kind: "wrong-shape", body: { hello: "world" } }],
      ["a state that nobody knows", { kind: "wrong-shape", body: { state: "Running", result: {} } }],
      ["a page of HTML", { kind: "html" }],
      ["a bad gateway in HTML", { kind: "html", status: 502 }, { status: 502 }],
      ["a 504 after the work", { kind: "status", status: 504, afterWork: true }, { status: 504 }],
      ["a huge answer", { kind: "huge-body", bytes: 40_000_000 }],
    ];
    const breaks: typeof losses = [
      ["a connection cut after the work", { kind: "drop", close: "rst", afterWork: true }],
      ["a body cut in the middle", { kind: "cut-body" }],
      ["an answer that is not HTTP", { kind: "not-http" }],
    ];
    it.each([...losses, ...(isQuiet ? [] : breaks)])(
      `${hasLog ? "delivers the image" : "says that it may be billed"} after %s, and pays once`,
      async (_, fault, more) => {
        const { k2, bill, inject } = world();
        await inject({ ...fault, operation: "submit" });
        const made = k2.generate({ prompt });
        if (hasLog) await (await made).images[0]?.bytes();
        else expect(await rejectionOf(made)).toMatchObject({ ...UNKNOWN, ...more });
        expect((await bill()).entries).toHaveLength(1);
      },
    );

    it("does not wait for silence longer than it is told", async () => {
      const { k2, inject } = world();
      await inject({ kind: "hang", operation: "submit" });
      expect(await rejectionOf(k2.generate({ prompt }, { timeoutMs: 1200 }))).toMatchObject(UNKNOWN);
    });

    it("ends with an abort, and says that it may be billed", async () => {
      const { k2, inject, requests } = world();
      await inject({ kind: "hang", operation: "submit" });
      const controller = new AbortController();
      const reason = new Error("changed my mind");
      const failing = rejectionOf(k2.generate({ prompt }, { signal: controller.signal }));
      await vi.waitFor(async () => expect(await requests()).toHaveLength(1));
      controller.abort(reason);
      const error = await failing;
      expect(error).toMatchObject({
        name: "AbortError",
        code: "aborted",
        billed: "maybe",
        outcome: "unknown",
      });
      expect(error.cause).toBe(reason);
    });

    it("keeps the images that came when one of them did not", async () => {
      const { k2, inject } = world();
      await inject({ kind: "gateway-error", error: "capacity", skip: 1 });
      const { images, failures } = await k2.generate({ prompt, n: 3 }, { maxRetries: 0 });
      expect(images).toHaveLength(2);
      expect(failures).toMatchObject([{ code: "rate_limited", billed: "no" }]);
    });
  });
}
