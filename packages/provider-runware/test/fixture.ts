import { readFixture } from "@unikrea/testkit";

/** The task of all fixtures, and the second one where there are two. */
export const KEY = "5d0f3f0c-52a9-4a0e-8a0a-9b2a4f2f6c11";
export const OTHER_KEY = "0b6f0a52-3f0e-4d1f-9a58-6f1f0f7f7a10";

/** The body of a fixture, by its name without `.json`. */
export function bodyOf(name: string): unknown {
  return readFixture(new URL(`../fixtures/${name}.json`, import.meta.url)).body;
}
