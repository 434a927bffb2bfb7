// One driver in a process of its own: jobs that finish at known times. How late is the answer, and how often was asked?
import type { Client } from "../driver/driver.ts";
import { driverOf } from "../driver/registry.ts";
import { listOf, readFlags } from "../harness/flag.ts";
import { spreadOf } from "../harness/lognormal.ts";
import { monotonicMs, pause } from "../harness/monotonic.ts";
import { snapshotOf } from "../harness/process.ts";

/** What became of one job. */
export interface Detection {
  /** The time that it stands for, without its shift. */
  readonly finishMs: number;
  /** From the moment it was done to the answer of the client; missing when that was an error. */
  readonly lagMs?: number;
  readonly error?: string;
  readonly polls: number;
}

const flags = readFlags({ driver: "", base: "", finishMs: "", jobs: 10, stepMs: 200, learn: 0, cv: 0.15 });
const driver = driverOf(flags.driver);
const place = { base: flags.base, fetch: undefined };

/** Has the client make jobs of a distribution around a time, from which it may learn what it likes. */
async function teach(client: Client, medianMs: number) {
  const durations = spreadOf({ medianMs, cv: flags.cv }, flags.learn);
  await Promise.all(
    durations.map((durationMs) => client.generate(`a lighthouse @t=${Math.round(durationMs)}`)),
  );
}

async function run(client: Client, finishMs: number, index: number) {
  // Not all at the same moment: nobody's users do that, and one sweep would serve them all.
  await pause(Math.random() * 1000);
  const tag = `job-${finishMs}-${index}`;
  const durationMs = finishMs + index * flags.stepMs;
  const error = await client.generate(`a lighthouse @t=${durationMs} @tag=${tag}`).then(
    () => undefined,
    (reason: unknown) => String(Object(reason).message ?? reason),
  );
  return { tag, finishMs, error, answeredAtMs: monotonicMs() };
}

const runs = listOf(flags.finishMs)
  .map(Number)
  .map(async (finishMs) => {
    const client = await driver.open(place);
    await teach(client, finishMs + ((flags.jobs - 1) * flags.stepMs) / 2);
    const indices = Array.from({ length: flags.jobs }, (_, index) => index);
    return Promise.all(indices.map((index) => run(client, finishMs, index)));
  });
const answered = (await Promise.all(runs)).flat();
const known = new Map((await snapshotOf(flags.base)).jobs.map((job) => [job.tag, job]));
const detections = answered.map(({ tag, finishMs, error, answeredAtMs }): Detection => {
  const { doneAtMs = Number.NaN, polls = 0 } = known.get(tag) ?? {};
  return { finishMs, polls, ...(error === undefined ? { lagMs: answeredAtMs - doneAtMs } : { error }) };
});
console.log(JSON.stringify(detections));
process.exit(0);
