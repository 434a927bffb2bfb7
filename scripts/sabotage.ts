// Takes out one safety line after the other, each in a copy of the packages, and says which of them no test misses.
//   pnpm sabotage [--only id[,id]] [--list] [--json]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SABOTAGES } from "./sabotage/list.ts";
import { type Sabotage, sabotaged } from "./sabotage/sabotage.ts";
import { buildStage, type Stage } from "./sabotage/stage.ts";
import type { Ending } from "./sabotage/verdict.ts";

/** Each runs the tests one after the other; more than two would only wait for each other. */
const STAGES = 2;

/** What became of one sabotage. */
interface Score {
  readonly id: string;
  readonly file: string;
  /** `caught`: a test has judged so. `survived`: all passed. `broken`: nothing was proved. */
  readonly verdict: "caught" | "survived" | "broken" | "out of date";
  /** The test that caught it, or what went wrong. */
  readonly by: string;
  readonly why: string;
}

/** Why sabotages do not fit the sources any more, by their ids. `read` gives a file below `packages/`. */
export function outOfDate(
  sabotages: readonly Sabotage[],
  read: (file: string) => string,
): readonly { readonly id: string; readonly problem: string }[] {
  return sabotages.flatMap((sabotage) => {
    const attempt = sabotaged(sabotage, read(sabotage.file));
    return "problem" in attempt ? [{ id: sabotage.id, problem: `${sabotage.file}: ${attempt.problem}` }] : [];
  });
}

/** A source file of the repository at `root`; empty when it is gone. */
export const readerOf = (root: string) => (file: string) => {
  try {
    return readFileSync(join(root, "packages", file), "utf8");
  } catch {
    return "";
  }
};

const scoreOf = ({ id, file, why }: Sabotage, ending: Ending): Score => {
  const about = { id, file, why };
  if (ending.kind === "red") return { ...about, verdict: "caught", by: ending.test };
  if (ending.kind === "broken") return { ...about, verdict: "broken", by: ending.problem };
  return { ...about, verdict: "survived", by: "" };
};

/** Takes one item after the other, as many at once as there are stages. */
async function share<Item>(
  stages: readonly Stage[],
  items: readonly Item[],
  work: (stage: Stage, item: Item) => Promise<void>,
) {
  const queue = [...items];
  const worker = async (stage: Stage) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(stage, item);
  };
  await Promise.all(stages.map(worker));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      list: { type: "boolean" },
      json: { type: "boolean" },
    },
  });
  const wanted = values.only?.flatMap((ids) => ids.split(","));
  const unknown = wanted?.filter((id) => !SABOTAGES.some((sabotage) => sabotage.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`no such sabotage: ${unknown.join(", ")}`);
  const chosen = SABOTAGES.filter(({ id }) => wanted?.includes(id) ?? true);
  if (values.list) {
    for (const { id, file, why } of chosen) console.log(`${id.padEnd(26)}${file}\n${" ".repeat(26)}${why}`);
    return;
  }

  const root = fileURLToPath(new URL("..", import.meta.url));
  const stale = new Map(outOfDate(chosen, readerOf(root)).map(({ id, problem }) => [id, problem]));
  const scores: Score[] = chosen
    .filter(({ id }) => stale.has(id))
    .map(({ id, file, why }) => ({ id, file, why, verdict: "out of date", by: stale.get(id) ?? "" }));
  const say = (score: Score) => {
    if (!values.json) console.log(`${score.verdict.padEnd(12)}${score.id.padEnd(26)}${score.by}`);
  };
  scores.forEach(say);

  const startedAt = Date.now();
  const stages = Array.from({ length: STAGES }, () => buildStage(root));
  const remove = () => {
    for (const stage of stages) stage.remove();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      remove();
      process.exit(130);
    });
  try {
    const fit = chosen.filter(({ id }) => !stale.has(id));
    const red = await rehearse(stages, fit);
    await share(stages, fit, async (stage, sabotage) => {
      const failed = sabotage.tests.filter((test) => red.has(test));
      const problem = `fails without it, too: ${failed.join(", ")}`;
      const ending =
        failed.length > 0 ? ({ kind: "broken", problem } as const) : await stage.perform(sabotage);
      const score = scoreOf(sabotage, ending);
      scores.push(score);
      say(score);
    });
  } finally {
    remove();
  }
  const caught = scores.filter(({ verdict }) => verdict === "caught").length;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const order = new Map(chosen.map(({ id }, index) => [id, index]));
  scores.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  if (values.json) console.log(JSON.stringify({ caught, of: scores.length, seconds, scores }, undefined, 2));
  else {
    for (const { id, verdict, why } of scores.filter((score) => score.verdict !== "caught"))
      console.log(`\n${id} (${verdict}): ${why}`);
    console.log(`\nsabotage: ${caught} of ${scores.length} caught, in ${seconds} s`);
  }
  process.exitCode = caught === scores.length && scores.length > 0 ? 0 : 1;
}

/** Tests that fail without any sabotage prove nothing. */
async function rehearse(stages: readonly Stage[], sabotages: readonly Sabotage[]): Promise<Set<string>> {
  const tests = [...new Set(sabotages.flatMap((sabotage) => sabotage.tests))];
  const shares = stages.map((_, at) => tests.filter((_, index) => index % stages.length === at));
  const red = new Set<string>();
  const some = shares.filter(({ length }) => length > 0);
  await share(stages, some, async (stage, files) => {
    for (const test of await stage.rehearse(files)) red.add(test);
  });
  return red;
}

if (import.meta.main ?? process.argv[1] === fileURLToPath(import.meta.url))
  await main().catch((error: unknown) => {
    console.error(`sabotage: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
