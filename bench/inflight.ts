// Thousands of pending jobs in one process: what they cost the process and the service, and how late they are noticed.
import type { Crowd } from "./child/inflight.ts";
import { availableDrivers } from "./driver/registry.ts";
import { listOf, readFlags } from "./harness/flag.ts";
import { runChild, runInLanes, startServer } from "./harness/process.ts";
import { type Cell, machineLine, printTable, saveJson } from "./harness/report.ts";

const flags = readFlags(
  {
    drivers:
      "raw-krea-3s,raw-krea-500,raw-krea-list,raw-runware-batch,ours-krea,ours-runware,replicate-poll,runware-sdk",
    jobs: 2000,
    /** Every job takes between so much and so much. */
    minMs: 30_000,
    maxMs: 40_000,
    sampleAtMs: 20_000,
    /** Jobs that ours has seen in the second of its two rows. */
    learn: 20,
    /** Drivers at once. Figures are only worth something with one. */
    lanes: 1,
  },
  { jobs: 60, minMs: 2500, maxMs: 3500, sampleAtMs: 1500, learn: 8, lanes: 8 },
);

console.log(machineLine());
const { jobs, minMs, maxMs, sampleAtMs } = flags;
const runs = availableDrivers(listOf(flags.drivers)).flatMap(({ name }) =>
  name.startsWith("ours")
    ? [
        { name, learn: 0 },
        { name, learn: flags.learn },
      ]
    : [{ name, learn: 0 }],
);
const figures: Record<string, Crowd> = {};

await runInLanes(
  flags.lanes,
  runs.map(({ name, learn }) => async () => {
    const server = await startServer();
    const reading = await runChild<Crowd>(
      new URL("./child/inflight.ts", import.meta.url),
      { driver: name, base: server.base, jobs, minMs, maxMs, sampleAtMs, learn },
      ["--expose-gc"],
    );
    server.stop();
    const label = learn > 0 ? `${name} after ${learn} jobs` : name;
    if ("error" in reading) fail(label, reading.error);
    else if (reading.done < jobs) fail(label, reading.errors.join("; "));
    if (!("error" in reading)) figures[label] = reading;
  }),
);
saveJson(flags.json, flags, figures);

const labels = runs.map(({ name, learn }) => (learn > 0 ? `${name} after ${learn} jobs` : name));
const rowsOf = (cells: (crowd: Crowd) => Cell[]) =>
  labels.flatMap((label) => {
    const crowd = figures[label];
    return crowd ? [[label, ...cells(crowd)]] : [];
  });
printTable(
  `${jobs} jobs at once, each ${minMs / 1000} … ${maxMs / 1000} s: the service and the images`,
  [
    "client",
    "done",
    "submissions a job",
    "poll requests a job",
    "lag p50, ms",
    "lag p99, ms",
    "peak sockets",
  ],
  rowsOf((crowd) => [
    `${crowd.done}/${jobs}`,
    crowd.submissions / jobs,
    crowd.pollRequests / jobs,
    crowd.lagP50,
    crowd.lagP99,
    crowd.peakSockets,
  ]),
);
printTable(
  "the process",
  [
    ...["client", "heap kB a job", "rss kB a job", "CPU of a core, waiting", "CPU of a core, finishing"],
    ...["loop delay p50, ms", "p99, ms", "max, ms"],
  ],
  rowsOf((crowd) => [
    crowd.heapBytesPerJob / 1024,
    crowd.rssBytesPerJob / 1024,
    `${(crowd.cpuWaiting * 100).toFixed(1)} %`,
    `${(crowd.cpuFinishing * 100).toFixed(1)} %`,
    crowd.loopP50,
    crowd.loopP99,
    crowd.loopMax,
  ]),
);

function fail(label: string, error: string) {
  console.error(`${label} failed: ${error}`);
  process.exitCode = 1;
}
