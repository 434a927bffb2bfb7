import { expect, it } from "vitest";
import { pacedClock } from "../stage/paced-clock.ts";

it("jumps over waiting when nothing moves", async () => {
  const clock = pacedClock();
  const startedAt = performance.now();
  await clock.pass(3_600_000);
  expect(clock.now()).toBe(3_600_000);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

it("calls timers in their order, each at its own time", async () => {
  const clock = pacedClock();
  const [client, service] = [clock.side("client"), clock.side("service")];
  const calls: [string, number][] = [];
  client.setTimer(() => calls.push(["client", clock.now()]), 50);
  service.setTimer(() => calls.push(["service", clock.now()]), 20);
  client.setTimer(() => calls.push(["never", clock.now()]), 30)();
  await clock.pass(100);
  expect(calls).toStrictEqual([
    ["service", 20],
    ["client", 50],
  ]);
  expect([client.pending, service.pending]).toStrictEqual([0, 0]);
});

it("goes on slowly while bytes move, and never past a timer of the client", async () => {
  const clock = pacedClock();
  const close = clock.open();
  const passing = clock.pass(1000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.now()).toBeLessThan(100);
  close();
  await passing;
  expect(clock.now()).toBe(1000);
});

it("fires everything late after a stall", () => {
  const clock = pacedClock();
  const calls: number[] = [];
  clock.side("client").setTimer(() => calls.push(clock.now()), 10);
  clock.side("client").setTimer(() => calls.push(clock.now()), 4000);
  clock.stall(3000);
  expect(calls).toStrictEqual([3000]);
  expect(clock.now()).toBe(3000);
});

it("gives up on a promise that nothing will settle", async () => {
  await expect(pacedClock().drive(new Promise(() => {}))).rejects.toThrow("did not settle");
}, 30_000);
