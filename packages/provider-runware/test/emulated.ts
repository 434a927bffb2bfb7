import { createKrea2, type Krea2, type Krea2Options, UnikreaError } from "@unikrea/core";
import type { Fetch } from "@unikrea/core/provider";
import { type EmulatorServer, type ServerOptions, startEmulator } from "@unikrea/emulator";
import { afterEach } from "vitest";
import { runware } from "../src/index.ts";
import { fastClock } from "./fast-clock.ts";

/** A client with Runware alone, on real sockets before an emulator. */
export interface Emulated {
  readonly k2: Krea2<"runware">;
  readonly emulator: EmulatorServer;
  /** The tasks of every request that was of this kind, one entry a request. */
  tasksOf(operation: "submit" | "poll" | "details"): Task[][];
  /** Micro-dollars that the emulator has charged. */
  charged(): number;
}

export interface Task {
  readonly taskType: string;
  readonly taskUUID: string;
  readonly seed?: number;
  readonly numberResults?: number;
}

/** How long a generation takes in these tests, in real milliseconds. */
const LATENCY_MS = 100;

const open: EmulatorServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.close()));
});

/** Starts an emulator and a client before it. The emulator is closed after the test. */
export async function emulate(
  options: ServerOptions = {},
  settings: { fetch?: Fetch; apiKey?: string } = {},
  client: Pick<Krea2Options, "maxRetries"> = {},
): Promise<Emulated> {
  const latencyMs = {
    "krea-2-medium": LATENCY_MS,
    "krea-2-large": LATENCY_MS,
    "krea-2-medium-turbo": LATENCY_MS,
  };
  const emulator = await startEmulator({ images: "plain", latencyMs, ...options });
  open.push(emulator);
  const { baseUrl } = emulator.urls.runware;
  const provider = runware({ apiKey: "canary-5f1d7c20", ...settings, baseUrl });
  return {
    emulator,
    k2: createKrea2({ providers: [provider], clock: fastClock(), ...client }),
    tasksOf: (operation) =>
      emulator
        .requests()
        .filter((request) => request.operation === operation)
        .map(({ body }) => body as Task[]),
    charged: () => emulator.bill().totalMicroUsd,
  };
}

/** The error of ours that a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<UnikreaError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof UnikreaError) return error;
  throw new Error("expected an error of ours", { cause: error });
}
