import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { join } from "node:path";
import { apply, type Command, emptyState, type State } from "../state.ts";
import { stateFrom, storedState } from "../stored-state.ts";
import { type Disk, type FileHandle, hasCode } from "./disk.ts";
import { entriesOf, lineOf } from "./entry.ts";

/** A journal that has grown beyond this is closed, and the next one starts: this bounds what is read for each change. */
export const FULL_BYTES = 65_536;

/**
 * Counters and leases as a list of what was asked for. To change something is to append a line, and to read what the
 * line has come to: everyone who reads the list carries it out alike, so the system's order of appends decides who
 * gets the last dollar. Nothing is locked, and a crash leaves at most a line that nobody waits for.
 *
 * `1.log` is followed by `2.log` and so on. A line after the seal of a journal does not count; its writer appends it
 * to the next. Old journals stay: a deleted one could be begun anew by somebody who has slept.
 */
export function fileJournal(disk: Disk, directory: string) {
  const { fs } = disk;
  const durable = new Set<number>();
  const pathOf = (number: number) => join(directory, `${number}.log`);

  /** The number of the newest journal. An older answer is as good: its seal leads on. */
  async function newest(): Promise<number> {
    const numbers = (await fs.readdir(directory)).map((name) => Number(/^(\d+)\.log$/.exec(name)?.[1] ?? 0));
    return Math.max(1, ...numbers);
  }

  /** Begins a journal, unless somebody has: from the same seal everyone makes the same one. */
  const begin = (number: number, state: State) => disk.putNew(pathOf(number), lineOf(storedState(state)));

  async function openJournal(number: number): Promise<FileHandle> {
    const flags = constants.O_RDWR | constants.O_APPEND;
    const handle = await fs.open(pathOf(number), flags).catch(async (error) => {
      if (number !== 1 || !hasCode(error, "ENOENT")) throw error;
      await begin(1, emptyState());
      return fs.open(pathOf(1), flags);
    });
    // Whoever began it may have died before its name was durable.
    if (!durable.has(number)) await disk.syncDirectory(directory);
    durable.add(number);
    return handle;
  }

  async function append(journal: FileHandle, line: string): Promise<string> {
    const bytes = Buffer.from(line);
    const { bytesWritten } = await journal.write(bytes);
    if (bytesWritten < bytes.length)
      throw new Error("only a part of the line was written: is the disk full?");
    await journal.datasync();
    return contentOf(journal);
  }

  return {
    /** What the command came to: see `apply`. Durable when it resolves. */
    async change(command: Command): Promise<number> {
      const by = randomUUID();
      for (let number = await newest(); ; number += 1) {
        const journal = await openJournal(number);
        try {
          let text = await append(journal, lineOf({ ...command, by }));
          let { state, results, isSealed } = replay(text);
          if (!isSealed && text.length > FULL_BYTES) {
            text = await append(journal, lineOf({ do: "seal" }));
            ({ state, results, isSealed } = replay(text));
          }
          if (isSealed) await begin(number + 1, state);
          const result = results.get(by);
          if (result !== undefined) return result;
          if (!isSealed) throw new Error("a line that was appended is not there");
        } finally {
          await journal.close();
        }
      }
    },

    async read(): Promise<State> {
      for (let number = await newest(); ; number += 1) {
        const journal = await openJournal(number);
        try {
          const { state, isSealed } = replay(await contentOf(journal));
          if (!isSealed) return state;
          await begin(number + 1, state);
        } finally {
          await journal.close();
        }
      }
    },
  };
}

/** Carries out what a journal says, up to its seal. */
export function replay(journal: string) {
  const [first, ...rest] = entriesOf(journal);
  if (first?.do !== "snapshot") throw new Error("its journal lacks its beginning");
  const state = stateFrom(first);
  const results = new Map<string, number>();
  for (const entry of rest) {
    if (entry.do === "seal") return { state, results, isSealed: true };
    if (entry.do !== "snapshot") results.set(entry.by, apply(state, entry));
  }
  return { state, results, isSealed: false };
}

async function contentOf(journal: FileHandle): Promise<string> {
  const { size } = await journal.stat();
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await journal.read(bytes, at, size - at, at);
    if (bytesRead === 0) throw new Error("a journal became shorter");
    at += bytesRead;
  }
  return bytes.toString("utf8");
}
