import { createKrea2, type GenerateResult, type Krea2, UnikreaError } from "@unikrea/core";
import type { ImageProvider } from "@unikrea/core/provider";
import { type EmulatorServer, type ServerOptions, startEmulator } from "@unikrea/emulator";
import { type FakeClock, fakeClock } from "@unikrea/testkit";
import { afterEach } from "vitest";
import { krea } from "../src/index.ts";

/** A client with Krea alone, on real sockets before an emulator; both live by one clock that tests move. */
export interface Emulated {
  readonly k2: Krea2<"krea">;
  readonly provider: ImageProvider;
  readonly emulator: EmulatorServer;
  readonly clock: FakeClock;
  ends<Result>(work: Promise<Result>): Promise<Result>;
  /** The same for what must fail. */
  fails(work: Promise<unknown>): Promise<UnikreaError>;
  /** Requests of this kind that the emulator has seen. */
  seen(operation: string): ReturnType<EmulatorServer["requests"]>;
  /** Micro-dollars that it has charged, once all that was begun has ended. */
  charged(): Promise<number>;
}

/** How long a generation takes, in milliseconds of the clock. */
export const LATENCY_MS = 10_000;
const MINUTES_MS = 600_000;

const open: EmulatorServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.close()));
});

/** Starts an emulator and a client before it. The emulator is closed after the test. */
export async function emulate(options: ServerOptions = {}): Promise<Emulated> {
  const clock = fakeClock();
  const latencyMs = {
    "krea-2-medium": LATENCY_MS,
    "krea-2-large": LATENCY_MS,
    "krea-2-medium-turbo": LATENCY_MS,
  };
  const own = { now: () => clock.wallTime(), setTimer: clock.setTimer };
  const emulator = await startEmulator({ images: "plain", latencyMs, clock: own, ...options });
  open.push(emulator);
  const provider = krea({
    apiKey: "canary-5f1d7c20",
    baseUrl: emulator.urls.krea.baseUrl,
    // Time stands still while bytes are on the way.
    fetch: (url, init) => clock.hold(exchange(url, init)),
  });
  return {
    clock,
    emulator,
    provider,
    k2: createKrea2({ providers: [provider], clock }),
    ends: (work) => clock.settle(work),
    async fails(work) {
      const error = await clock.settle(work.catch((thrown: unknown) => thrown));
      if (error instanceof UnikreaError) return error;
      throw new Error("expected an error of ours", { cause: error });
    },
    seen: (operation) => emulator.requests().filter((request) => request.operation === operation),
    async charged() {
      await clock.advance(MINUTES_MS);
      return emulator.bill().totalMicroUsd;
    },
  };
}

/** The file of the only image of a result. */
export async function fileOf({ images }: GenerateResult): Promise<Uint8Array> {
  const [image, ...others] = images;
  if (!image || others.length > 0) throw new Error(`expected one image, got ${images.length}`);
  return image.bytes();
}

/** One exchange to its last byte. */
async function exchange(url: string, init?: RequestInit): Promise<Response> {
  const { status, headers, body } = await fetch(url, init);
  const bytes = body && (await new Response(body).arrayBuffer());
  return new Response(bytes, { status, headers });
}
