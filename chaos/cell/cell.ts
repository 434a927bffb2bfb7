import type { Fault } from "@unikrea/emulator";
import type { Mode } from "./mode.ts";

/** Where a fault is placed. */
export interface Place {
  readonly origin: string;
  /** A text that only the struck intent's prompt holds. */
  readonly match: string;
}

/** How a store of the ledger is spoiled. */
export interface LedgerFault {
  readonly method: "create" | "update";
  readonly how: "throws" | "refuses" | "is slow";
  /** Calls that go well first. */
  readonly skip: number;
  /** Calls that go wrong. */
  readonly times: number;
}

/** When a process is killed: before or after so many writes to its ledger, or after so many milliseconds. */
export type Death =
  | { readonly when: "before" | "after"; readonly write: number }
  | { readonly when: "at"; readonly ms: number };

/** Who is told to make the pictures, and who dies. */
export interface Processes {
  /** `both` are handed each order, under one key; the `other` is once the first is dead; or `nobody` is, but recovers. */
  readonly orders: "both" | "other" | "nobody";
  readonly death?: Death;
  /** Both recover at once, and the first of them dies then. */
  readonly deathInRecovery?: Death;
}

/** One way for things to go wrong, and the provider that is asked first. */
export interface Cell {
  /** `mode/phase/fault/reach`, which replays it. */
  readonly name: string;
  readonly mode: Mode;
  faults(place: Place): readonly Fault[];
  /** Calls under way at once. @default 3 */
  readonly calls?: number;
  /** Pictures that each call wants. @default 1 */
  readonly images?: number;
  /** Nobody says which seed: Runware then makes all pictures of a call in one job. */
  readonly isUnseeded?: boolean;
  /** What all calls of the cell together may cost, in dollars. */
  readonly budgetUsd?: number;
  /** Two processes share one ledger. */
  readonly processes?: Processes;
  /** Every service is told to call an address when a picture is done. */
  readonly isHooked?: boolean;
  /** Played in one of so many runs, as the seed has it; nightly always. @default 1 */
  readonly oneIn?: number;
  /** How long the caller waits, in milliseconds. @default 300_000 */
  readonly timeoutMs?: number;
  /** The struck call is the first. */
  readonly isLeading?: boolean;
  /** The struck call is given up after this long. */
  readonly abortAfterMs?: number;
  /** The event loop is blocked at this time for three seconds. Sockets only. */
  readonly stallAtMs?: number;
  /** Of our client alone. */
  readonly ledger?: LedgerFault;
  readonly stuckAfterMs?: number;
  readonly isClumsy?: boolean;
  readonly skewMs?: number;
  /** Requests of the struck call that really go where nobody listens, or where nobody speaks TLS. Sockets only. */
  readonly detour?: "closed port" | "no TLS";
  /** Played with `--trusting` alone: by default nobody does what is tried here. */
  readonly isTrusting?: boolean;
  readonly group: Group;
  /** What cannot hold here whoever the client is, and why. Such cells are counted apart. */
  readonly beyond?: { readonly rules: readonly string[]; readonly why: string };
}

/**
 * `fault`: something goes wrong once. `outage`: it goes wrong again and again. `caller`: the caller gives up, so the picture
 * cannot come in the call. `several`: calls for more than one picture. `budget`: one that is shared. `processes`: two of them.
 * `random`: any of it, at random. `beyond`: the service breaks its word.
 */
export const GROUPS = [
  ...(["fault", "outage", "caller", "several", "budget", "processes", "random", "beyond"] as const),
] as const;
export type Group = (typeof GROUPS)[number];
