import { rawBinding } from "./binding.ts";
import type { Driver } from "./driver.ts";
import { ours } from "./ours.ts";
import { peerFolder, peers } from "./peer.ts";
import { rawBatches } from "./raw-batch.ts";
import { rawCalls } from "./raw-call.ts";
import { rawLoops } from "./raw-loop.ts";
import { rawSocket } from "./raw-socket.ts";

/** Every driver there is. A new library is one more list here. */
const DRIVERS: readonly Driver[] = [
  ...rawCalls,
  rawBinding,
  ...rawLoops,
  ...rawBatches,
  rawSocket,
  ...ours,
  ...peers,
];

/** @throws when there is none of that name */
export function driverOf(name: string): Driver {
  const driver = DRIVERS.find((candidate) => candidate.name === name);
  if (driver) return driver;
  throw new Error(`no driver ${name}; there are ${DRIVERS.map((known) => known.name).join(", ")}`);
}

/** Those of the names that can run here. What is left out is said in one line. */
export function availableDrivers(names: readonly string[]): Driver[] {
  const wanted = names.map(driverOf);
  const missing = peerFolder ? [] : wanted.filter(({ isPeer }) => isPeer);
  if (missing.length > 0) {
    const list = missing.map(({ name }) => name).join(", ");
    console.log(`\nBENCH_PEERS is not set, so these are left out: ${list}.`);
  }
  return wanted.filter((driver) => !missing.includes(driver));
}
