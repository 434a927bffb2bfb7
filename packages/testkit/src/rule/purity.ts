/** Runs `work` in a world where whoever asks for the time or for chance gets an error. */
export function withoutChance<Result>(work: () => Result): Result {
  const { Date: realDate } = globalThis;
  const forbid = (what: string) => () => {
    throw new Error(`a mapping must not ask for ${what}: the same request must give the same wire`);
  };
  const holders = [
    [Math, "random", "chance"],
    [performance, "now", "the time"],
    [crypto, "randomUUID", "chance"],
    [crypto, "getRandomValues", "chance"],
  ] as const;
  const originals = holders.map(([holder, name]) => Object.getOwnPropertyDescriptor(holder, name));
  const dateTraps = { construct: forbid("the time"), apply: forbid("the time"), get: forbid("the time") };
  try {
    for (const [holder, name, what] of holders)
      Object.defineProperty(holder, name, { value: forbid(what), configurable: true, writable: true });
    globalThis.Date = new Proxy(realDate, dateTraps);
    return work();
  } finally {
    globalThis.Date = realDate;
    holders.forEach(([holder, name], index) => {
      const original = originals[index];
      if (original) Object.defineProperty(holder, name, original);
      else Reflect.deleteProperty(holder, name);
    });
  }
}

/** Freezes plain data all the way down. Bytes cannot be frozen, and are left alone. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  for (const field of Object.values(value)) deepFreeze(field);
}
