import { expect, it } from "vitest";
import { CHECKS } from "../checks.ts";
import { runEmulated } from "../emulation/emulated-run.ts";
import { KNOWN_ANSWERS } from "../emulation/known-answers.ts";
import { CLOUDFLARE } from "./other-answer/cloudflare.ts";
import { KREA } from "./other-answer/krea.ts";
import { RUNWARE } from "./other-answer/runware.ts";

const CASES = [...KREA, ...CLOUDFLARE, ...RUNWARE];

it.each(CASES.map((row) => [row.id, row.when, row] as const))("%s: when %s", async (id, _when, row) => {
  const { verdict, says = /./, when: _, id: __, ...setting } = row;
  const check = CHECKS.find((known) => known.id === id);
  if (!check) throw new Error(`there is no check ${id}`);
  const outcome = await runEmulated(check, setting);
  expect(outcome).toMatchObject({ verdict, isBroken: false, observed: expect.stringMatching(says) });
  expect(outcome.takenMicroUsd).toBeLessThanOrEqual(Math.round(check.maxUsd * 1e6));
});

it("gives every check that can be tested the opposite answer", () => {
  const opposite = { confirmed: "refuted", refuted: "confirmed", inconclusive: "inconclusive" };
  const onesided = CHECKS.filter(({ id }) => {
    const { verdict = "inconclusive" } = KNOWN_ANSWERS[id] ?? {};
    const wanted = opposite[verdict];
    return verdict !== "inconclusive" && !CASES.some((row) => row.id === id && row.verdict === wanted);
  });
  expect(onesided.map(({ id }) => id)).toStrictEqual([]);
});
