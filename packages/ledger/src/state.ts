import type { Spend } from "@unikrea/core/ledger";

/** Counters and leases, for stores that have no such thing of their own. */
export interface State {
  readonly counters: Map<string, number>;
  readonly leases: Map<string, HeldLease>;
  /** The last one given. One row for all names, so that a name need not be remembered after its lease. */
  fence: number;
}

export interface HeldLease {
  readonly fence: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What is done to a state. The time is part of it, so that everyone who repeats it comes to the same end. */
export type Command =
  | { readonly do: "spend"; readonly changes: readonly Spend[] }
  | { readonly do: "lease"; readonly name: string; readonly now: number; readonly ttlMs: number }
  | {
      readonly do: "renew";
      readonly name: string;
      readonly fence: number;
      readonly now: number;
      readonly ttlMs: number;
    }
  | { readonly do: "release"; readonly name: string; readonly fence: number };

/** A state in which nothing has happened. */
export const emptyState = (): State => ({ counters: new Map(), leases: new Map(), fence: 0 });

/** Carries a command out. 0 means refused; 1 done; for a lease the fence. */
export function apply(state: State, command: Command): number {
  switch (command.do) {
    case "spend": {
      const sums = sumsAfter(state.counters, command.changes);
      for (const [counter, sum] of sums ?? []) state.counters.set(counter, sum);
      return sums ? 1 : 0;
    }
    case "lease":
      for (const [name, { expiresAt }] of state.leases) {
        if (expiresAt <= command.now) state.leases.delete(name);
      }
      if (state.leases.has(command.name)) return 0;
      state.fence += 1;
      state.leases.set(command.name, { fence: state.fence, expiresAt: command.now + command.ttlMs });
      return state.fence;
    case "renew": {
      const { name, fence, now, ttlMs } = command;
      const held = state.leases.get(name);
      if (held?.fence !== fence || held.expiresAt <= now) return 0;
      state.leases.set(name, { fence, expiresAt: now + ttlMs });
      return 1;
    }
    case "release":
      if (state.leases.get(command.name)?.fence === command.fence) state.leases.delete(command.name);
      return 1;
  }
}

/**
 * What the changed counters stand at after all changes, or `undefined` when a reservation would go over its limit, or
 * a sum beyond what a number counts exactly.
 */
export function sumsAfter(
  counters: ReadonlyMap<string, number>,
  changes: readonly Spend[],
): ReadonlyMap<string, number> | undefined {
  const sums = new Map<string, number>();
  for (const { counter, deltaMicroUsd, limitMicroUsd = Number.POSITIVE_INFINITY } of changes) {
    const sum = (sums.get(counter) ?? counters.get(counter) ?? 0) + deltaMicroUsd;
    if (!Number.isSafeInteger(sum) || (deltaMicroUsd > 0 && sum > limitMicroUsd)) return undefined;
    sums.set(counter, sum);
  }
  return sums;
}
