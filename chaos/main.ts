// Every way for things to go wrong that we know of, against services that keep a bill: see README.md.
import { Worker } from "node:worker_threads";
import { CELLS } from "./cell/catalog.ts";
import type { ContestantName } from "./contestant.ts";
import { mergeResults, type Result } from "./engine.ts";
import { readFlags, USAGE } from "./flag.ts";
import { NAIVE_MOST, type Plan, planOne, planSockets, planVirtual } from "./plan.ts";
import { failuresOf, figuresOf, tableOf } from "./report.ts";
import type { Order, Word } from "./worker.ts";

/** A long run says so often that it is alive. */
const SAY_EVERY = 100_000;

try {
  await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function main() {
  const flags = readFlags(process.argv.slice(2));
  if (flags.isList) return console.log(CELLS.map(({ name }) => name).join("\n"));
  const { seed, workers, requests, rounds, isWhole, cell, isVirtual, isTrusting, isJson } = flags;
  const plansFor = (most: number) =>
    cell
      ? [planOne(cell, seed)]
      : isVirtual
        ? planVirtual(seed, Math.min(requests, most), workers)
        : planSockets({ seed, rounds, isWhole, isTrusting, threads: workers });
  const startedAt = performance.now();
  const secondsSince = (start: number) => Math.round((performance.now() - start) / 1000);
  const ours = await play(plansFor(Number.POSITIVE_INFINITY), isTrusting ? "trusting" : "ours");
  const ownSeconds = secondsSince(startedAt);
  const naive = await play(plansFor(NAIVE_MOST), "naive");
  const seconds = secondsSince(startedAt);
  if (isJson) console.log(JSON.stringify({ seed, ours: figuresOf(ours), naive: figuresOf(naive) }));
  else
    console.log(`${tableOf(ours, naive)}\n\nSeed ${seed}, ${seconds} s, of which ours took ${ownSeconds}.`);
  if (isVirtual && requests > NAIVE_MOST && !isJson)
    console.log(`The naive loop has played the first ${NAIVE_MOST.toLocaleString("en-US")} requests only.`);
  if (ours.idle.length > 0 && !isJson && !isVirtual)
    console.log(
      `In ${ours.idle.length} cells the fault found nobody to strike: ${ours.idle.slice(0, 5).join(", ")} …`,
    );
  const broken = naive.findings.filter(({ rule }) => rule === "harness");
  const failures = failuresOf({ ...ours, findings: [...ours.findings, ...broken] });
  if (failures.length === 0) return;
  console.error(`\n${failures.join("\n")}\n\nSeed ${seed}`);
  process.exitCode = 1;
}

/** Plays all plans at once, each in a thread of its own. */
async function play(plans: readonly Plan[], contestant: ContestantName): Promise<Result> {
  let played = 0;
  const onPlayed = (more: number) => {
    const before = played;
    played += more;
    if (Math.floor(before / SAY_EVERY) < Math.floor(played / SAY_EVERY))
      console.error(`${contestant}: ${played.toLocaleString("en-US")} requests played`);
  };
  return mergeResults(await Promise.all(plans.map((plan) => runThread({ plan, contestant }, onPlayed))));
}

function runThread(workerData: Order, onPlayed: (requests: number) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
    worker.on("message", (word: Word) => ("result" in word ? resolve(word.result) : onPlayed(word.played)));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`a thread ended early, with ${code}`)));
  });
}
