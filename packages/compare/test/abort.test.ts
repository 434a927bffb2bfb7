import { describe, expect, it } from "vitest";
import { compare } from "../src/index.ts";
import { openWorld, setStage } from "./stage.ts";

const FOX = { prompt: "a fox in snow" };
const REASON = new Error("the user left");

/** A signal that fires after so many milliseconds of the clock. */
function firesAfter(stage: ReturnType<typeof setStage>, ms: number): AbortSignal {
  const controller = new AbortController();
  stage.clock.setTimer(() => controller.abort(REASON), ms);
  return controller.signal;
}

describe("an abort", () => {
  it("before the start sends nothing", async () => {
    const { fails, emulator } = setStage();
    const error = await fails(FOX, { signal: AbortSignal.abort(REASON) });
    expect(error).toMatchObject({ code: "aborted", name: "AbortError", outcome: "not_sent", billed: "no" });
    expect(error.cause).toBe(REASON);
    expect(emulator.requests()).toStrictEqual([]);
  });

  it("stops what can be stopped, and names who may bill for the rest", async () => {
    const stage = setStage();
    const error = await stage.fails(FOX, { signal: firesAfter(stage, 5000) });
    expect(error).toMatchObject({ code: "aborted", name: "AbortError", outcome: "unknown", billed: "maybe" });
    expect(error.cause).toBe(REASON);
    // Krea's job is stopped. Runware has shown to be an emulator; Cloudflare has not answered, so it counts as real.
    expect(error.message).toBe("Aborted. $0.03 may be billed by cloudflare");
    expect(error.attempts.map(({ provider, billed }) => [provider, billed])).toStrictEqual([
      ["krea", "no"],
      ["cloudflare", "maybe"],
      ["runware", "maybe"],
    ]);
    expect(stage.emulator.requests().filter(({ operation }) => operation === "cancel")).toHaveLength(1);
    expect(await stage.charged()).toBeLessThanOrEqual(60_000);
  });

  it("names what may be billed by each where all are emulators", async () => {
    const stage = setStage();
    const options = { signal: firesAfter(stage, 5000), providers: ["krea", "runware"] };
    const error = await stage.fails({ prompts: ["a fox", "a wolf"], n: 2 }, options);
    expect(error).toMatchObject({ code: "aborted", outcome: "unknown", billed: "maybe" });
    expect(error.message).toBe("Aborted. $0.12 may be billed by runware (emulated)");
    expect(error.hint).toBe("recover() collects what was made; nothing is paid for again");
    expect(await stage.charged()).toBe(120_000);
  });

  it("names what was billed before it", async () => {
    const stage = setStage({ world: openWorld({ latencyMs: { "krea-2-medium-turbo": 1000 } }) });
    const requests = [
      { ...FOX, model: "krea-2-medium-turbo" },
      { ...FOX, model: "krea-2-large" },
    ] as const;
    const error = await stage.fails(requests, { signal: firesAfter(stage, 3000), providers: ["krea"] });
    expect(error).toMatchObject({ code: "aborted", outcome: "settled", billed: "yes" });
    expect(error.message).toBe("Aborted. $0.015 is billed for what was made (emulated)");
    expect(await stage.charged()).toBe(15_000);
  });

  it("reaches cells that wait for their turn: they are never sent", async () => {
    const stage = setStage();
    const error = await stage.fails(
      { prompts: ["a fox", "a wolf", "a bear"] },
      { signal: firesAfter(stage, 5000), concurrency: 1 },
    );
    expect(error).toMatchObject({ code: "aborted", outcome: "settled", billed: "no" });
    expect(error.message).toBe("Aborted. Nothing is billed");
    expect(stage.orders().map(({ service }) => service)).toStrictEqual(["krea"]);
    expect(await stage.charged()).toBe(0);
  });

  it("while images are downloaded says that they are billed", async () => {
    const stage = setStage();
    stage.emulator.inject({ kind: "hang", operation: "download", times: 0 });
    const error = await stage.fails(FOX, { signal: firesAfter(stage, 15_000), providers: ["krea"] });
    expect(error).toMatchObject({ code: "aborted", billed: "yes" });
    expect(error.message).toBe("Aborted. $0.03 is billed for what was made (emulated)");
    expect(await stage.charged()).toBe(30_000);
  });

  it("after the last image changes nothing", async () => {
    const controller = new AbortController();
    const { k2, clock } = setStage();
    const done = compare(k2, FOX, {
      ...{ clock, signal: controller.signal, providers: ["krea"] },
      onProgress: ({ phase }) => phase === "done" && controller.abort(),
    });
    const { rows } = await clock.settle(done);
    expect(rows[0]?.cells.map(({ status }) => status)).toStrictEqual(["done"]);
    expect(clock.pendingTimers).toBe(0);
  });
});
