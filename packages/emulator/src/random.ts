/** A seeded source of chance: the same seed and the same order of questions give the same answers. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
  /** A sample of the normal distribution with mean 0 and deviation 1. */
  normal(): number;
  /** A UUID version 4. */
  uuid(): string;
  /** A UUID version 7 for the instant `timeMs`. */
  uuidAt(timeMs: number): string;
  /** `digits` lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** Begins again, with this seed. */
  restart(seed: number): void;
}

/** FNV-1a over UTF-16 units: a stable 32-bit number for a text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** Makes a {@link Random} from `seed` (mulberry32, public domain). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  const hex = (digits: number) => {
    let text = "";
    for (let index = 0; index < digits; index += 1) text += below(16).toString(16);
    return text;
  };
  const uuidOf = (head: string) => `${head}-${(8 + below(4)).toString(16)}${hex(3)}-${hex(12)}`;
  return {
    next,
    below,
    hex,
    restart(other) {
      state = other >>> 0;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    uuid: () => uuidOf(`${hex(8)}-${hex(4)}-4${hex(3)}`),
    uuidAt: (timeMs) => {
      const time = Math.floor(timeMs).toString(16).padStart(12, "0");
      return uuidOf(`${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}`);
    },
  };
}
