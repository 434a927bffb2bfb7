import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const NODE_FLAGS = ["--disable-warning=ExperimentalWarning", "--conditions=@unikrea/source"];

/** A process of its own: what `main.ts` needs must stand before it runs, as nothing imports it. */
const run = (...args: string[]) => promisify(execFile)(process.execPath, [...NODE_FLAGS, MAIN, ...args]);

const COUNTS = ["delivered", "doubleBilled", "paidLost", "ambiguous", "lateSettled", "unhandledRejections"];
const FIGURES = [...COUNTS, "requests", "extraUsd", "uncollectable", "overspentUsd"];

// So many requests that the thread says a word on the way, not only at the end.
it("plays so long that its threads say how far they are, and gives one line of JSON", async () => {
  const { stdout, stderr } = await run("--virtual", "--requests", "240", "--workers", "1", "--json");
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^\{.*\}\n$/);
  const { seed, ours, naive } = JSON.parse(stdout);
  expect(seed).toBe(1);
  for (const figures of [ours, naive]) {
    expect(Object.keys(figures).sort()).toStrictEqual(FIGURES.toSorted());
    expect(Object.values(figures).filter((value) => typeof value !== "number")).toStrictEqual([]);
    expect(figures.requests).toBeGreaterThanOrEqual(240);
  }
  expect(ours).toMatchObject({ doubleBilled: 0, paidLost: 0, lateSettled: 0, unhandledRejections: 0 });
}, 60_000);

it("ends with 2 and its flags for one that it does not have", async () => {
  await expect(run("--none")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--cell NAME"),
  });
});
