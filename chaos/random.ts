/** Chance that can be played again: the same seed and the same order of questions give the same answers. */
export interface Chance {
  /** 0…1, without 1. */
  next(): number;
  /** An integer from 0, below `bound`. */
  below(bound: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** A UUID of version 4. */
  uuid(): string;
}

/** mulberry32, public domain. */
export function chanceOf(seed: number): Chance {
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
    for (let digit = 0; digit < digits; digit++) text += below(16).toString(16);
    return text;
  };
  return {
    next,
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + below(4)).toString(16)}${hex(3)}-${hex(12)}`,
  };
}

/** A stable 32-bit number for a text: FNV-1a over UTF-16 units. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
