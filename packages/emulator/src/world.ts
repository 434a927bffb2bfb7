import { type Agenda, createAgenda } from "./agenda.ts";
import { type BillBook, createBillBook } from "./bill.ts";
import { type Clock, realClock } from "./clock.ts";
import { createFaultBox, type FaultBox } from "./fault/box.ts";
import { createGallery, type Gallery } from "./image/gallery.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createLatency, type Latency } from "./latency.ts";
import type { Service } from "./model.ts";
import type { EmulatorOptions } from "./option.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createRandom, type Random } from "./random.ts";
import { createTimers, type Timers } from "./timers.ts";

/** What the services of one emulator share. */
export interface World {
  readonly options: EmulatorOptions;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly agenda: Agenda;
  readonly random: Random;
  readonly latency: Latency;
  readonly bill: BillBook;
  readonly journal: Journal;
  readonly faults: FaultBox;
  readonly gallery: Gallery;
  readonly outbox: Outbox;
  /** Whether `key` opens `service`. */
  accepts(service: Service, key: string | undefined): boolean;
  /** Millionths of a dollar left at `service`; Infinity without a balance. */
  leftMicroUsd(service: Service): number;
}

/** Makes the shared parts of one emulator. */
export function createWorld(options: EmulatorOptions): World {
  const clock = options.clock ?? realClock;
  const timers = createTimers(clock);
  const agenda = createAgenda();
  const random = createRandom(options.seed ?? 1);
  const bill = createBillBook(clock, agenda);
  const faults = createFaultBox();
  return {
    options,
    clock,
    timers,
    agenda,
    random,
    latency: createLatency(random, options.speed ?? 1, options.latencyMs),
    bill,
    faults,
    journal: createJournal(clock),
    gallery: createGallery(options.images ?? "drawn"),
    outbox: createOutbox({ clock, timers, faults, ...options.outgoing }),
    accepts(service, key) {
      if (key === undefined || key === "") return false;
      return options.keys?.[service]?.includes(key) ?? true;
    },
    leftMicroUsd(service) {
      const balance = options.balanceUsd?.[service];
      if (balance === undefined) return Number.POSITIVE_INFINITY;
      return Math.round(balance * 1e6) - bill.spentMicroUsd(service);
    },
  };
}
