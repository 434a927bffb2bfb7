/** Listens to a signal, also to one that has fired already. The returned function stops listening. */
export type Listen = (signal: AbortSignal | undefined, callback: () => void) => () => void;

/** True when this is what the caller gave as the reason: it may be anything, an error of ours from another call included. */
export const isReasonOf = (signal: AbortSignal | undefined, error: unknown): boolean =>
  signal?.aborted === true && error === signal.reason;

/**
 * Lets any number of jobs listen to one signal through a single listener: a caller may well share one signal between
 * thousands of calls, and runtimes warn of a leak from the eleventh listener on.
 */
export function createListen(): Listen {
  const callbacks = new WeakMap<AbortSignal, Set<() => void>>();
  const callbacksOf = (signal: AbortSignal): Set<() => void> => {
    const known = callbacks.get(signal);
    if (known) return known;
    const set = new Set<() => void>();
    callbacks.set(signal, set);
    const runAll = () => {
      for (const callback of [...set]) callback();
    };
    signal.addEventListener("abort", runAll, { once: true });
    return set;
  };
  return (signal, callback) => {
    if (!signal) return () => {};
    const set = callbacksOf(signal);
    set.add(callback);
    if (signal.aborted) queueMicrotask(() => set.has(callback) && callback());
    return () => set.delete(callback);
  };
}
