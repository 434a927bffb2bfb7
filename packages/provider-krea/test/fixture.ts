import { readFixture } from "@unikrea/testkit";

/** The job of all fixtures, and the second one where there are two. */
export const JOB_ID = "7d0c3f7e-6b1a-4d9e-9a64-0e6c8a3f5b21";
export const OTHER_JOB_ID = "1f4b2c90-52d7-4c55-8f0e-2a9d6b7c3e10";
export const CREATED_AT = "2026-10-09T08:15:30.123456Z";

/** The body of a fixture, by its name without `.json`. */
export function bodyOf(name: string): unknown {
  return readFixture(new URL(`../fixtures/${name}.json`, import.meta.url)).body;
}
