import * as z from "zod/mini";
import { emptyState, type State } from "./state.ts";

/** A state as plain JSON. Lists of pairs, since a counter may be called `__proto__`. */
export const STORED_STATE = z.object({
  do: z.literal("snapshot"),
  counters: z.array(z.tuple([z.string(), z.int()])),
  leases: z.array(z.tuple([z.string(), z.object({ fence: z.int(), expiresAt: z.number() })])),
  fence: z.int(),
});
export type StoredState = z.infer<typeof STORED_STATE>;

export const storedState = ({ counters, leases, fence }: State): StoredState => ({
  do: "snapshot",
  counters: [...counters],
  leases: [...leases].map(([name, lease]) => [name, { ...lease }]),
  fence,
});

export const stateFrom = ({ counters, leases, fence }: StoredState): State => ({
  ...emptyState(),
  counters: new Map(counters),
  leases: new Map(leases),
  fence,
});

export const writeState = (state: State): string => JSON.stringify(storedState(state));

/** @throws {Error} for anything that `writeState` did not write */
export const readState = (stored: unknown): State =>
  stateFrom(z.parse(STORED_STATE, typeof stored === "string" ? JSON.parse(stored) : stored));
