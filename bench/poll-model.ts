// Our real schedule, without network and without waiting: what it costs in polls and in lag when durations follow a known
// lognormal. For tuning: `--schedule=FILE` takes another version of core's poll-schedule.ts, with its latency.ts beside it.
import { pathToFileURL } from "node:url";
import type * as latencyModule from "../packages/core/src/latency.ts";
import type * as scheduleModule from "../packages/core/src/poll-schedule.ts";
import { listOf, readFlags } from "./harness/flag.ts";
import { durationAt, type Lognormal, spreadOf } from "./harness/lognormal.ts";
import { machineLine, printTable, saveJson } from "./harness/report.ts";
import { bestFor, every, type Schedule, type Summary, summarize, watch } from "./harness/watch.ts";

const flags = readFlags(
  {
    medianMs: "5000,20000,45000",
    cv: 0.15,
    roundTripMs: 100,
    /** Jobs that are seen before it is measured, and how often that is tried: chance decides what they teach. */
    learn: 20,
    trials: 40,
    jobs: 500,
    /** Of the poll command, which has no round trip to speak of. */
    finishMs: "2000,7300,20000,45000",
    schedule: "",
  },
  { medianMs: "20000", jobs: 100, trials: 5 },
);
const core = new URL("../packages/core/src/poll-schedule.ts", import.meta.url);
const file = flags.schedule === "" ? core : pathToFileURL(flags.schedule);
const { nextLookMs }: typeof scheduleModule = await import(file.href);
const { learn }: typeof latencyModule = await import(new URL("./latency.ts", file).href);
type Latency = latencyModule.Latency;

const ours =
  (latency?: Latency): Schedule =>
  (elapsedMs) =>
    nextLookMs(elapsedMs, latency);

/** What a client knows after so many jobs, each watched with what it knew before. Their durations are drawn by chance. */
function learnFrom(distribution: Lognormal, count: number): Latency | undefined {
  let latency: Latency | undefined;
  for (let job = 0; job < count; job++) {
    const finishMs = durationAt(distribution, Math.random());
    latency = learn(latency, watch(finishMs, flags.roundTripMs, ours(latency)).believedMs);
  }
  return latency;
}

const figures: Record<string, Record<string, Summary>> = {};

function print(title: string, summaries: Record<string, Summary>) {
  figures[title] = summaries;
  const rows = Object.entries(summaries).map(([name, { polls, lagMeanMs, lagP50Ms, lagP95Ms }]) => [
    name,
    polls,
    lagMeanMs,
    lagP50Ms,
    lagP95Ms,
  ]);
  printTable(title, ["schedule", "polls a job", "lag mean, ms", "lag p50, ms", "lag p95, ms"], rows);
}

console.log(machineLine());
for (const medianMs of listOf(flags.medianMs).map(Number)) {
  const { cv, roundTripMs, trials } = flags;
  const distribution = { medianMs, cv };
  const durations = spreadOf(distribution, flags.jobs);
  const see = (next: Schedule) => durations.map((finishMs) => watch(finishMs, roundTripMs, next));
  const learned = summarize(
    Array.from({ length: trials }, () => learnFrom(distribution, flags.learn)).flatMap((latency) =>
      see(ours(latency)),
    ),
  );
  const best = bestFor(distribution, learned.polls, roundTripMs);
  print(`lognormal, median ${medianMs / 1000} s, cv ${cv}, round trip ${roundTripMs} ms`, {
    "every 500 ms": summarize(see(every(500))),
    "every 3 s, Krea's quick start": summarize(see(every(3000))),
    "ours, knowing nothing": summarize(see(ours())),
    [`ours after ${flags.learn} jobs`]: learned,
    [`the best there can be for ${learned.polls.toFixed(1)} polls`]: summarize(see(best)),
  });
}
for (const finishMs of listOf(flags.finishMs).map(Number)) {
  const shifted = Array.from({ length: 10 }, (_, index) => finishMs + index * 200);
  const see = (next: Schedule) => summarize(shifted.map((time) => watch(time, 1, next)));
  print(`done after ${finishMs / 1000} … ${finishMs / 1000 + 1.8} s, on loopback`, {
    "every 500 ms": see(every(500)),
    "every 3 s, Krea's quick start": see(every(3000)),
    "ours, knowing nothing": see(ours()),
  });
}
saveJson(flags.json, flags, figures);
