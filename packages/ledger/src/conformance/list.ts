import { LEDGER_STATES, type LedgerQuery, type LedgerStore } from "@unikrea/core/ledger";
import { sampleRecord } from "./sample.ts";
import { must, mustEqual, type Rule } from "./subject.ts";

/** Twenty records, four in each state, in no order. */
async function fill(store: LedgerStore): Promise<void> {
  for (let at = 0; at < 20; at += 1) {
    const id = `id-${String((at * 7) % 20).padStart(2, "0")}`;
    await store.create(sampleRecord(id));
    const state = LEDGER_STATES[at % LEDGER_STATES.length] ?? "submitting";
    if (state !== "submitting") await store.update(sampleRecord(id, { version: 2, state }));
  }
}

const idsOf = async (store: LedgerStore, query: LedgerQuery) => (await store.list(query)).map(({ id }) => id);

export const listRules: Readonly<Record<string, Rule>> = {
  async "lists in the order of ids, a page at a time, each record once"({ store, peer }) {
    await fill(store);
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await idsOf(peer(), { after, limit: 6 });
      must(page.length <= 6, `a page of 6 has ${page.length}`);
      if (page.length === 0 || seen.length > 20) break;
      seen.push(...page);
    }
    mustEqual(
      seen,
      Array.from({ length: 20 }, (_, at) => `id-${String(at).padStart(2, "0")}`),
      "all pages",
    );
  },

  async "lists only the states that are asked for, and fills the page with them"({ store }) {
    await fill(store);
    const pending = await store.list({ states: ["submitting", "unknown"], limit: 5 });
    mustEqual(pending.length, 5, "the length of a page of 5 out of 8");
    const rest = await store.list({ states: ["submitting", "unknown"], after: pending.at(-1)?.id, limit: 5 });
    mustEqual(rest.length, 3, "the length of the next page");
    const ids = [...pending, ...rest].map(({ id }) => id);
    mustEqual(ids, [...new Set(ids)].sort(), "the ids of both pages");
    for (const { id, state } of [...pending, ...rest]) {
      must(state === "submitting" || state === "unknown", `${id} is ${state}`);
    }
    mustEqual(await idsOf(store, { states: [], limit: 5 }), [], "the records in none of the states");
  },

  async "lists only what was written since a time, by its last version, and fills the page with it"({
    store,
    peer,
  }) {
    const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, "0")}:00:00.000Z`;
    for (let hour = 0; hour < 12; hour += 1) {
      await store.create(sampleRecord(`id-${(hour * 5) % 12}`, { updatedAt: at(hour) }));
    }
    const late = { version: 2, state: "settled", updatedAt: at(20) } as const;
    await store.update(sampleRecord("id-0", late));
    const since = { updatedSince: at(9), limit: 99 };
    mustEqual(
      await idsOf(peer(), since),
      ["id-0", "id-2", "id-7", "id-9"],
      "the records of nine o'clock and later",
    );
    mustEqual(
      await idsOf(store, { ...since, limit: 3 }),
      ["id-0", "id-2", "id-7"],
      "a page of three of them",
    );
    mustEqual(await idsOf(store, { ...since, after: "id-7" }), ["id-9"], "the page after that");
    mustEqual(await idsOf(store, { ...since, states: ["settled"] }), ["id-0"], "the settled ones among them");
    mustEqual(await idsOf(store, { updatedSince: at(21), limit: 9 }), [], "the records of the future");
    await store.remove("id-9");
    mustEqual(await idsOf(store, { ...since, after: "id-2" }), ["id-7"], "what is left without one of them");
  },

  async "lists a record under its new state alone, as it is now"({ store }) {
    await store.create(sampleRecord("a"));
    const accepted = sampleRecord("a", { version: 2, state: "accepted" });
    await store.update(accepted);
    mustEqual(await store.list({ states: ["submitting"], limit: 9 }), [], "the records in the old state");
    mustEqual(
      await store.list({ states: ["accepted"], limit: 9 }),
      [accepted],
      "the records in the new state",
    );
  },
};
