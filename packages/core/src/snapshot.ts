import type { Issue } from "./error.ts";

/** Deep enough for every field of a request and its provider options. */
const MAX_DEPTH = 6;
/** More items than any list of a request may have. */
const MAX_ITEMS = 100;

/**
 * Copies what the caller passed into fresh plain objects, reading every property exactly once: what is checked is
 * then what is sent, whatever getters, proxies or later changes do. Properties count when they are the object's own, or
 * accessors of its class; anything else on the prototype chain does not. Absent and `undefined` come out alike.
 * Bytes, blobs and URLs are kept as they are. What cannot be read goes to `issues`.
 */
export function snapshot(read: () => unknown, issues: Issue[], path = "", depth = 0): unknown {
  const refuse = (expected: string, got: string) => void issues.push({ path, expected, got });
  try {
    const value = read();
    if (Array.isArray(value)) {
      if (Object.keys(value).some((key) => !(Number(key) < value.length)))
        refuse("only items", "other properties");
      return Array.from({ length: Math.min(value.length, MAX_ITEMS) }, (_, index) =>
        snapshot(() => value[index], issues, `${path}[${index}]`, depth + 1),
      );
    }
    const isRecord = Object.prototype.toString.call(value) === "[object Object]";
    if (!isRecord || depth > MAX_DEPTH) return value;
    const record = value as Record<string, unknown>;
    if (Object.getOwnPropertySymbols(record).length > 0) refuse("no symbol keys", "one");
    const copy: Record<string, unknown> = Object.create(null);
    const keys = keysOf(record);
    if (keys.length > MAX_ITEMS) refuse(`at most ${MAX_ITEMS} fields`, String(keys.length));
    for (const key of keys.slice(0, MAX_ITEMS)) {
      const field = snapshot(() => record[key], issues, path ? `${path}.${key}` : key, depth + 1);
      if (field !== undefined) copy[key] = field;
    }
    return copy;
  } catch {
    return refuse("something that can be read", "a getter or proxy that throws");
  }
}

/** Enumerable own keys, and the accessors that the object's class defines. */
function keysOf(record: object): string[] {
  const keys = Object.keys(record);
  // The last prototype of a chain is some realm's Object.prototype; its `__proto__` accessor is not a field.
  let prototype = Object.getPrototypeOf(record);
  while (prototype && Object.getPrototypeOf(prototype)) {
    for (const [key, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      if (get) keys.push(key);
    prototype = Object.getPrototypeOf(prototype);
  }
  return keys;
}
