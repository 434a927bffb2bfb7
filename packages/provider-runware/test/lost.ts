import type { CanonicalRequest } from "@unikrea/core";
import { canonicalRequest } from "@unikrea/testkit";
import { expect } from "vitest";
import { type RunwareOptions, runware } from "../src/index.ts";
import { bodyOf, KEY } from "./fixture.ts";
import { API_KEY, answer, still } from "./line.ts";

const provider = runware({ apiKey: API_KEY });

/** A submission whose answer was lost, as core tells of it. */
export type Lost = Parameters<typeof provider.find>[0];

export const requestOf = (changes: Partial<CanonicalRequest> = {}, options: RunwareOptions = {}) =>
  canonicalRequest({ ...changes, providerOptions: { runware: options } });

/** The minimal request, sent at the beginning of time and looked for at once. */
export function lostOf(changes: Partial<Lost> = {}): Lost {
  return {
    key: KEY,
    request: requestOf(),
    n: 1,
    model: "krea-2-medium",
    sentAt: 0,
    lostAt: 0,
    claimed: [],
    looks: 0,
    isLastLook: false,
    ...changes,
  };
}

/** One look. Nothing of what it meets is worth a warning: a name that is taken is what it hopes for. */
export async function find(changes: Partial<Lost> = {}, context = still()): ReturnType<typeof provider.find> {
  const found = await provider.find(lostOf(changes), context);
  expect(context.warnings).toStrictEqual([]);
  return found;
}

/** What is read before anything is sent again, when neither book has the task. */
export function readsSayNothing(): void {
  answer(bodyOf("poll.request"), 200, bodyOf("poll.unknown.response"));
  answer(bodyOf("details.request"), 404, bodyOf("poll.lost.response"));
}

/** What core hands on of a job of one image that was found. */
export const accepted = (outcome: unknown) => ({
  status: "accepted",
  token: { taskUUID: KEY, expected: 1, inline: false },
  outcome,
  isInferred: false,
});
export const queued = { status: "pending", phase: "queued" };
export const done = expect.objectContaining({
  status: "settled",
  images: [expect.objectContaining({ seed: 7 })],
  failures: [],
});

/** A body with one error, about the task unless told otherwise. */
export const errors = (code: string, more: object = { taskUUID: KEY }) => ({
  data: [],
  errors: [{ code, message: "it is so", ...more }],
});
