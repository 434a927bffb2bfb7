import { describe, expect, it } from "vitest";
import { createListen } from "../src/abort.ts";
import { UnikreaError } from "../src/error.ts";
import { createGate, type GateOptions } from "../src/gate.ts";
import { enterMany, type Stage, settled, stage, THROTTLED } from "./gate-stage.ts";

/** How many it lets run at once: nothing is under way before or after. */
async function limitOf(gate: Stage): Promise<number> {
  const ids = enterMany(gate, 100);
  await settled();
  const limit = gate.running().length;
  for (const id of ids) gate.abort(id);
  for (const id of ids) gate.fail(id, "not wanted");
  await settled();
  return limit;
}

async function succeedTimes(gate: Stage, count: number) {
  for (let done = 0; done < count; done++) {
    gate.succeed(gate.enter());
    await settled();
  }
}

async function throttle(gate: Stage) {
  gate.fail(gate.enter(), THROTTLED);
  await settled();
}

describe("createGate", () => {
  it("lets as many run as there is room, and the others in the order they came", async () => {
    const gate = stage(2);
    enterMany(gate, 5);
    await settled();
    expect(gate.started).toStrictEqual([0, 1]);
    gate.succeed(1);
    await settled();
    expect(gate.started).toStrictEqual([0, 1, 2]);
    gate.fail(0, "broken");
    gate.succeed(2);
    await settled();
    expect(gate.started).toStrictEqual([0, 1, 2, 3, 4]);
    expect([...gate.ends.values()].sort()).toStrictEqual(["broken", "done", "done"]);
  });

  it("a call that is aborted while it waits leaves at once, and its work never begins", async () => {
    const gate = stage(1, { maxQueue: 1 });
    enterMany(gate, 2);
    gate.abort(1);
    await settled();
    expect(gate.ends.get(1)).toBe("not wanted");
    gate.enter();
    gate.succeed(0);
    await settled();
    expect(gate.started).toStrictEqual([0, 2]);
  });

  it("work that was aborted between its turn and its begin does not begin", async () => {
    const gate = stage(1);
    const id = gate.enter();
    gate.abort(id);
    await settled();
    expect(gate.started).toStrictEqual([]);
    expect(gate.ends.get(id)).toBe("not wanted");
    expect(await limitOf(gate)).toBe(1);
  });

  it("one signal may stand for many calls, and turns away those that come after it fired", async () => {
    const gate = stage(1);
    const controller = new AbortController();
    for (let count = 0; count < 50; count++) gate.enter(controller);
    await settled();
    controller.abort("not wanted");
    await settled();
    gate.enter(controller);
    await settled();
    expect(gate.started).toStrictEqual([0]);
    expect([...gate.ends.values()]).toStrictEqual(Array(50).fill("not wanted"));
  });

  it("listens to a signal for no longer than a call waits", async () => {
    let listeners = 0;
    const gate = createGate(1, () => {
      listeners++;
      return () => listeners--;
    });
    const { signal } = new AbortController();
    const calls = [1, 2, 3].map(() => gate.run(async () => listeners, signal));
    expect(await Promise.all(calls)).toStrictEqual([2, 1, 0]);
  });

  it("says so when too many wait, and that nothing was sent", async () => {
    const gate = createGate(1, createListen(), { maxQueue: 0 });
    const { signal } = new AbortController();
    await gate.run(async () => {
      await expect(gate.run(async () => {}, signal)).rejects.toMatchObject({
        code: "queue_full",
        outcome: "not_sent",
        billed: "no",
        retryable: true,
        message: "The queue is full (0 calls), so this one was not sent",
      });
      // An abort is what the caller wants to hear of first.
      await expect(gate.run(async () => {}, AbortSignal.abort("not wanted"))).rejects.toBe("not wanted");
    }, signal);
    expect(await gate.run(async () => "there is room again", signal)).toBe("there is room again");
  });

  it.each([
    ["2,000 at once may all wait", 2000, 0],
    ["10,000 beside the one that runs may", 10_001, 0],
    ["one more may not", 10_002, 1],
  ])("%s", async (_, count, full) => {
    const gate = stage(1);
    const ids = enterMany(gate, count);
    await settled();
    expect([...gate.ends.values()]).toStrictEqual(Array(full).fill("queue_full"));
    // Each end lets the next begin, so this never has to wait.
    for (const id of ids) gate.succeed(id);
    await settled();
    expect(gate.ends.size).toBe(count);
  });
});

describe("the limit of a gate", () => {
  it.each<[string, GateOptions | undefined, number]>([
    ["is the ceiling at first", undefined, 32],
    ["is what the option says", { startAt: 8 }, 8],
    ["is never above the ceiling", { startAt: 99 }, 32],
  ])("%s", async (_, options, limit) => expect(await limitOf(stage(32, options))).toBe(limit));

  it("halves at every complaint of the service, and 1 is always left", async () => {
    const gate = stage(20);
    const limits: number[] = [];
    for (let count = 0; count < 6; count++) {
      await throttle(gate);
      limits.push(await limitOf(gate));
    }
    expect(limits).toStrictEqual([10, 5, 2, 1, 1, 1]);
  });

  it("halves once for all calls that were under way together", async () => {
    const gate = stage(32);
    const ids = enterMany(gate, 32);
    await settled();
    for (const id of ids) gate.fail(id, THROTTLED);
    await settled();
    expect(await limitOf(gate)).toBe(16);
  });

  it.each<[string, unknown]>([
    ["an error that is not ours", new Error("429")],
    ["another refusal", new UnikreaError("insufficient_credits", "", { status: 402 })],
    ["a failure", new UnikreaError("outcome_unknown", "", { status: 500 })],
    ["a call that we kept back ourselves", new UnikreaError("rate_limited", "")],
  ])("is not lowered by %s", async (_, error) => {
    const gate = stage(8);
    gate.fail(gate.enter(), error);
    await settled();
    expect(await limitOf(gate)).toBe(8);
  });

  it("is not lowered by the reason of an abort, whatever it is", async () => {
    const gate = stage(8);
    const controller = new AbortController();
    const id = gate.enter(controller);
    await settled();
    controller.abort(THROTTLED);
    gate.fail(id, THROTTLED);
    await settled();
    expect(await limitOf(gate)).toBe(8);
  });

  it.each([
    [19, 4],
    [20, 5],
    [39, 5],
    [40, 6],
    [80, 8],
    [400, 8],
  ])("after %i clean successes is %i of 8, from 4", async (successes, limit) => {
    const gate = stage(8);
    await throttle(gate);
    await succeedTimes(gate, successes);
    expect(await limitOf(gate)).toBe(limit);
  });

  it("lets one more in from the queue when it rises", async () => {
    const gate = stage(4);
    await throttle(gate);
    enterMany(gate, 30);
    for (let count = 0; count < 20; count++) {
      await settled();
      expect(gate.running()).toHaveLength(2);
      gate.succeed(gate.running()[0] ?? -1);
    }
    await settled();
    expect(gate.running()).toHaveLength(3);
  });

  it("counts successes from the last complaint on, and none that began before it", async () => {
    const gate = stage(8);
    await throttle(gate);
    await succeedTimes(gate, 19);
    const early = enterMany(gate, 3);
    await settled();
    await throttle(gate);
    for (const id of early) gate.succeed(id);
    await succeedTimes(gate, 18);
    expect(await limitOf(gate)).toBe(2);
    await succeedTimes(gate, 2);
    expect(await limitOf(gate)).toBe(3);
  });
});
