import { readFileSync } from "node:fs";

/** A JSON Schema or OpenAPI document, as parsed JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** Narrows parsed JSON to an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads one of the published schemas that ship with this package. They are read, not imported:
 * JSON modules still print a warning on Node 20.
 */
export function readVendored(file: string): JsonObject {
  return JSON.parse(readFileSync(new URL(`../../vendor/${file}`, import.meta.url), "utf8"));
}

/** Follows `keys` into parsed JSON; throws when the document has no object there. */
export function descend(document: JsonObject, ...keys: string[]): JsonObject {
  let here: JsonObject = document;
  for (const key of keys) {
    const next = here[key];
    if (typeof next !== "object" || next === null || Array.isArray(next)) {
      throw new Error(`vendored schema: no object at ${keys.join(".")}`);
    }
    here = next;
  }
  return here;
}
