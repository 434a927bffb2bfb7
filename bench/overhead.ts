// What a call costs its process when the job is done at once, beside a hand-written client that sends the same requests.
import type { Overhead } from "./child/overhead.ts";
import type { Driver } from "./driver/driver.ts";
import { availableDrivers } from "./driver/registry.ts";
import { listOf, readFlags } from "./harness/flag.ts";
import { runChild, startServer } from "./harness/process.ts";
import { machineLine, printTable, ratio, saveJson } from "./harness/report.ts";
import { median, shuffle } from "./harness/statistic.ts";

const flags = readFlags(
  {
    drivers:
      "raw-post,raw-post-runware,raw-post-get,raw-post-download,raw-binding,raw-socket,ours-cloudflare,ours-runware-sync,ours-krea-at-once,ours-binding,replicate,ai+replicate,runware-sdk",
    transports: "stub,loopback",
    atOnce: "1,100,1000",
    /** One after the other, and with the stub; three times as many where many are under way. */
    calls: 2000,
    rounds: 7,
  },
  { atOnce: "10", calls: 100, rounds: 1 },
);
/** Of a driver whose calls take 100 ms, one after the other. */
const SLOW_CALLS = 30;

console.log(machineLine());
const drivers = availableDrivers(listOf(flags.drivers));
const server = await startServer();
const figures: Record<string, Record<string, (Overhead & { requests: number })[]>> = {};

for (const transport of listOf(flags.transports)) {
  for (const atOnce of listOf(flags.atOnce).map(Number)) await compare(transport, atOnce);
}
server.stop();
saveJson(flags.json, flags, figures);

async function compare(transport: string, atOnce: number) {
  const able = drivers.filter(({ only = transport }) => only === transport);
  const rounds: Record<string, (Overhead & { requests: number })[]> = {};
  for (let round = 0; round < flags.rounds; round++) {
    for (const driver of shuffle(able)) {
      const reading = await measure(driver, transport, atOnce);
      if (!reading) continue;
      rounds[driver.name] = [...(rounds[driver.name] ?? []), reading];
    }
  }
  const title = `${transport}, ${atOnce === 1 ? "one call after the other" : `${atOnce} calls at once`}`;
  figures[title] = rounds;
  printTable(
    title,
    [
      "client",
      "floor",
      "CPU × floor",
      "CPU over floor, µs",
      "CPU µs a call",
      "wall × floor",
      "calls/s",
      "requests a call",
    ],
    able.map(({ name, floor }) => {
      const own = rounds[name] ?? [];
      const under = rounds[floor] ?? [];
      const times = (field: "cpuUs" | "wallUs") =>
        ratio(median(own.map((reading, round) => reading[field] / (under[round]?.[field] ?? Number.NaN))));
      const cpuUs = median(own.map((reading) => reading.cpuUs));
      const over = cpuUs - median(under.map((reading) => reading.cpuUs));
      const perSecond = 1e6 / median(own.map(({ wallUs }) => wallUs));
      const requests = transport === "stub" ? undefined : median(own.map((reading) => reading.requests));
      return [name, floor, times("cpuUs"), over, cpuUs, times("wallUs"), perSecond, requests];
    }),
  );
}

async function measure({ name, isSlow }: Driver, transport: string, atOnce: number) {
  const many = flags.calls * (transport === "loopback" && atOnce > 1 ? 3 : 1);
  const calls = isSlow && atOnce === 1 ? Math.min(SLOW_CALLS, many) : many;
  const warmup = isSlow ? 3 : Math.min(300, calls);
  await server.reset();
  const reading = await runChild<Overhead>(
    new URL("./child/overhead.ts", import.meta.url),
    { driver: name, base: server.base, transport, calls, atOnce, warmup },
    ["--expose-gc"],
  );
  if ("error" in reading) {
    console.error(`${name} failed: ${reading.error}`);
    process.exitCode = 1;
    return undefined;
  }
  const { counts } = await server.snapshot();
  const all = calls + warmup + (atOnce > 1 ? Math.min(atOnce * 2, calls) : 0);
  return { ...reading, requests: counts.requests / all };
}
