import type { Clock } from "@unikrea/core";
import { createEmulator, type Emulator, type EmulatorOptions, startEmulator } from "@unikrea/emulator";
import { fakeClock } from "@unikrea/testkit";
import { type Fetch, pacedFetch, watched } from "./line.ts";
import { pacedClock } from "./paced-clock.ts";

/** Emulated services that have forgotten everything, and the clock that they and the client live by. */
export interface Stage {
  readonly emulator: Emulator;
  readonly origin: string;
  readonly fetch: Fetch;
  /** Whether an address is one of the services'. */
  isTheirs(url: URL): boolean;
  /** The client's time. */
  readonly time: Clock;
  /** Lets time go on until the promise is settled, and gives what it brought. */
  drive<Result>(promise: Promise<Result>): Promise<Result>;
  /** Lets this much time pass. */
  pass(ms: number): Promise<void>;
  /** Keeps time from jumping while this moves: what goes neither through `fetch` nor through a timer. */
  moving(work: Promise<unknown>): Promise<unknown>;
  /** All that is due within so much time fires late, as after a sleep of the machine. Sockets only. */
  stall?(ms: number): void;
  /** Timers of the client that are waiting. */
  pendingTimers(): number;
  /** What the services have sent by themselves: webhooks. */
  readonly inbox: readonly Delivery[];
}

/** A webhook as it arrived. */
export interface Delivery {
  readonly url: string;
  readonly body: unknown;
}

/** Stages that are used again and again: making one compiles the vendors' schemas. */
export interface StagePool {
  /** Plays on one that is free. What its services leave to chance follows from the seed. */
  on<Result>(seed: number, play: (stage: Stage) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** One image takes this long, in milliseconds of the clock. */
const LATENCY_MS = 6000;

const VIRTUAL_ORIGIN = "http://127.0.0.1";

type EmulatorClock = NonNullable<EmulatorOptions["clock"]>;

const optionsWith = (clock: EmulatorClock, inbox: Delivery[]): EmulatorOptions => ({
  clock,
  images: "plain",
  latencyMs: { "krea-2-medium": LATENCY_MS, "krea-2-large": LATENCY_MS, "krea-2-medium-turbo": LATENCY_MS },
  // No address but the harness's own: whatever is sent there is only kept.
  outgoing: {
    allowRemote: true,
    async fetch(url, { body }) {
      inbox.push({ url, body: JSON.parse(String(body)) });
      return new Response(null);
    },
  },
});

interface Theatre {
  readonly emulator: Emulator;
  raise(seed: number): Omit<Stage, "emulator">;
  close(): Promise<void>;
}

/** Real HTTP over 127.0.0.1. */
async function openSocketTheatre(): Promise<Theatre> {
  let side = pacedClock().side("service");
  const now = () => {
    side.now();
    return side.wallTime();
  };
  const clock: EmulatorClock = { now, setTimer: (callback, delayMs) => side.setTimer(callback, delayMs) };
  const inbox: Delivery[] = [];
  const emulator = await startEmulator(optionsWith(clock, inbox));
  return {
    emulator,
    raise(seed) {
      emulator.reset(seed);
      inbox.length = 0;
      const clock = pacedClock();
      side = clock.side("service");
      const time = clock.side("client");
      return {
        ...{ origin: emulator.origin, fetch: pacedFetch(clock), time, inbox },
        ...{ drive: clock.drive, pass: clock.pass, stall: clock.stall },
        isTheirs: ({ origin }) => origin === emulator.origin,
        async moving(work) {
          const close = clock.open();
          try {
            const brought = await work;
            return brought instanceof Response ? watched(brought, clock) : brought;
          } finally {
            close();
          }
        },
        pendingTimers: () => time.pending,
      };
    },
    close: () => emulator.close(),
  };
}

/** The same services in this process, in virtual time. */
async function openVirtualTheatre(): Promise<Theatre> {
  let time = fakeClock();
  const clock: EmulatorClock = {
    now: () => time.wallTime(),
    setTimer: (callback, delayMs) => time.setTimer(callback, delayMs),
  };
  const inbox: Delivery[] = [];
  const emulator = createEmulator(optionsWith(clock, inbox));
  return {
    emulator,
    raise(seed) {
      emulator.reset(seed);
      inbox.length = 0;
      const clock = fakeClock();
      time = clock;
      const own = counted(clock);
      return {
        ...{ origin: VIRTUAL_ORIGIN, fetch: emulator.fetch, time: own.clock, inbox },
        drive: (promise) => clock.settle(promise),
        pass: (ms) => clock.advance(ms),
        // A binding gives the bucket's own links, as there is no port that they could lead to.
        isTheirs: ({ origin, hostname }) =>
          origin === VIRTUAL_ORIGIN || hostname.endsWith(".r2.cloudflarestorage.com"),
        moving: (work) => work,
        pendingTimers: own.pending,
      };
    },
    close: async () => {},
  };
}

/** The same clock for the client, whose timers are counted apart from the services'. */
function counted(shared: Clock): { clock: Clock; pending: () => number } {
  const timers = new Set<object>();
  const setTimer = (callback: () => void, delayMs: number) => {
    const timer = {};
    timers.add(timer);
    const cancel = shared.setTimer(() => {
      timers.delete(timer);
      callback();
    }, delayMs);
    return () => {
      timers.delete(timer);
      cancel();
    };
  };
  const clock = { now: () => shared.now(), wallTime: () => shared.wallTime(), setTimer };
  return { clock, pending: () => timers.size };
}

const poolOf = (open: () => Promise<Theatre>) => (): StagePool => {
  const all: Theatre[] = [];
  const free: Theatre[] = [];
  return {
    async on(seed, play) {
      const theatre = free.pop() ?? (await open());
      if (!all.includes(theatre)) all.push(theatre);
      try {
        return await play({ ...theatre.raise(seed), emulator: theatre.emulator });
      } finally {
        theatre.emulator.reset();
        free.push(theatre);
      }
    },
    close: async () => void (await Promise.all(all.map((theatre) => theatre.close()))),
  };
};

export const socketStages = poolOf(openSocketTheatre);
export const virtualStages = poolOf(openVirtualTheatre);
