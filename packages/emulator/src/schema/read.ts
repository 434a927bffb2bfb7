import { isObject } from "./vendor.ts";

/** The string under `key`, or `undefined`. */
export function textAt(value: unknown, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}

/** The number under `key`, or `undefined`. */
export function numberAt(value: unknown, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "number" ? found : undefined;
}

/** The boolean under `key`, or `undefined`. */
export function flagAt(value: unknown, key: string): boolean | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === "boolean" ? found : undefined;
}

/** The list under `key`; empty when there is none. */
export function listAt(value: unknown, key: string): unknown[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** The object under `key`, or `undefined`. */
export function objectAt(value: unknown, key: string): Record<string, unknown> | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : undefined;
}

/** The creativity level under `key`, or `otherwise`. */
export function creativityAt(value: unknown, key: string, otherwise: "low" | "medium") {
  const word = textAt(value, key);
  return word === "raw" || word === "low" || word === "medium" || word === "high" ? word : otherwise;
}
