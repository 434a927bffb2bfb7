import fc from "fast-check";
import { expect, it } from "vitest";
import { enterMany, settled, stage, THROTTLED } from "./gate-stage.ts";

/** The same gate, written down as what it should do. */
class Model {
  running: { id: number; round: number }[] = [];
  queue: number[] = [];
  readonly order: number[] = [];
  limit: number;
  round = 0;
  successes = 0;
  readonly size: number;
  constructor(size: number) {
    this.limit = this.size = size;
  }
  fill() {
    for (const id of this.queue.splice(0, Math.max(this.limit - this.running.length, 0))) {
      this.running.push({ id, round: this.round });
      this.order.push(id);
    }
  }
  leave(call: { id: number; round: number }, act: string) {
    this.running = this.running.filter((other) => other !== call);
    if (call.round !== this.round) return;
    if (act === "succeed" && ++this.successes % 20 === 0) this.limit = Math.min(this.limit + 1, this.size);
    if (act !== "throttle") return;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
    this.round++;
    this.successes = 0;
  }
}

const STEP = fc.record({
  act: fc.constantFrom(
    "enter",
    "enter",
    "enter",
    "succeed",
    "succeed",
    "fail",
    "throttle",
    "abort",
    "leave queue",
  ),
  pick: fc.nat(),
});
const ROUND = [
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 0, max: 12 }),
  fc.array(STEP, { maxLength: 150, size: "max" }),
] as const;

it("keeps to the limit and the order, and loses no call and no place, whatever happens in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(...ROUND, async (size, maxQueue, steps) => {
      const gate = stage(size, { maxQueue });
      const model = new Model(size);
      for (const { act, pick } of steps) {
        const runner = model.running[pick % model.running.length];
        const waiter = model.queue[pick % model.queue.length];
        if (act === "enter") {
          const id = gate.enter();
          if (model.running.length < model.limit || model.queue.length < maxQueue) model.queue.push(id);
        } else if (act === "leave queue" && waiter !== undefined) {
          gate.abort(waiter);
          model.queue = model.queue.filter((id) => id !== waiter);
        } else if (runner && act !== "leave queue") {
          if (act === "abort") gate.abort(runner.id);
          if (act === "succeed") gate.succeed(runner.id);
          else gate.fail(runner.id, act === "throttle" ? THROTTLED : "not wanted");
          model.leave(runner, act);
        }
        model.fill();
        await settled();
        expect(gate.started).toStrictEqual(model.order);
        expect(gate.running().sort()).toStrictEqual(model.running.map(({ id }) => id).sort());
      }
      while (model.running.length > 0) {
        for (const call of model.running) {
          gate.succeed(call.id);
          model.leave(call, "succeed");
        }
        model.fill();
        await settled();
      }
      expect(gate.running()).toStrictEqual([]);
      expect(gate.started).toStrictEqual(model.order);
      // Every place is there again.
      enterMany(gate, model.limit);
      await settled();
      expect(gate.running()).toHaveLength(model.limit);
    }),
  );
});
