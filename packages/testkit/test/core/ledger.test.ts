import { createKrea2, type LedgerRecord, type LedgerStore } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it, vi } from "vitest";
import { countedIds, fakeClock, fakeProvider, losingAnswer, refusing } from "../../src/index.ts";
import { failureOf, REQUEST } from "./stage.ts";
import { team } from "./team.ts";

/** Remembers what was written, and fails where it is told to. */
function spyLedger(
  failAt: (record: LedgerRecord) => boolean = () => false,
): LedgerStore & { written: LedgerRecord[] } {
  const store = memoryLedger();
  const written: LedgerRecord[] = [];
  const write = (verb: "create" | "update") => async (record: LedgerRecord) => {
    if (failAt(record)) throw new Error("disk full");
    written.push(record);
    return store[verb](record);
  };
  return { ...store, written, create: write("create"), update: write("update") };
}

describe("the ledger", () => {
  it("has the intent before anything is sent, the job before submit resolves, and the end at last", async () => {
    const ledger = spyLedger();
    const sentAt: number[] = [];
    const note = async ({ usual }: { usual(): Promise<unknown> }) => {
      sentAt.push(ledger.written.length);
      return usual();
    };
    const { k2, ends } = team([{ twists: { submit: [note] } }], { ledger });
    const { images } = await ends(k2.generate(REQUEST));
    expect(sentAt).toStrictEqual([1]);
    expect(ledger.written.map(({ state }) => state)).toStrictEqual(["submitting", "accepted", "settled"]);
    await images[0]?.bytes();
    expect(ledger.written.at(-1)).toMatchObject({ state: "delivered", version: 4, heldMicroUsd: 0 });
  });

  it("that cannot be written stops the call before anything is sent", async () => {
    const { k2, fails, sent } = team([{}, {}], { ledger: spyLedger(() => true) });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({
      code: "ledger_error",
      outcome: "not_sent",
      billed: "no",
    });
    expect(sent()).toStrictEqual([0, 0]);
  });

  it("that is being written when the caller gives up costs nothing: nothing is sent", async () => {
    const caller = new AbortController();
    const ledger = spyLedger(() => {
      caller.abort();
      return false;
    });
    const { k2, fails, sent } = team([{}, {}], { ledger });
    const error = await fails(k2.generate(REQUEST, { signal: caller.signal }));
    expect(error).toMatchObject({ code: "aborted", outcome: "not_sent", billed: "no" });
    expect(sent()).toStrictEqual([0, 0]);
  });

  it("that fails after the job was accepted loses nothing: the caller gets it, and is told", async () => {
    const problems: unknown[] = [];
    const ledger = spyLedger(({ state }) => state !== "submitting");
    const { k2, ends } = team([{}], { ledger, onLedgerError: (error) => problems.push(error) });
    expect((await ends(k2.generate(REQUEST))).images).toHaveLength(1);
    expect(problems.length).toBeGreaterThan(0);
  });

  it("that does not answer any more holds up a call once, however much is left to note", async () => {
    const ledger = { ...memoryLedger(), update: () => new Promise<boolean>(() => {}) };
    const { k2, fails, clock } = team([{ submitMs: 5000 }], { ledger });
    const caller = new AbortController();
    // Given up between two things to note.
    clock.setTimer(() => caller.abort(), 1200);
    const error = await fails(k2.generate(REQUEST, { timeoutMs: 1000, signal: caller.signal }));
    expect(error).toMatchObject({ code: "aborted", billed: "maybe" });
    expect(clock.now()).toBe(1500);
  });

  it("holds neither image bytes nor data URIs", async () => {
    const ledger = spyLedger();
    const { k2, ends } = team([{}], { ledger });
    const png =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    await ends(k2.generate({ ...REQUEST, references: [{ image: png }] }));
    const text = JSON.stringify(ledger.written);
    expect(text).not.toContain("iVBOR");
    expect(text).toContain('"kind":"omitted"');
  });
});

describe("recover", () => {
  /** A process that dies at its n-th write, and another that comes after it. */
  async function afterCrash(writes: number, options: Parameters<typeof fakeProvider>[0] = {}) {
    const clock = fakeClock();
    const store = memoryLedger();
    let left = writes;
    // What was written is there; what comes after it never happens.
    const mortal = (verb: "create" | "update") => async (record: LedgerRecord) => {
      if (left-- <= 0) return new Promise<boolean>(() => {});
      return store[verb](record);
    };
    const provider = fakeProvider({ id: "a", finds: true, ...options });
    const first = createKrea2({
      providers: [provider],
      clock,
      newId: countedIds(),
      ledger: { ...store, create: mortal("create"), update: mortal("update") },
    });
    first.generate(REQUEST).catch(() => {});
    await clock.advance(60_000);
    const second = createKrea2({ providers: [provider], clock, ledger: store });
    const recover = () => clock.settle(second.recover({ minAgeMs: 0 }));
    return { provider, recover, store, clock };
  }

  it.each([
    ["before anything was written", 0, 0, []],
    ["after the intent, before the job was noted", 1, 1, ["settled"]],
    ["after the job was noted", 2, 1, ["settled"]],
  ])("collects what a process left that died %s, and pays for nothing", async (_, writes, billed, states) => {
    const { provider, recover, store } = await afterCrash(writes);
    const recovered = await recover();
    expect(recovered.map(({ state }) => state)).toStrictEqual(states);
    expect(recovered.flatMap(({ result }) => result?.images ?? [])).toHaveLength(states.length);
    expect(provider.service.made("submit").length).toBeLessThanOrEqual(1);
    for (let again = 0; again < 3; again++) await recover();
    expect(provider.service.billedImages(Number.POSITIVE_INFINITY)).toBe(billed);
    expect((await store.list({ states: ["submitting", "unknown", "accepted"], limit: 10 })).length).toBe(0);
  });

  it("reports what stays unknown, each time, and pays for nothing", async () => {
    const { recover, provider } = await afterCrash(1, { finds: false, twists: { submit: [losingAnswer] } });
    for (let again = 0; again < 3; again++) {
      const [one] = await recover();
      expect(one).toMatchObject({ state: "unknown", error: { code: "outcome_unknown", billed: "maybe" } });
    }
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it("leaves alone what another process may be at", async () => {
    const { store, clock, provider } = await afterCrash(2);
    const careful = createKrea2({ providers: [provider], clock, ledger: store });
    expect(await clock.settle(careful.recover())).toStrictEqual([]);
    await clock.advance(300_000);
    expect(await clock.settle(careful.recover())).toHaveLength(1);
  });
});

describe("an idempotency key", () => {
  const KEY = { idempotencyKey: "order-1" };

  it("makes a second call join the first", async () => {
    const { k2, ends, sent } = team([{}]);
    const [one, two] = await ends(Promise.all([k2.generate(REQUEST, KEY), k2.generate(REQUEST, KEY)]));
    expect(one.images[0]?.url).toBe(two.images[0]?.url);
    expect(sent()).toStrictEqual([1]);
  });

  it("gives what was made, long after", async () => {
    const { k2, ends, sent } = team([{}]);
    const one = await ends(k2.generate(REQUEST, KEY));
    const two = await ends(k2.generate({ ...REQUEST, model: "krea-2-medium" }, KEY));
    expect(two.images[0]?.url).toBe(one.images[0]?.url);
    expect(sent()).toStrictEqual([1]);
  });

  it("holds between processes that share a ledger", async () => {
    const clock = fakeClock();
    const ledger = { ...memoryLedger(clock), promises: { shared: true, durability: "machine" } as const };
    const provider = fakeProvider({ id: "a" });
    const clients = [1, 2, 3].map(() => createKrea2({ providers: [provider], clock, ledger }));
    // All at once: the ledger lets one of them begin.
    let arrived = 0;
    let open = () => {};
    const together = new Promise<void>((resolve) => {
      open = resolve;
    });
    const get = ledger.get;
    ledger.get = async (id) => {
      const record = await get(id);
      if (++arrived === clients.length) open();
      if (arrived <= clients.length) await together;
      return record;
    };
    const calls = clients.map((k2) => k2.generate(REQUEST, KEY).then(({ images }) => images[0]?.url));
    await vi.waitFor(() => expect(arrived).toBeGreaterThanOrEqual(clients.length));
    const urls = await clock.settle(Promise.all(calls));
    expect(new Set(urls).size).toBe(1);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it("stands for one request: another is refused, with the fields that differ", async () => {
    const { k2, ends, clock, sent } = team([{}]);
    await ends(k2.generate(REQUEST, KEY));
    const error = await failureOf(clock, k2.generate({ ...REQUEST, seed: 3, aspectRatio: "16:9" }, KEY));
    expect(error).toMatchObject({ code: "idempotency_conflict", outcome: "not_sent", billed: "no" });
    expect(error.issues.map(({ path }) => path)).toStrictEqual(["aspectRatio", "seed"]);
    expect(sent()).toStrictEqual([1]);
  });

  it("that was refused may be used again", async () => {
    const { k2, ends, fails, sent } = team([{ twists: { submit: [refusing(402)] } }]);
    await fails(k2.generate(REQUEST, KEY));
    expect((await ends(k2.generate(REQUEST, KEY))).images).toHaveLength(1);
    expect(sent()).toStrictEqual([2]);
  });
});
