import { createKrea2 } from "@unikrea/core";
import { createEmulator } from "@unikrea/emulator";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import { arbitraryRequest, countedIds, fakeClock } from "@unikrea/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const IDS = ["krea", "cloudflare", "runware"] as const;
/** Three tests of this many, which vitest can show one by one. */
const RUNS = 3334;
const HOUR_MS = 3_600_000;
const ACCOUNT = "0123456789abcdef0123456789abcdef";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A client with the three providers before an emulator, and every order that left it, byte by byte. */
function open() {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock: { now: () => clock.wallTime(), setTimer: clock.setTimer },
    images: "plain",
  });
  let sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit = {}) => {
    const isOrder = typeof init.body === "string";
    if (isOrder)
      sent.push({
        method: init.method ?? "",
        url,
        headers: Object.fromEntries(new Headers(init.headers)),
        body: String(init.body),
      });
    // A form is read in real time, so this clock waits for it.
    return isOrder ? emulator.fetch(url, init) : clock.hold(emulator.fetch(url, init));
  };
  const key = "canary-5f1d7c20";
  const providers = [
    krea({ apiKey: key, baseUrl: "https://api.krea.ai", fetch }),
    cloudflare({
      ...{ apiToken: key, accountId: ACCOUNT, fetch },
      baseUrl: "https://api.cloudflare.com/client/v4",
    }),
    runware({ apiKey: key, baseUrl: "https://api.runware.ai/v1", fetch }),
  ];
  const k2 = createKrea2({ providers, clock, newId: countedIds() });
  return {
    k2,
    clock,
    /** What this work sends, and what it is billed at once everything has ended. */
    async follow(work: () => Promise<unknown>) {
      emulator.reset();
      sent = [];
      const outcome = await clock.settle(
        work().then(
          () => undefined,
          (error: unknown) => error,
        ),
      );
      await clock.advance(HOUR_MS);
      return { error: outcome, sent, microUsd: emulator.bill().totalMicroUsd };
    },
  };
}

/** What a plan cannot know: the name of a job, and what becomes of an image that is not a link yet. */
function leaveOpen(text: string): string {
  return text
    .replace(/00000000-0000-4000-8000-(?!000000000000)\d{12}/g, "<uuid>")
    .replace(
      /"(data:[^"]*|\((inline|uploaded first): [^"]*|https:\/\/app-uploads\.krea\.ai\/[^"]*)"/g,
      '"<image>"',
    )
    .replace(ACCOUNT, "<account>");
}

describe("what a plan says is what happens", () => {
  it.each(IDS)(
    "for %s first: who is asked, every byte, and the bill to the micro-dollar",
    async (first) => {
      const { k2, follow } = open();
      const asked = new Map<string, number>();
      const within = k2.providers.flatMap(({ id, capabilities }) => (id === first ? capabilities : []));
      const others = fc.shuffledSubarray(IDS.filter((id) => id !== first));
      const warn = fc.constantFrom("refuse" as const, "warn" as const);
      const property = fc.asyncProperty(
        fc.oneof(
          arbitraryRequest({ maxImages: 4 }),
          ...within.map((own) => arbitraryRequest({ within: own, maxImages: 4 })),
        ),
        others,
        warn,
        async (request, rest, onUnsupported) => {
          const options = { provider: [first, ...rest], onUnsupported };
          const plan = k2.plan(request, options);
          const { error, sent, microUsd } = await follow(() => k2.submit(request, options));
          const chosen = plan.providers.find(({ provider }) => provider === plan.order[0]);
          asked.set(chosen?.provider ?? "nobody", (asked.get(chosen?.provider ?? "nobody") ?? 0) + 1);
          if (!chosen) {
            expect(error).toMatchObject({ code: "unsupported", billed: "no" });
            expect([sent, microUsd]).toStrictEqual([[], 0]);
            return;
          }
          expect(error).toBeUndefined();
          const planned = chosen.wire.map(({ method, url, body }) => [method, url, JSON.stringify(body)]);
          expect(sent.map(({ method, url, body }) => [method, url, body].map(leaveOpen))).toStrictEqual(
            planned.map((parts) => parts.map((part) => leaveOpen(String(part)))),
          );
          for (const [index, { headers }] of chosen.wire.entries())
            for (const [name, value] of Object.entries(headers))
              expect(leaveOpen(sent[index]?.headers[name.toLowerCase()] ?? "")).toBe(leaveOpen(value));
          expect(Math.round(Number(chosen.estimate.usd) * 1e6)).toBe(microUsd);
        },
      );
      await fc.assert(property, { numRuns: RUNS });
      expect(asked.get(first), "it is hardly ever asked").toBeGreaterThan(RUNS / 3);
    },
    120_000,
  );
});
