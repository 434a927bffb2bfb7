// You will see: a process that is killed the moment its job is accepted, and another that finds the job in the ledger,
// which is a folder here, and collects the image that was paid for.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execArgv, execPath, kill, pid } from "node:process";
import { createKrea2 } from "@unikrea/core";
import { startEmulator } from "@unikrea/emulator";
import { fileLedger } from "@unikrea/ledger/file";
import { providersAt } from "./stand-in.ts";

const [, file = "", urls, folder] = argv;
if (urls && folder) await work(JSON.parse(urls), folder);
else await watch();

/** The process that dies: as soon as it hears of its job, and without a chance to clean up. */
async function work(urls: Parameters<typeof providersAt>[0], directory: string) {
  const k2 = createKrea2({ providers: providersAt(urls), ledger: fileLedger({ directory }) });
  await k2.generate({ prompt: "a lighthouse in fog" }, { onProgress: () => kill(pid, "SIGKILL") });
}

async function watch() {
  const server = await startEmulator({ speed: 20 });
  const directory = await mkdtemp(join(tmpdir(), "unikrea-ledger-"));
  const child = spawn(execPath, [...execArgv, file, JSON.stringify(server.urls), directory]);
  const [, signal] = await once(child, "exit");
  console.log(`the worker has ended by ${signal}`);

  const ledger = fileLedger({ directory });
  for (const { state, job, heldMicroUsd } of await ledger.list({ limit: 10 }))
    console.log(`in the ledger: ${state}, at ${job.parts[0]?.provider}, $${heldMicroUsd / 1e6} held`);

  const k2 = createKrea2({ providers: providersAt(server.urls), ledger });
  // No other process uses this ledger, so what has changed a moment ago may be taken up too.
  for (const { state, result } of await k2.recover({ minAgeMs: 0 })) {
    const bytes = await result?.images[0]?.bytes();
    console.log(`recovered: ${state}, ${bytes?.length} bytes from ${result?.provider}`);
  }
  const { entries, totalUsd } = server.bill();
  console.log(`the emulator's bill: ${entries.length} charge, $${totalUsd}`);
  await rm(directory, { recursive: true });
  await server.close();
}
