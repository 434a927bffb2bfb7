import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";

/** What is used of `node:fs/promises`. Tests put one in its place that dies at a chosen call, or loses its power. */
export interface FileSystem {
  access(path: string): Promise<void>;
  link(existing: string, path: string): Promise<void>;
  mkdir(path: string, options: { recursive?: boolean; mode: number }): Promise<string | undefined>;
  open(path: string, flags: string | number, mode?: number): Promise<FileHandle>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string, encoding: "utf8"): Promise<string>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { recursive: true; force: true }): Promise<void>;
  stat(path: string): Promise<{ readonly mtimeMs: number }>;
  truncate(path: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

export interface FileHandle {
  read(bytes: Buffer, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  write(bytes: Buffer): Promise<{ readonly bytesWritten: number }>;
  writeFile(text: string): Promise<void>;
  stat(): Promise<{ readonly size: number }>;
  sync(): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** How long a file that was being written may lie about before it counts as left behind by a crash. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Files that are there whole or not at all, and stay. */
export type Disk = ReturnType<typeof openDisk>;

export function openDisk(fs: FileSystem, directory: string, wallTime: () => number) {
  const temporary = join(directory, "temporary");

  /** A name that is nobody's: a crash leaves at most such a file. */
  const newTemporary = () => join(temporary, randomUUID());

  /** Makes names durable: a new file can be lost with the machine until its directory was synced. */
  async function syncDirectory(path: string): Promise<void> {
    // Windows cannot open a directory; NTFS keeps names in its own journal.
    if (process.platform === "win32") return;
    const handle = await fs.open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async function writeDurably(path: string, text: string): Promise<void> {
    const handle = await fs.open(path, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  return {
    fs,
    newTemporary,
    syncDirectory,
    writeDurably,

    /** Makes the directories, durably, and sweeps out what crashes have left. */
    async prepare(names: readonly string[]): Promise<void> {
      const made = await fs.mkdir(directory, { recursive: true, mode: 0o700 });
      for (const path of [temporary, ...names]) await fs.mkdir(path, { recursive: true, mode: 0o700 });
      await syncDirectory(directory);
      // All above, too: whoever made them may have died before this. Those that are not ours may refuse.
      for (let path = directory; path !== dirname(path); path = dirname(path)) {
        const isOurs = made !== undefined && path.length >= made.length;
        await syncDirectory(dirname(path)).catch((error) => {
          if (isOurs) throw error;
        });
      }
      for (const name of await fs.readdir(temporary)) {
        const path = join(temporary, name);
        const { mtimeMs } = await fs
          .stat(path)
          .catch(ignoring("ENOENT", { mtimeMs: Number.POSITIVE_INFINITY }));
        if (mtimeMs < wallTime() - ABANDONED_AFTER_MS) await fs.rm(path, { recursive: true, force: true });
      }
    },

    /** False when there is a file of that name, or no such directory. Of many at once exactly one succeeds. */
    async putNew(path: string, text: string): Promise<boolean> {
      const draft = newTemporary();
      await writeDurably(draft, text);
      try {
        await fs.link(draft, path);
      } catch (error) {
        if (hasCode(error, "EEXIST") || hasCode(error, "ENOENT")) return false;
        throw error;
      } finally {
        await fs.unlink(draft).catch(ignoring("ENOENT", undefined));
      }
      await syncDirectory(dirname(path));
      return true;
    },

    async isThere(path: string): Promise<boolean> {
      return fs.access(path).then(() => true, ignoring("ENOENT", false));
    },
  };
}

/** Whether it is the system's error of that name. */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Takes one error of the system for an answer. */
export const ignoring =
  <Instead>(code: string, instead: Instead) =>
  (error: unknown): Instead => {
    if (hasCode(error, code)) return instead;
    throw error;
  };
