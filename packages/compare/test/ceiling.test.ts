import { describe, expect, it } from "vitest";
import { compare } from "../src/index.ts";
import { IDS, setStage } from "./stage.ts";

const FOX = { prompt: "a fox in snow" };
const MATRIX = { prompts: ["a lighthouse in fog", "a fox in snow", "a red car"] };
/** Three providers at $0.03, three rows. */
const COST = 0.27;

describe("a ceiling", () => {
  it("is kept to the micro-dollar: what costs exactly as much is made", async () => {
    const { compares, charged } = setStage();
    const { spend } = await compares(MATRIX, { maxUsd: COST });
    expect(spend).toStrictEqual({ estimatedUsd: COST, usd: COST, atRiskUsd: 0 });
    expect(await charged()).toBe(270_000);
  });

  it.each([
    {
      maxUsd: 0.269_999,
      fits: "the first 2 of 3 rows would cost $0.18; krea or cloudflare or runware alone would cost $0.09",
    },
    { maxUsd: 0.08, fits: "not even one row or one provider would fit" },
    { maxUsd: 0, fits: "not even one row or one provider would fit" },
  ])("of $maxUsd that is too low sends nothing at all, and says what would fit", async ({ maxUsd, fits }) => {
    const { fails, emulator, charged } = setStage();
    const error = await fails(MATRIX, { maxUsd });
    expect(error).toMatchObject({ code: "budget_exceeded", outcome: "not_sent", billed: "no" });
    expect(error.message).toBe(`The comparison of 9 images costs $0.27, of $${maxUsd}, so nothing was sent`);
    expect(error.hint).toBe(`raise maxUsd to 0.27, or compare less: ${fits}`);
    expect(emulator.requests()).toStrictEqual([]);
    expect(await charged()).toBe(0);
  });

  it("counts twice what may be run and billed twice", async () => {
    const { fails, compares, emulator, charged } = setStage({ resubmit: "cached" });
    const error = await fails(FOX, { maxUsd: 0.11 });
    expect(error).toMatchObject({ code: "budget_exceeded", outcome: "not_sent", billed: "no" });
    expect(error.message).toBe(
      "The comparison of 3 images may cost $0.12, as what is lost may be run and billed twice, of $0.11, so nothing was sent",
    );
    expect(error.hint).toContain("krea or runware alone would cost $0.03; cloudflare alone may cost $0.06");
    expect(emulator.requests()).toStrictEqual([]);
    const { rows, spend } = await compares(FOX, { maxUsd: 0.12 });
    expect(rows[0]?.cells.map(({ status }) => status)).toStrictEqual(["done", "done", "done"]);
    expect(spend).toStrictEqual({ estimatedUsd: 0.09, usd: 0.09, atRiskUsd: 0 });
    expect(await charged()).toBe(90_000);
  });

  it("counts only those who will be asked", async () => {
    const { compares, charged } = setStage();
    const { rows } = await compares({ prompt: "a fox", aspectRatio: "3:4" }, { maxUsd: 0.03 });
    expect(rows[0]?.cells.map(({ status }) => status)).toStrictEqual(["done", "ineligible", "ineligible"]);
    expect(await charged()).toBe(30_000);
  });

  it("leaves out whoever has no price; without a ceiling they are asked, and the sum is not known", async () => {
    const held = setStage({ unpriced: ["runware"] });
    const { rows, spend } = await held.compares(FOX, { maxUsd: 0.06 });
    expect(rows[0]?.cells.map(({ status, reason }) => [status, reason])).toStrictEqual([
      ["done", undefined],
      ["done", undefined],
      ["ineligible", "runware has no known price, which cannot be held against a ceiling"],
    ]);
    expect(spend).toStrictEqual({ estimatedUsd: 0.06, usd: 0.06, atRiskUsd: 0 });
    expect(
      held
        .orders()
        .map(({ service }) => service)
        .sort(),
    ).toStrictEqual(["cloudflare", "krea"]);

    const free = setStage({ unpriced: ["cloudflare"] });
    const open = await free.compares(FOX);
    expect(open.rows[0]?.cells.map(({ status }) => status)).toStrictEqual(["done", "done", "done"]);
    expect(open.spend).toStrictEqual({ estimatedUsd: undefined, usd: undefined, atRiskUsd: 0 });
  });

  it("holds each cell to its own estimate, whatever the client allows a call", async () => {
    const { k2, clock } = setStage();
    const allowed: unknown[] = [];
    const generate: typeof k2.generate = (request, options) => {
      allowed.push([options?.provider, options?.maxUsd, options?.onUnknown]);
      return k2.generate(request, options);
    };
    await clock.settle(compare({ ...k2, generate }, { ...FOX, n: 2 }, { clock, maxUsd: 1 }));
    expect(allowed).toStrictEqual(IDS.map((id) => [id, 0.06, "report"]));
    allowed.length = 0;
    await clock.settle(compare({ ...k2, generate }, FOX, { clock }));
    expect(allowed).toStrictEqual(IDS.map((id) => [id, undefined, "report"]));
  });

  it("leaves the client's own budget in force", async () => {
    const { compares, charged } = setStage({ client: { budget: { totalUsd: 0.06 } } });
    const { rows } = await compares(FOX, { maxUsd: 1 });
    expect(rows[0]?.cells.map(({ status }) => status).sort()).toStrictEqual(["done", "done", "failed"]);
    const failed = rows[0]?.cells.find(({ status }) => status === "failed");
    expect(failed?.failures).toMatchObject([{ code: "budget_exceeded", billed: "no" }]);
    expect(failed?.cost).toMatchObject({ usd: 0, atRiskUsd: 0 });
    expect(await charged()).toBe(60_000);
  });
});
