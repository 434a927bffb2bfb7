import { join } from "node:path";
import { fitsQuery, type LedgerRecord, type LedgerStore, parseRecord } from "@unikrea/core/ledger";
import { idOf, nameOf } from "../name.ts";
import { type Disk, hasCode, ignoring } from "./disk.ts";

/** One after the other, a thousand records take half a second. */
const READS_AT_ONCE = 32;

/**
 * A record is a directory with a file for each version: `1.json`, `2.json` … Its truth is the file with the greatest
 * number. Files come into being whole, by link(2), which only one of many can win; so the compare-and-set is the file
 * system's own, and no lock can be left behind by a crash.
 *
 * A version is never deleted, so its number is never free again for somebody who has slept. It is emptied once the
 * next one is durable.
 */
export function fileRecords(
  disk: Disk,
  directory: string,
): Pick<LedgerStore, "create" | "update" | "get" | "list" | "remove"> {
  const { fs, isThere } = disk;
  const folderOf = (id: string) => join(directory, nameOf(id));
  const versionIn = (folder: string, version: number) => join(folder, `${version}.json`);

  async function get(id: string): Promise<LedgerRecord | undefined> {
    const folder = folderOf(id);
    for (;;) {
      let version = 0;
      while (await isThere(versionIn(folder, version + 1))) version += 1;
      const path = versionIn(folder, version);
      // Without its first version it is being removed, or damaged: then reading it fails below, as it must.
      if (version === 0 && !(await isThere(folder))) return undefined;
      const text = await fs.readFile(path, "utf8").catch(ignoring("ENOENT", ""));
      // Only now is it sure that the text was not emptied or removed before it was read.
      const isCurrent =
        !(await isThere(versionIn(folder, version + 1))) && (await isThere(version ? path : folder));
      if (isCurrent) return parseRecord(text, id);
    }
  }

  return {
    get,

    async create(record) {
      const folder = folderOf(record.id);
      if (await isThere(folder)) return false;
      const draft = disk.newTemporary();
      await fs.mkdir(draft, { mode: 0o700 });
      await disk.writeDurably(versionIn(draft, 1), JSON.stringify(record));
      await disk.syncDirectory(draft);
      try {
        // Refused when there is a directory with something in it, and a record's directory is never empty.
        await fs.rename(draft, folder);
      } catch (error) {
        await fs.rm(draft, { recursive: true, force: true });
        if (hasCode(error, "ENOTEMPTY") || hasCode(error, "EEXIST")) return false;
        // Windows has one word for all refusals.
        if (hasCode(error, "EPERM") && (await isThere(folder))) return false;
        throw error;
      }
      await disk.syncDirectory(directory);
      return true;
    },

    async update(record) {
      const folder = folderOf(record.id);
      const before = versionIn(folder, record.version - 1);
      if (!(await isThere(before))) return false;
      if (!(await disk.putNew(versionIn(folder, record.version), JSON.stringify(record)))) return false;
      // Whoever created it may have died before it did this.
      await disk.syncDirectory(directory);
      await fs.truncate(before).catch(ignoring("ENOENT", undefined));
      return true;
    },

    async list({ after, limit, ...query }) {
      const names = await fs.readdir(directory);
      const ids = names.flatMap((name) => idOf(name) ?? []).filter((id) => after === undefined || id > after);
      const found: LedgerRecord[] = [];
      const atOnce = Math.min(READS_AT_ONCE, limit);
      ids.sort();
      for (let at = 0; at < ids.length && found.length < limit; at += atOnce) {
        const records = await Promise.all(ids.slice(at, at + atOnce).map(get));
        found.push(...records.flatMap((record) => (record && fitsQuery(record, query) ? record : [])));
      }
      return found.slice(0, limit);
    },

    async remove(id) {
      const grave = disk.newTemporary();
      try {
        await fs.rename(folderOf(id), grave);
      } catch (error) {
        if (hasCode(error, "ENOENT")) return;
        throw error;
      }
      await disk.syncDirectory(directory);
      await fs.rm(grave, { recursive: true, force: true });
    },
  };
}
