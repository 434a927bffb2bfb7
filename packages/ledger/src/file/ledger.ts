import { join, resolve } from "node:path";
import type { Clock, LedgerStore } from "@unikrea/core/ledger";
import { reportingTrouble } from "../trouble.ts";
import { type FileSystem, openDisk } from "./disk.ts";
import { fileJournal } from "./journal.ts";
import { fileRecords } from "./records.ts";

/** The ledger over any file system. */
export function fileLedgerOn(fs: FileSystem, directory: string, clock: Pick<Clock, "wallTime">): LedgerStore {
  const home = resolve(directory);
  const disk = openDisk(fs, home, () => clock.wallTime());
  const recordsPath = join(home, "records");
  const journalPath = join(home, "journal");
  const records = fileRecords(disk, recordsPath);
  const journal = fileJournal(disk, journalPath);
  const now = () => clock.wallTime();

  let opening: Promise<void> | undefined;
  const opened = async () => {
    opening ??= disk.prepare([recordsPath, journalPath]).catch((error) => {
      opening = undefined;
      throw error;
    });
    await opening;
  };

  return reportingTrouble(`files in ${home}`, {
    promises: { shared: true, durability: "machine" },
    create: (record) => opened().then(() => records.create(record)),
    update: (record) => opened().then(() => records.update(record)),
    get: (id) => opened().then(() => records.get(id)),
    list: (query) => opened().then(() => records.list(query)),
    remove: (id) => opened().then(() => records.remove(id)),

    async spend(changes) {
      await opened();
      return (await journal.change({ do: "spend", changes })) === 1;
    },

    async spent(counters) {
      await opened();
      const state = await journal.read();
      return counters.map((counter) => state.counters.get(counter) ?? 0);
    },

    async lease(name, ttlMs) {
      await opened();
      const fence = await journal.change({ do: "lease", name, now: now(), ttlMs });
      if (fence === 0) return undefined;
      return {
        fence,
        renew: async () => (await journal.change({ do: "renew", name, fence, now: now(), ttlMs })) === 1,
        release: async () => {
          await journal.change({ do: "release", name, fence });
        },
      };
    },
  });
}
