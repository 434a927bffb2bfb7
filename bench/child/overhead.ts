// One driver in a process of its own: so many generations, so many at once. What other drivers did to the heap or to the
// engine's type feedback does not matter here.
import { driverOf } from "../driver/registry.ts";
import { readFlags } from "../harness/flag.ts";
import { monotonicMs } from "../harness/monotonic.ts";
import { stubFetch } from "../harness/stub-fetch.ts";

/** What a call took, in microseconds, of this process alone. */
export interface Overhead {
  readonly cpuUs: number;
  readonly wallUs: number;
}

const PROMPT = "a cinematic glass cabin beside a frozen lake at sunrise, volumetric light, 35mm";

const flags = readFlags({ driver: "", base: "", transport: "stub", calls: 0, atOnce: 1, warmup: 300 });
const fetch = flags.transport === "stub" ? stubFetch(flags.base) : undefined;
const client = await driverOf(flags.driver).open({ base: flags.base, fetch });

async function run(calls: number, atOnce: number) {
  let left = calls;
  const work = async () => {
    while (left-- > 0) await client.generate(PROMPT);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, calls) }, work));
}

await run(flags.warmup, 1);
if (flags.atOnce > 1) await run(Math.min(flags.atOnce * 2, flags.calls), flags.atOnce);
globalThis.gc?.();
const cpuBefore = process.cpuUsage();
const startedAt = monotonicMs();
await run(flags.calls, flags.atOnce);
const wallMs = monotonicMs() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
const overhead: Overhead = { cpuUs: (user + system) / flags.calls, wallUs: (wallMs * 1000) / flags.calls };
console.log(JSON.stringify(overhead));
process.exit(0);
