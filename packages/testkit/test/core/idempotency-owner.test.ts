import {
  createKrea2,
  type GenerateResult,
  isUnikreaError,
  type Krea2Options,
  type UnikreaError,
} from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import {
  countedIds,
  delayed,
  type FakeProviderOptions,
  fakeClock,
  fakeProvider,
  hanging,
  refusing,
} from "../../src/index.ts";
import { failureOf, REQUEST } from "./stage.ts";

const KEY = { idempotencyKey: "order-1" };
const WITH_IMAGE = { ...REQUEST, references: [{ image: "https://pictures.example.com/1.png" }] };
const REASON = new Error("changed my mind");

/** Processes that share a ledger and the providers `a` and `b`. */
function processes(a: FakeProviderOptions = {}, b: FakeProviderOptions = {}) {
  const clock = fakeClock();
  const store = memoryLedger(clock);
  const ledger = { ...store, promises: { shared: true, durability: "machine" } as const };
  const providers = [fakeProvider({ id: "a", ...a }), fakeProvider({ id: "b", ...b })] as const;
  const newId = countedIds();
  const client = (more: Partial<Krea2Options> = {}) =>
    createKrea2({ providers, clock, ledger, newId, ...more });
  return {
    clock,
    ledger,
    client,
    /** A process of which nothing is heard any more from when it `dies`. */
    mortal() {
      let isDead = false;
      const unlessDead = <Result>(work: () => Promise<Result>) =>
        isDead ? new Promise<Result>(() => {}) : work();
      const k2 = client({
        ledger: {
          ...ledger,
          create: (record) => unlessDead(() => store.create(record)),
          update: (record) => unlessDead(() => store.update(record)),
          async lease(name, ttlMs) {
            const lease = await store.lease(name, ttlMs);
            return (
              lease && {
                ...lease,
                renew: () => unlessDead(() => lease.renew()),
                release: () => unlessDead(() => lease.release()),
              }
            );
          },
        },
      });
      return {
        k2,
        dies() {
          isDead = true;
        },
      };
    },
    sent: () => providers.map(({ service }) => service.made("submit").length),
    billed: () => providers.map(({ service }) => service.billedImages(Number.POSITIVE_INFINITY)),
  };
}

const urlOf = ({ images }: GenerateResult) => images[0]?.url;
const caught = (call: Promise<GenerateResult>): Promise<GenerateResult | UnikreaError> =>
  call.catch((error: UnikreaError) => error);

describe("a call that joins the same key in another process", () => {
  it("does not take the refusal of the first provider for the end: the next is about to be asked", async () => {
    const { clock, client, sent, billed } = processes(
      { twists: { submit: [refusing(402)] } },
      { twists: { upload: [delayed(50_000)] } },
    );
    const first = client().generate(WITH_IMAGE, KEY);
    await clock.advance(2000);
    const both = await clock.settle(Promise.all([first, client().generate(WITH_IMAGE, KEY)]));
    expect(new Set(both.map(urlOf)).size).toBe(1);
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it("does not take a stuck job that was stopped for the end, either", async () => {
    const { clock, client, sent, billed } = processes({ latencyMs: Number.POSITIVE_INFINITY });
    const first = client().generate(REQUEST, KEY);
    await clock.advance(30_000);
    const both = await clock.settle(Promise.all([first, client().generate(REQUEST, KEY)]));
    expect(both.map(({ provider }) => provider)).toStrictEqual(["b", "b"]);
    expect(new Set(both.map(urlOf)).size).toBe(1);
    expect([sent(), billed()]).toStrictEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it("collects the job of one that has died, within half a minute, for one bill", async () => {
    const { clock, client, mortal, sent, billed } = processes({ latencyMs: 20_000 });
    const { k2, dies } = mortal();
    caught(k2.generate(REQUEST, KEY));
    await clock.advance(5000);
    dies();
    const at = clock.now();
    const { images } = await clock.settle(client().generate(REQUEST, KEY));
    expect(images).toHaveLength(1);
    expect(clock.now() - at).toBeLessThan(45_000);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("makes the image when the other has died before it sent anything", async () => {
    const { clock, client, mortal, sent, billed } = processes({ twists: { upload: [hanging] } });
    const { k2, dies } = mortal();
    caught(k2.generate(WITH_IMAGE, KEY));
    await clock.advance(1000);
    dies();
    const at = clock.now();
    expect((await clock.settle(client().generate(WITH_IMAGE, KEY))).images).toHaveLength(1);
    expect(clock.now() - at).toBeLessThan(45_000);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("does not look too soon for what the other was sending when it died: it may still arrive", async () => {
    const late = { submitTimeoutMs: 60_000, finds: true, twists: { submit: [delayed(40_000)] } };
    const { clock, client, mortal, sent, billed } = processes(late);
    const { k2, dies } = mortal();
    caught(k2.generate(REQUEST, KEY));
    await clock.advance(1000);
    dies();
    expect((await clock.settle(client().generate(REQUEST, KEY))).images).toHaveLength(1);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it.each([
    ["has made the image by then, has that", 5000],
    ["is at it, is told of its job", 40_000],
  ])(
    "takes over from one that was out for a while and sends nothing any more: if it %s",
    async (_, latencyMs) => {
      const a = { latencyMs, twists: { upload: [delayed(50_000)] } };
      const { clock, ledger, client, sent, billed } = processes(a);
      // Its machine sleeps: the right to the key is not renewed, and lost. The upload ends long after.
      const asleep = client({
        ledger: {
          ...ledger,
          async lease(name, ttlMs) {
            const lease = await ledger.lease(name, ttlMs);
            return (
              lease && {
                ...lease,
                renew: () => (clock.now() < 40_000 ? Promise.reject(new Error("asleep")) : lease.renew()),
              }
            );
          },
        },
      });
      const first = caught(asleep.generate(WITH_IMAGE, KEY));
      await clock.advance(1000);
      const [one, other] = await clock.settle(Promise.all([first, client().generate(WITH_IMAGE, KEY)]));
      expect(other.images).toHaveLength(1);
      if (isUnikreaError(one)) {
        expect(one).toMatchObject({ code: "ledger_error", outcome: "not_sent", billed: "maybe" });
        expect(one.job?.parts).toMatchObject([{ outcome: { images: [] } }, { token: { id: "a-1" } }]);
      } else expect(urlOf(one)).toBe(urlOf(other));
      expect(isUnikreaError(one)).toBe(latencyMs > 20_000);
      expect([sent(), billed()]).toStrictEqual([
        [1, 0],
        [1, 0],
      ]);
    },
  );

  it("is not kept from it by a recovery in between, not even by one that spares nothing", async () => {
    const { clock, client, sent, billed } = processes({ twists: { upload: [delayed(10_000)] } });
    const first = client().generate(WITH_IMAGE, KEY);
    await clock.advance(1000);
    expect(await clock.settle(client().recover({ minAgeMs: 0 }))).toStrictEqual([]);
    expect((await clock.settle(first)).images).toHaveLength(1);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("and ends while a recovery has only read of it keeps its record", async () => {
    const { clock, ledger, client } = processes({ twists: { upload: [delayed(10_000)] } });
    const first = client().generate(WITH_IMAGE, KEY);
    await clock.advance(1000);
    const stale = await ledger.list({ limit: 10 });
    expect(stale).toMatchObject([{ job: { parts: [] } }]);
    await clock.settle(first);
    const late = client({ ledger: { ...ledger, list: async () => stale } });
    expect(await clock.settle(late.recover({ minAgeMs: 0 }))).toStrictEqual([]);
    expect(await ledger.list({ limit: 10 })).toMatchObject([{ state: "settled" }]);
  });

  it("is refused for another request, even one that comes and goes while it asks for the right to the key", async () => {
    const { clock, ledger, client, sent } = processes();
    let others: Promise<unknown> | undefined;
    const slow = client({
      ledger: {
        ...ledger,
        async lease(name, ttlMs) {
          others ??= client().generate({ ...REQUEST, seed: 3 }, KEY);
          await others;
          return ledger.lease(name, ttlMs);
        },
      },
    });
    const error = await failureOf(clock, slow.generate(REQUEST, KEY));
    expect(error).toMatchObject({ code: "idempotency_conflict", outcome: "not_sent", billed: "no" });
    expect(sent()).toStrictEqual([1, 0]);
  });

  it("makes nothing that the other has begun in this very moment, whatever became of the right to the key", async () => {
    const { clock, ledger, client, sent, billed } = processes();
    const unhindered = client({
      ledger: { ...ledger, lease: (name, ttlMs) => ledger.lease(`${name}'`, ttlMs) },
    });
    let other: Promise<GenerateResult> | undefined;
    const slow = client({
      ledger: {
        ...ledger,
        async create(record) {
          other ??= unhindered.generate(REQUEST, KEY);
          await other;
          return ledger.create(record);
        },
      },
    });
    const result = await clock.settle(slow.generate(REQUEST, KEY));
    expect(urlOf(result)).toBe(other && urlOf(await other));
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("leaves no right to the key behind", async () => {
    const { clock, ledger, client } = processes();
    await clock.settle(client().generate(REQUEST, KEY));
    await clock.advance(0);
    const [record] = await ledger.list({ limit: 10 });
    expect(await ledger.lease(`call:${record?.id}`, 1000)).toBeDefined();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a call that joins the same key in the same process", () => {
  /** Two calls with the key, the first of which is given up at `atMs`. */
  async function afterAbort(atMs: number, a: FakeProviderOptions, request = REQUEST) {
    const all = processes(a);
    const { clock, client, ledger } = all;
    const owner = new AbortController();
    const k2 = client({ ledger: { ...ledger, promises: { shared: false, durability: "none" } } });
    const first = caught(k2.generate(request, { ...KEY, signal: owner.signal }));
    await clock.advance(10);
    const joined = [1, 2].map(() => k2.generate(request, KEY));
    clock.setTimer(() => owner.abort(REASON), atMs);
    const [one, two, three] = await clock.settle(Promise.all([first, ...joined]));
    return { ...all, one, two, three };
  }

  it.each<[string, number, FakeProviderOptions, number]>([
    ["while it uploads", 100, { twists: { upload: [delayed(1000)] } }, 1],
    ["while its job runs, which is stopped", 3000, { latencyMs: 10_000 }, 2],
    ["while its job runs, which cannot be stopped", 3000, { latencyMs: 10_000, cancelable: false }, 1],
    ["while its job is sent", 100, { submitMs: 1000, finds: true }, 2],
  ])("carries on when the first is given up %s: %#", async (_, atMs, a, submissions) => {
    const { one, two, three, sent, billed } = await afterAbort(atMs, a, WITH_IMAGE);
    expect(one).toMatchObject({ code: "aborted", cause: REASON });
    expect(two?.images).toHaveLength(1);
    expect(three?.images.map(({ url }) => url)).toStrictEqual(two?.images.map(({ url }) => url));
    expect([sent(), billed()]).toStrictEqual([
      [submissions, 0],
      [1, 0],
    ]);
  });

  it("does not pay again for what the first has left unknown", async () => {
    const { two, sent, billed } = await (async () => {
      const all = processes({ twists: { submit: [hanging] }, cancelable: false });
      const { clock, client } = all;
      const k2 = client();
      const owner = new AbortController();
      caught(k2.generate(REQUEST, { ...KEY, signal: owner.signal }));
      await clock.advance(100);
      const joined = caught(k2.generate(REQUEST, KEY));
      clock.setTimer(() => owner.abort(REASON), 1000);
      return { ...all, two: await clock.settle(joined) };
    })();
    expect(two).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  it("has its own patience: it goes on when that of the first is over", async () => {
    const { clock, client, sent, billed } = processes({ latencyMs: 20_000, cancelable: false });
    const k2 = client();
    const first = caught(k2.generate(REQUEST, { ...KEY, timeoutMs: 5000 }));
    await clock.advance(10);
    const [one, two] = await clock.settle(Promise.all([first, k2.generate(REQUEST, KEY)]));
    expect(one).toMatchObject({ code: "timeout", billed: "maybe" });
    expect(two.images).toHaveLength(1);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it.each([
    ["abort", "aborted"],
    ["time-out", "timeout"],
  ])("is stopped alone by its own %s, and is not told that nothing is billed", async (how, code) => {
    const { clock, client, sent, billed } = processes({ latencyMs: 20_000 });
    const k2 = client();
    const first = k2.generate(REQUEST, KEY);
    await clock.advance(1000);
    const own = new AbortController();
    const options = how === "abort" ? { signal: own.signal } : { timeoutMs: 2000 };
    const second = failureOf(clock, k2.generate(REQUEST, { ...KEY, ...options }));
    clock.setTimer(() => own.abort(REASON), 2000);
    const error = await second;
    expect(error).toMatchObject({ code, outcome: "accepted", billed: "maybe" });
    expect(error.job?.parts).toHaveLength(1);
    expect(clock.now()).toBeLessThan(4000);
    expect((await clock.settle(first)).images).toHaveLength(1);
    expect([sent(), billed()]).toStrictEqual([
      [1, 0],
      [1, 0],
    ]);
  });
});
