import type { Agenda } from "./agenda.ts";
import { type Clock, isoTime } from "./clock.ts";
import type { Model, Service, Tier } from "./model.ts";

/** One charge. */
export interface BillEntry {
  /** When the money was taken, ISO 8601. */
  at: string;
  service: Service;
  model: Model;
  tier: Tier;
  /** Millionths of a dollar, an integer. */
  microUsd: number;
  usd: number;
  /** Images paid for by this entry. */
  images: number;
  /** The service's own id: Krea `job_id`, Cloudflare log id, Runware `taskUUID`. */
  id: string;
  /**
   * What the caller sent along to recognise the work: Runware `taskUUID`, Cloudflare cache key (or else the first
   * metadata value), Krea webhook URL. Absent when nothing was sent.
   */
  clientKey?: string;
}

/** Everything the emulated services have charged so far. No real money is behind it. */
export interface Bill {
  emulated: true;
  totalUsd: number;
  totalMicroUsd: number;
  entries: BillEntry[];
}

/** A charge that is due when its work completes. */
export type Charge = Omit<BillEntry, "at" | "usd">;

/** The books of one emulator. */
export interface BillBook {
  /** Books `charge` for the instant `atMs`, whoever looks or does not; the function returned cancels it. */
  expect(atMs: number, charge: Charge): () => void;
  /** Everything charged up to now. */
  read(): Bill;
  /** Millionths of a dollar charged by `service` up to now. */
  spentMicroUsd(service: Service): number;
  clear(): void;
}

/** Opens the books. Charges fall due lazily, on `agenda`. */
export function createBillBook(clock: Clock, agenda: Agenda): BillBook {
  let entries: BillEntry[] = [];
  let spent: Partial<Record<Service, number>> = {};

  const book = (atMs: number, charge: Charge) => {
    entries.push({ at: isoTime(atMs), ...charge, usd: charge.microUsd / 1e6 });
    spent[charge.service] = (spent[charge.service] ?? 0) + charge.microUsd;
  };

  return {
    expect: (atMs, charge) => agenda.plan(atMs, () => book(atMs, charge)),
    read() {
      agenda.catchUp(clock.now());
      const totalMicroUsd = entries.reduce((sum, entry) => sum + entry.microUsd, 0);
      return {
        emulated: true,
        totalUsd: totalMicroUsd / 1e6,
        totalMicroUsd,
        entries: entries.map((entry) => ({ ...entry })),
      };
    },
    spentMicroUsd(service) {
      agenda.catchUp(clock.now());
      return spent[service] ?? 0;
    },
    clear() {
      entries = [];
      spent = {};
    },
  };
}
