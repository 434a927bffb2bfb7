// One driver in a process of its own, with many jobs pending at once: does everything arrive, and what does waiting cost?
import { monitorEventLoopDelay } from "node:perf_hooks";
import { driverOf } from "../driver/registry.ts";
import { readFlags } from "../harness/flag.ts";
import { monotonicMs, pause } from "../harness/monotonic.ts";
import { resetAt, snapshotOf } from "../harness/process.ts";
import { quantile } from "../harness/statistic.ts";

/** What it was like. Bytes are more than before the first job; times are milliseconds. */
export interface Crowd {
  readonly done: number;
  readonly errors: readonly string[];
  readonly submissions: number;
  readonly pollRequests: number;
  readonly peakSockets: number;
  readonly heapBytesPerJob: number;
  readonly rssBytesPerJob: number;
  readonly lagP50: number;
  readonly lagP99: number;
  /** Of one core, 0…1: before the first job is done, and from then on. */
  readonly cpuWaiting: number;
  readonly cpuFinishing: number;
  readonly loopP50: number;
  readonly loopP99: number;
  readonly loopMax: number;
}

const flags = readFlags({
  ...{ driver: "", base: "", jobs: 2000, minMs: 30_000, maxMs: 40_000, learn: 0 },
  /** When the memory is read: after all have been submitted, before the first is done. */
  sampleAtMs: 20_000,
});
const { jobs, minMs, maxMs, base } = flags;
const client = await driverOf(flags.driver).open({ base, fetch: undefined });

/** Durations that cover the range evenly, in no order: a step that has no divisor in common with most counts. */
const durationOf = (index: number, count: number) =>
  Math.round(minMs + ((maxMs - minMs) * ((index * 7919) % count)) / count);
const promptOf = (index: number, count: number) =>
  `a lighthouse at dusk @t=${durationOf(index, count)} @tag=job-${index}`;

async function teach(count: number) {
  await Promise.all(Array.from({ length: count }, (_, index) => client.generate(promptOf(index, count))));
}

/** Share of one core that this process has used since, 0…1. */
function stopwatch() {
  const cpuBefore = process.cpuUsage();
  const startedAt = monotonicMs();
  return () => {
    const { user, system } = process.cpuUsage(cpuBefore);
    return (user + system) / 1000 / (monotonicMs() - startedAt);
  };
}

/** With the garbage gone. */
async function readMemory() {
  globalThis.gc?.();
  await pause(100);
  globalThis.gc?.();
  return process.memoryUsage();
}

// Once the engine has seen the code, the heap holds only what pending jobs hold.
await Promise.all(Array.from({ length: 10 }, () => client.generate("warm @t=0")));
await teach(flags.learn);
await resetAt(base);

const before = await readMemory();
const startedAt = monotonicMs();
const answeredAt = new Map<string, number>();
const errors: string[] = [];
const all = Array.from({ length: jobs }, (_, index) =>
  client.generate(promptOf(index, jobs)).then(
    () => void answeredAt.set(`job-${index}`, monotonicMs()),
    (error: unknown) => void errors.push(String(Object(error).message ?? error)),
  ),
);
await pause(flags.sampleAtMs);
const during = await readMemory();
const { counts: submitted } = await snapshotOf(base);

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const readWaiting = stopwatch();
await pause(Math.max(minMs - (monotonicMs() - startedAt), 100));
const cpuWaiting = readWaiting();
const readFinishing = stopwatch();
await Promise.all(all);
const cpuFinishing = readFinishing();
delay.disable();

const { counts, jobs: known } = await snapshotOf(base);
const lags = known.flatMap(({ tag, doneAtMs }) => {
  const at = answeredAt.get(tag);
  return at === undefined ? [] : at - doneAtMs;
});
const crowd: Crowd = {
  done: answeredAt.size,
  errors: [...new Set(errors)].slice(0, 3),
  submissions: submitted.submissions,
  pollRequests: counts.polls,
  peakSockets: counts.peakSockets,
  heapBytesPerJob: (during.heapUsed - before.heapUsed) / jobs,
  rssBytesPerJob: (during.rss - before.rss) / jobs,
  lagP50: quantile(lags, 0.5),
  lagP99: quantile(lags, 0.99),
  cpuWaiting,
  cpuFinishing,
  loopP50: delay.percentile(50) / 1e6,
  loopP99: delay.percentile(99) / 1e6,
  loopMax: delay.max / 1e6,
};
console.log(JSON.stringify(crowd));
process.exit(0);
