import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { Command } from "../state.ts";
import { STORED_STATE } from "../stored-state.ts";

const INTEGER = z.int();
const NAME = z.string();
const SPEND = z.object({
  counter: NAME,
  deltaMicroUsd: INTEGER,
  limitMicroUsd: z.optional(z.number()),
});
const RIGHT = { name: NAME, fence: INTEGER };
const TIME = { now: z.number(), ttlMs: z.number() };
const ENTRY = z.discriminatedUnion("do", [
  STORED_STATE,
  z.object({ do: z.literal("seal") }),
  z.object({ do: z.literal("spend"), by: NAME, changes: z.array(SPEND) }),
  z.object({ do: z.literal("lease"), by: NAME, name: NAME, ...TIME }),
  z.object({ do: z.literal("renew"), by: NAME, ...RIGHT, ...TIME }),
  z.object({ do: z.literal("release"), by: NAME, ...RIGHT }),
]);

/** A line of the journal. `by` is a name that nobody else has, so that its writer finds it again. */
export type Entry = z.infer<typeof ENTRY>;

type Writable = (Command & { readonly by: string }) | Extract<Entry, { do: "snapshot" | "seal" }>;

/** Ends what was written whole. JSON never holds this character as it is. */
const END = "\t";

/**
 * An entry as it is appended. It starts a line of its own, so that it survives a torn one before it.
 *
 * @throws {Error} for one that could not be read again: it would spoil the journal for everybody
 */
export function lineOf(entry: Writable): string {
  const text = JSON.stringify(z.parse(ENTRY, entry));
  return `\n${digest(text)} ${text}${END}\n`;
}

/**
 * The entries of a journal. A line without its end was torn by a crash, so nobody was told that it is there: it is
 * passed over.
 *
 * @throws {Error} for a line that is whole and yet not what was written
 */
export function entriesOf(journal: string): Entry[] {
  const whole = journal.split("\n").filter((line) => line.endsWith(END));
  return whole.map((line) => {
    const text = line.slice(line.indexOf(" ") + 1, -END.length);
    if (!line.startsWith(`${digest(text)} `)) throw new Error("a line of its journal is damaged");
    return z.parse(ENTRY, JSON.parse(text));
  });
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
