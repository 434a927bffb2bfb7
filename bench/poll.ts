// How late a finished image is noticed, and how many polls that costs, over loopback and in real time. Every time is sampled
// with shifts, or a client that asks at fixed intervals would show a single phase of them.
import type { Detection } from "./child/poll.ts";
import { availableDrivers } from "./driver/registry.ts";
import { listOf, readFlags } from "./harness/flag.ts";
import { runChild, runInLanes, startServer } from "./harness/process.ts";
import { machineLine, printTable, saveJson } from "./harness/report.ts";
import { mean, quantile } from "./harness/statistic.ts";

const flags = readFlags(
  {
    drivers: "raw-krea-3s,raw-krea-500,ours-krea-cold,ours-krea,replicate-poll,ai+replicate-poll,runware-sdk",
    finishMs: "2000,7300,20000,45000",
    jobs: 10,
    stepMs: 200,
    /** Jobs that `ours-krea` sees before it is measured, of a lognormal around each time. */
    learn: 20,
    cv: 0.15,
    lanes: 4,
  },
  { finishMs: "1500,3000", jobs: 4, lanes: 8 },
);

/** The driver whose client has seen jobs before it is measured. */
const LEARNER = "ours-krea";

console.log(machineLine());
const drivers = availableDrivers(listOf(flags.drivers));
const times = listOf(flags.finishMs).map(Number);
const figures = new Map<string, Detection[]>();
const labelOf = (name: string) =>
  name === LEARNER && flags.learn > 0 ? `${name} after ${flags.learn} jobs` : name;
const { finishMs, jobs, stepMs, cv } = flags;

await runInLanes(
  flags.lanes,
  drivers.map(({ name }) => async () => {
    const server = await startServer();
    const learn = name === LEARNER ? flags.learn : 0;
    const reading = await runChild<Detection[]>(new URL("./child/poll.ts", import.meta.url), {
      ...{ driver: name, base: server.base, finishMs, jobs, stepMs, cv, learn },
    });
    server.stop();
    if ("error" in reading) fail(name, reading.error);
    else figures.set(name, reading);
  }),
);
saveJson(flags.json, flags, Object.fromEntries(figures));

for (const [name, detections] of figures) {
  for (const { error } of detections) if (error !== undefined) fail(name, error);
}
for (const time of times) {
  const rows = drivers.map(({ name }) => {
    const own = (figures.get(name) ?? []).filter((detection) => detection.finishMs === time);
    const lags = own.flatMap(({ lagMs }) => lagMs ?? []);
    const polls = mean(own.map((detection) => detection.polls));
    return [
      labelOf(name),
      quantile(lags, 0.5),
      mean(lags),
      Math.max(...lags),
      polls,
      `${lags.length}/${own.length}`,
    ];
  });
  const last = (time + (jobs - 1) * stepMs) / 1000;
  printTable(
    `done after ${time / 1000} … ${last} s`,
    ["client", "lag p50, ms", "lag mean, ms", "lag max, ms", "polls a job", "answered"],
    rows,
  );
}

function fail(name: string, error: string) {
  console.error(`${name} failed: ${error}`);
  process.exitCode = 1;
}
