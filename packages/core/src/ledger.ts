import type { JobRef } from "./job.ts";
import type { CanonicalRequest } from "./request.ts";

/**
 * Where an intent stands. It only ever moves forward:
 * `submitting` (something may have been sent that we hold no job of) → `accepted` (all that was sent is held) →
 * `settled` (all that will come is known) → `delivered` (the caller has the bytes, and no part is said to be done without having
 * brought an image). `unknown` is where looking for a lost submission has ended without an answer; it may still become `accepted` or
 * `settled`.
 */
export const LEDGER_STATES = ["submitting", "unknown", "accepted", "settled", "delivered"] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/**
 * All that is known of one wish, from before its first byte leaves. Plain JSON: no key, none of the images that were passed
 * in. Images that came with the answer instead of a link are in it until they are delivered; under an idempotency key up to
 * 32 million characters of them stay, since they are what a repeated call gets.
 */
export interface LedgerRecord {
  /** Version of this shape. */
  readonly v: 1;
  readonly id: string;
  /** Counts the writes. The first is 1. */
  readonly version: number;
  readonly state: LedgerState;
  /** ISO 8601 dates. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly idempotencyKey?: string | undefined;
  /** What the caller called it, each word once. Missing when that is nothing. */
  readonly tags?: readonly string[] | undefined;
  /** Without the bytes of images. */
  readonly request: StoredRequest;
  /** The parts, with what became of each: one that was never answered has neither a token nor an outcome. */
  readonly job: JobRef;
  /** How many of its images the caller has the bytes of. Missing when that is none. */
  readonly deliveredImages?: number | undefined;
  /** Micro-dollars that are still held in the budget for parts whose money is not known. */
  readonly heldMicroUsd: number;
}

/** A request whose image bytes were left out: `{ kind: "omitted", size, mediaType }`, with `sha256` under a key. */
export type StoredRequest = Omit<CanonicalRequest, "references" | "source"> & {
  readonly references: readonly unknown[];
  readonly source?: unknown;
};

/** What a store promises. What it does not, the client says at once instead of finding out later. */
export interface LedgerPromises {
  /** `create` and `update` hold against other processes, too. */
  readonly shared: boolean;
  /** What a write has survived when its promise resolves: nothing, a crash of the process, or of the machine. */
  readonly durability: "none" | "process" | "machine";
}

/** A change of one counter of micro-dollars. */
export interface Spend {
  /** Such as `total` or `day:2026-11-21`. */
  readonly counter: string;
  /** Positive to reserve, negative to give back. Integer. */
  readonly deltaMicroUsd: number;
  /** The sum that the counter must not exceed after a reservation. */
  readonly limitMicroUsd?: number | undefined;
}

/** Which records to list. */
export interface LedgerQuery {
  readonly states?: readonly LedgerState[] | undefined;
  /** Only records whose `updatedAt` is not before this, written as those are: the ISO 8601 form of `toISOString()`. */
  readonly updatedSince?: string | undefined;
  /** Only records whose id is greater. Pages are in the order of ids. */
  readonly after?: string | undefined;
  /** At most this many. */
  readonly limit: number;
}

/** Whether a record is one of those that are asked for, wherever it stands among them. */
export const fitsQuery = (
  { state, updatedAt }: LedgerRecord,
  { states, updatedSince = "" }: Pick<LedgerQuery, "states" | "updatedSince">,
): boolean => (states?.includes(state) ?? true) && updatedAt >= updatedSince;

/** A right that one process has for a while. */
export interface Lease {
  /** Grows with every lease of that name: whoever holds a smaller one is out of date. */
  readonly fence: number;
  /** Starts its time again. False when it was lost. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Where intents are kept. Every method is atomic. A record that cannot be read throws `ledger_error`; it never counts as
 * absent, since that would pay for it again.
 */
export interface LedgerStore {
  readonly promises: LedgerPromises;
  /** False when there is a record of that id. */
  create(record: LedgerRecord): Promise<boolean>;
  /** Puts `record` in the place of the one with `record.version - 1`. False when that is not the one that is there. */
  update(record: LedgerRecord): Promise<boolean>;
  get(id: string): Promise<LedgerRecord | undefined>;
  list(query: LedgerQuery): Promise<readonly LedgerRecord[]>;
  /** Forgets a record. */
  remove(id: string): Promise<void>;
  /** Makes all changes, or none and says false when one would go over its limit. */
  spend(changes: readonly Spend[]): Promise<boolean>;
  /** What the counters stand at. 0 for one that was never changed. */
  spent(counters: readonly string[]): Promise<readonly number[]>;
  /** `undefined` while another holds it. Time is the store's own where it has one. */
  lease(name: string, ttlMs: number): Promise<Lease | undefined>;
}
