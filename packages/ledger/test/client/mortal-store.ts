import type { LedgerRecord, LedgerStore } from "@unikrea/core/ledger";

/** A store whose process kills itself at one moment: `before 2` is just before its second write, `after 2` just after. */
export function mortalStore(store: LedgerStore, moment: string): LedgerStore {
  const [when, count] = moment.split(" ");
  let writes = 0;
  const write = (verb: "create" | "update") => async (record: LedgerRecord) => {
    writes += 1;
    const isTheOne = writes === Number(count);
    if (isTheOne && when === "before") process.kill(process.pid, "SIGKILL");
    const written = await store[verb](record);
    if (isTheOne && when === "after") process.kill(process.pid, "SIGKILL");
    return written;
  };
  return { ...store, create: write("create"), update: write("update") };
}
