import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkColors } from "../audit/intent.ts";
import { CELLS, cellNamed } from "../cell/catalog.ts";
import type { Cell } from "../cell/cell.ts";
import { CONTESTANTS, NAIVE, OURS } from "../contestant.ts";
import { playAll } from "../engine.ts";
import { type Contestant, runCell } from "../run-cell.ts";
import { type StagePool, virtualStages } from "../stage/stage.ts";
import { scenarioOf } from "../virtual/script.ts";
import { CHEATS, cheat, GIVEN_UP, HEALTHY } from "./cheat.ts";
import { CHEATS_OF_MANY } from "./cheat-of-many.ts";

let pool: StagePool;
beforeAll(async () => {
  await checkColors();
  pool = virtualStages();
});
afterAll(() => pool.close());

const play = (cell: Cell, contestant: Contestant, seed = 7) =>
  pool.on(seed, (stage) => runCell(stage, cell, seed, contestant));

describe("the harness", () => {
  const healthy = cellNamed(HEALTHY);
  const givenUp = cellNamed(GIVEN_UP);

  it("finds nothing wrong with a client that does nothing wrong", async () => {
    const { breaches, tally } = await play(healthy, OURS);
    expect(breaches).toStrictEqual([]);
    expect(tally).toMatchObject({ requests: 3, delivered: 3, billed: 3, billedAndHad: 3, doubleBilled: 0 });
  });

  it.each([...CHEATS, ...CHEATS_OF_MANY])(
    "catches a client that $contestant.name, by $rule",
    async ({ rule, contestant, cell = HEALTHY }) => {
      const { breaches } = await play(cellNamed(cell), contestant);
      expect(breaches.map((breach) => breach.rule)).toContain(rule);
    },
  );

  it.each([...new Set(CHEATS_OF_MANY.map(({ cell = HEALTHY }) => cell))])(
    "finds nothing wrong with ours in %s",
    async (cell) => {
      expect((await play(cellNamed(cell), OURS)).breaches).toStrictEqual([]);
    },
  );

  it.each(CELLS.filter(({ isTrusting = false, mode }) => isTrusting && mode === "cloudflare-rest"))(
    "finds nothing wrong with one of ours who may pay twice, and says so, in $name",
    async (cell) => {
      const { breaches, tally } = await play(cell, CONTESTANTS.trusting);
      expect(breaches).toStrictEqual([]);
      expect(tally).toMatchObject({
        doubleBilled: cell.name.includes("/hit/") ? 0 : 1,
        overspentMicroUsd: 0,
      });
    },
  );

  it("counts what a cheater costs", async () => {
    const [twice] = CHEATS;
    if (!twice) throw new Error("no cheater");
    const { tally } = await play(healthy, twice.contestant);
    expect(tally).toMatchObject({ requests: 3, doubleBilled: 3, extraMicroUsd: 90_000, delivered: 3 });
  });

  it("counts a picture that was paid for and that nobody was told of as lost", async () => {
    const silent = CHEATS.filter(({ contestant }) => contestant.name.startsWith("loses"));
    const { tally } = await play(healthy, silent[0]?.contestant ?? OURS);
    expect(tally).toMatchObject({ billed: 3, delivered: 0, paidLost: 3, ambiguous: 0 });
  });

  it("counts a promise that is never kept as late", async () => {
    const never = cheat("never answers", () => ({ make: () => new Promise(() => {}) }));
    expect((await play(healthy, never)).tally).toMatchObject({ lateSettled: 3, delivered: 0 });
  });

  it("hears of rejections that nobody catches", async () => {
    const careless = cheat("drops a promise", (honest) => ({
      make(intent, call) {
        void Promise.reject(new Error("nobody listens"));
        return honest.make(intent, call);
      },
    }));
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    const turns = [{ cell: healthy, seed: 1 }].values();
    const { findings, tallies } = await playAll(pool, turns, careless, 1);
    for (const listener of listeners) process.on("unhandledRejection", listener);
    // Three calls, and the one that is made when all is well again.
    expect(tallies.fault.unhandledRejections).toBe(4);
    expect(new Set(findings.map(({ rule }) => rule))).toStrictEqual(new Set(["I6"]));
  });

  it("shows what the naive loop does with an answer that was lost after the work", async () => {
    const { tally, breaches } = await play(cellNamed("krea/submit/done-then-fin/once"), NAIVE);
    expect(tally).toMatchObject({ requests: 3, delivered: 3, doubleBilled: 1, extraMicroUsd: 30_000 });
    expect(breaches).toStrictEqual([]);
  });

  it("shows what the naive loop does when its caller has no more time", async () => {
    const { tally } = await play(givenUp, NAIVE);
    expect(tally).toMatchObject({ requests: 3, delivered: 0, billed: 3, paidLost: 3 });
  });

  // Of the second the strikes that are left are spent on requests of the harness's own.
  it.each([
    { cell: scenarioOf(42), seed: 42, requests: 20 },
    { cell: cellNamed("runware-async/submit/504-after-work/lasting"), seed: 3, requests: 3 },
  ])(
    "plays $cell.name again by its seed, to the ids that the services draw",
    async ({ cell, seed, requests }) => {
      const playOnce = () =>
        pool.on(seed, async (stage) => {
          const report = await runCell(stage, cell, seed, OURS);
          const { emulator } = stage;
          return { report, bill: emulator.bill(), traffic: emulator.requests() };
        });
      const [once, again] = [await playOnce(), await playOnce()];
      expect(again).toStrictEqual(once);
      expect(once.report.tally.requests).toBe(requests);
      expect(once.bill.entries.length).toBeGreaterThan(0);
    },
  );

  it("has a name of its own for every cell", () => {
    expect(new Set(CELLS.map(({ name }) => name)).size).toBe(CELLS.length);
    expect(() => cellNamed("krea/none/such/once")).toThrow("no cell");
  });
});
