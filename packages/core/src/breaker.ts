import { isUnikreaError } from "./error.ts";

/** What a call that has ended says of the service. `neutral`: nothing, as a refusal, an abort or our own deadline. */
export type Evidence = "success" | "failure" | "neutral";

/** A failure is: not reached, broken, or nobody knows. Pass no reason of the caller's signal: that may be any error. */
export const evidenceOf = (error: unknown): Evidence =>
  isUnikreaError(error) && /^(provider_unavailable|outcome_unknown)$/.test(error.code)
    ? "failure"
    : "neutral";

const REASONS = {
  auth: "its key was refused",
  funds: "its account has no money left",
  throttled: "it asked us to wait",
  failing: "it kept failing",
  probing: "it kept failing, and one call is trying it now",
};
type Reason = keyof typeof REASONS;
type Latch = "auth" | "funds" | "throttled";

/** Why nothing is sent, and until when on the clock's line. */
export interface Block {
  readonly reason: Reason;
  readonly retryAt: number;
}

/** A block in words, to follow a provider's name. */
export const describeBlock = ({ reason, retryAt }: Block, now: number): string =>
  `${REASONS[reason]} (again in ${Math.ceil((retryAt - now) / 1000)} s)`;

/** `closed`: send. `probe`: first a free read, then one submission. `open`: send nothing. */
export type Admission =
  | { readonly go: "closed" | "probe"; readonly lease: number }
  | ({ readonly go: "open" } & Block);

/** What a breaker knows, as plain JSON. Times are milliseconds on the clock's line. */
export interface BreakerState {
  /** The lease whose results count. A trip, a new probe and a probe's end make all earlier leases void. */
  lease: number;
  /** Times it opened since it last closed: 0 while closed. */
  trips: number;
  /** Failures since the last success. */
  streak: number;
  recent: readonly { readonly at: number; readonly isFailure: boolean }[];
  until: Record<Reason, number>;
}

/** Keeps us from a service that fails: one per provider and model. It compares time and never waits, so it may sleep. */
export interface Breaker {
  /** Whether to send. A probe that has not settled after `leaseMs` (60 s) loses its place to the next caller. */
  admit(now: number, leaseMs?: number): Admission;
  /**
   * Ends what was admitted, once and on every path; `neutral` when it came to nothing. Void leases are ignored; a late
   * probe counts as long as nobody has taken its place.
   */
  settle(lease: number, evidence: Evidence, now: number): void;
  /**
   * Sends nothing for a time, whatever the health: after `auth` (401, 403) and `funds` (402) for 10 minutes, since keys
   * rotate and accounts are filled, after `throttled` for as long as was asked: at most an hour, 0 if it is no delay. Never shortens an earlier one.
   */
  latch(reason: Latch, now: number, retryAfterMs?: number): void;
  /** Key or account have changed: lets go of the latches. Whether the service works is another matter. */
  reset(): void;
  /** What keeps us from sending the longest, if anything does. */
  block(now: number): Block | undefined;
  toJSON(): BreakerState;
}

const STREAK = 5;
const MIN_CALLS = 10;
const WINDOW_MS = 60_000;
/** Bounds the memory: of a busy minute only the newest calls count. */
const MAX_RECENT = 100;
const FIRST_OPEN_MS = 15_000;
const MAX_OPEN_MS = 300_000;
/** Asking once an hour costs a free refusal. Believing a nonsense figure would cost the provider. */
const LATCH_MS = { auth: 600_000, funds: 600_000, throttled: 3_600_000 };

/** Makes a closed breaker. `random` gives 0…1, for ± 20 % on the time that it stays open. */
export function createBreaker(random: () => number): Breaker {
  const until = { auth: 0, funds: 0, throttled: 0, failing: 0, probing: 0 };
  const state: BreakerState = { lease: 0, trips: 0, streak: 0, recent: [], until };

  /** Voids every lease. With 0 trips it is closed. */
  const turn = (trips: number, failingUntil: number) => {
    Object.assign(state, { lease: state.lease + 1, trips, streak: 0, recent: [] });
    Object.assign(until, { failing: failingUntil, probing: 0 });
  };
  const trip = (now: number) => {
    const openMs = (Math.min(FIRST_OPEN_MS * 2 ** state.trips, MAX_OPEN_MS) * (4 + 2 * random())) / 5;
    turn(state.trips + 1, now + openMs);
  };
  const count = (isFailure: boolean, now: number) => {
    const recent = [...state.recent, { at: now, isFailure }].filter(({ at }) => at > now - WINDOW_MS);
    state.recent = recent.slice(-MAX_RECENT);
    state.streak = isFailure ? state.streak + 1 : 0;
    const calls = state.recent.length;
    const failures = state.recent.filter((call) => call.isFailure).length;
    const isSick = state.streak >= STREAK || (calls >= MIN_CALLS && failures * 2 >= calls);
    // Old failures may outweigh it, but a call that has just succeeded is no reason to stop.
    if (isFailure && isSick) trip(now);
  };
  const block = (now: number): Block | undefined => {
    const reasons = (Object.keys(REASONS) as Reason[]).filter((reason) => until[reason] > now);
    const [reason] = reasons.sort((a, b) => until[b] - until[a]);
    return reason && { reason, retryAt: until[reason] };
  };

  return {
    block,
    admit(now, leaseMs = 60_000) {
      const blocked = block(now);
      if (blocked) return { go: "open", ...blocked };
      if (state.trips === 0) return { go: "closed", lease: state.lease };
      until.probing = now + leaseMs;
      return { go: "probe", lease: ++state.lease };
    },
    settle(lease, evidence, now) {
      if (lease !== state.lease) return;
      if (state.trips === 0) {
        if (evidence !== "neutral") count(evidence === "failure", now);
      } else if (evidence === "failure") trip(now);
      else turn(evidence === "success" ? 0 : state.trips, 0);
    },
    latch(reason, now, retryAfterMs = 0) {
      const limit = LATCH_MS[reason];
      const askedMs = reason === "throttled" ? Math.max(retryAfterMs || 0, 0) : limit;
      until[reason] = Math.max(until[reason], now + Math.min(askedMs, limit));
    },
    reset: () => void Object.assign(until, { auth: 0, funds: 0, throttled: 0 }),
    toJSON: () => structuredClone(state),
  };
}
