/** Things that happen at known instants, carried out when somebody looks: no timer runs for them. */
export interface Agenda {
  /** Plans `happen` for the instant `atMs`; the function returned strikes it out. */
  plan(atMs: number, happen: () => void): () => void;
  /** Carries out everything due by `nowMs`, earliest first. */
  catchUp(nowMs: number): void;
  /** Strikes everything out. */
  clear(): void;
}

interface Item {
  atMs: number;
  order: number;
  happen: (() => void) | undefined;
}

const isBefore = (left: Item, right: Item) =>
  left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);

/** A binary heap: planning and carrying out are O(log n), so thousands of pending jobs cost nothing to hold. */
export function createAgenda(): Agenda {
  let heap: Item[] = [];
  let order = 0;

  const rise = (from: number) => {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1;
      const [low, high] = [heap[child], heap[parent]];
      if (!low || !high || !isBefore(low, high)) return;
      heap[child] = high;
      heap[parent] = low;
      child = parent;
    }
  };

  const sink = () => {
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const [leftItem, rightItem, item] = [heap[left], heap[left + 1], heap[parent]];
      if (!item || !leftItem) return;
      const child = rightItem && isBefore(rightItem, leftItem) ? left + 1 : left;
      const childItem = heap[child];
      if (!childItem || !isBefore(childItem, item)) return;
      heap[parent] = childItem;
      heap[child] = item;
      parent = child;
    }
  };

  const takeFirst = (): Item | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first && last && heap.length > 0) {
      heap[0] = last;
      sink();
    }
    return first;
  };

  return {
    plan(atMs, happen) {
      if (!Number.isFinite(atMs)) return () => {};
      const item: Item = { atMs, order: order++, happen };
      heap.push(item);
      rise(heap.length - 1);
      return () => {
        item.happen = undefined;
      };
    },
    catchUp(nowMs) {
      for (let first = heap[0]; first && first.atMs <= nowMs; first = heap[0]) takeFirst()?.happen?.();
    },
    clear() {
      heap = [];
    },
  };
}
