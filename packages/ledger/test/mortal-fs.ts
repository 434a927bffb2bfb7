import type { FileHandle, FileSystem } from "../src/file/disk.ts";

/** What every call throws once the process is dead. */
class Death extends Error {}

/** Counts calls, and ends at one of them. */
export interface Life {
  /** Calls up to now. */
  calls: number;
  /** The call that is not made any more; a write is made by half. */
  readonly endsAt: number;
}

/** A file system as a process sees it that is killed at a chosen call. */
export function mortal(fs: FileSystem, life: Life): FileSystem {
  async function step<Result>(work: () => Promise<Result>, half?: () => Promise<unknown>): Promise<Result> {
    const call = life.calls++;
    if (call === life.endsAt) await half?.();
    if (call >= life.endsAt) throw new Death();
    return work();
  }

  const handle = (real: FileHandle): FileHandle => {
    const writeHalf = (content: Buffer) => real.write(content.subarray(0, content.length >> 1));
    return {
      read: (...args) => step(() => real.read(...args)),
      write: (bytes) =>
        step(
          () => real.write(bytes),
          () => writeHalf(bytes),
        ),
      writeFile: (text) =>
        step(
          () => real.writeFile(text),
          () => writeHalf(Buffer.from(text)),
        ),
      stat: () => step(() => real.stat()),
      sync: () => step(() => real.sync()),
      datasync: () => step(() => real.datasync()),
      // The system closes what the dead leave open.
      close: () => real.close(),
    };
  };

  return {
    access: (...args) => step(() => fs.access(...args)),
    link: (...args) => step(() => fs.link(...args)),
    mkdir: (...args) => step(() => fs.mkdir(...args)),
    open: (...args) => step(async () => handle(await fs.open(...args))),
    readdir: (...args) => step(() => fs.readdir(...args)),
    readFile: (...args) => step(() => fs.readFile(...args)),
    rename: (...args) => step(() => fs.rename(...args)),
    rm: (...args) => step(() => fs.rm(...args)),
    stat: (...args) => step(() => fs.stat(...args)),
    truncate: (...args) => step(() => fs.truncate(...args)),
    unlink: (...args) => step(() => fs.unlink(...args)),
  };
}
