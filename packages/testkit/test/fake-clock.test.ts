import { describe, expect, it } from "vitest";
import { fakeClock } from "../src/index.ts";

describe("a clock that stands still", () => {
  it("calls timers in the order in which they fall due, each at its own time", async () => {
    const clock = fakeClock(1000);
    const calls: [string, number][] = [];
    const note = (name: string) => () => calls.push([name, clock.now()]);
    clock.setTimer(note("late"), 30);
    clock.setTimer(note("early"), 10);
    clock.setTimer(note("second at 10"), 10);
    clock.setTimer(note("never"), 100);
    await clock.advance(50);
    expect(calls).toStrictEqual([
      ["early", 10],
      ["second at 10", 10],
      ["late", 30],
    ]);
    expect([clock.now(), clock.wallTime(), clock.pendingTimers]).toStrictEqual([50, 1050, 1]);
  });

  it("calls what timers set on the way, and not what was taken back", async () => {
    const clock = fakeClock();
    const calls: number[] = [];
    const cancel = clock.setTimer(() => calls.push(-1), 20);
    clock.setTimer(() => {
      cancel();
      clock.setTimer(() => calls.push(clock.now()), 5);
    }, 10);
    await clock.advance(100);
    expect(calls).toStrictEqual([15]);
  });

  it("jumps from timer to timer until a promise is settled, and no further", async () => {
    const clock = fakeClock();
    clock.setTimer(() => {}, 10_000);
    const promise = new Promise<string>((resolve) => clock.setTimer(() => resolve("done"), 3000));
    expect(await clock.settle(promise)).toBe("done");
    expect(clock.now()).toBe(3000);
  });

  it("gives rejections as they are", async () => {
    const clock = fakeClock();
    const promise = new Promise((_, reject) => clock.setTimer(() => reject(new Error("no")), 5));
    await expect(clock.settle(promise)).rejects.toThrow("no");
  });

  it("gives up on a loop that never ends", async () => {
    const clock = fakeClock();
    const again = () => void clock.setTimer(again, 1000);
    again();
    await expect(clock.settle(new Promise(() => {}))).rejects.toThrow("did not settle");
  });

  it("does not move while something is under way outside of it", async () => {
    const clock = fakeClock();
    const held = clock.hold(new Promise((resolve) => setTimeout(resolve, 20)));
    let timeAtArrival = -1;
    clock.setTimer(() => {}, 10);
    const both = held.then(() => {
      timeAtArrival = clock.now();
      return new Promise<void>((resolve) => clock.setTimer(resolve, 50));
    });
    await clock.settle(both);
    expect(timeAtArrival).toBe(0);
    expect(clock.now()).toBe(50);
  });

  it("moves the calendar without the time", () => {
    const clock = fakeClock(0);
    clock.shiftCalendar(-5000);
    expect([clock.now(), clock.wallTime()]).toStrictEqual([0, -5000]);
  });
});
