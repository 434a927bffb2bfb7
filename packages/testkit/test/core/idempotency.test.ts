import { createKrea2, type LedgerRecord } from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { describe, expect, it } from "vitest";
import { fakeClock, fakeProvider, losingAnswer } from "../../src/index.ts";
import { failureOf, REQUEST } from "./stage.ts";
import { team } from "./team.ts";

const KEY = { idempotencyKey: "order-1" };

describe("an idempotency key", () => {
  it("of a call that may be billed does not pay for it again", async () => {
    const { k2, fails, sent } = team([{ twists: { submit: [losingAnswer] } }]);
    for (let again = 0; again < 3; again++) {
      const error = await fails(k2.generate(REQUEST, KEY));
      expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    }
    expect(sent()).toStrictEqual([1]);
  });

  it("waits for what another process is sending at this moment", async () => {
    const clock = fakeClock();
    const ledger = { ...memoryLedger(clock), promises: { shared: true, durability: "machine" } as const };
    const provider = fakeProvider({ id: "a", submitMs: 5000 });
    const [one, other] = [1, 2].map(() => createKrea2({ providers: [provider], clock, ledger }));
    const first = one?.generate(REQUEST, KEY);
    await clock.advance(2000);
    const results = await clock.settle(Promise.all([first, other?.generate(REQUEST, KEY)]));
    const [url, ...urls] = results.map((result) => result?.images[0]?.url);
    expect(url).toBeDefined();
    expect(urls).toStrictEqual([url]);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it("that another process has taken over meanwhile sends nothing", async () => {
    const clock = fakeClock();
    const store = memoryLedger(clock);
    // Between claiming the key and sending, somebody else has changed the record.
    const update = async (_: LedgerRecord) => false;
    const provider = fakeProvider({ id: "a" });
    const k2 = createKrea2({ providers: [provider], clock, ledger: { ...store, update } });
    const error = await failureOf(clock, k2.generate(REQUEST, KEY));
    expect(error).toMatchObject({ code: "ledger_error", outcome: "not_sent", billed: "no" });
    expect(provider.service.made("submit")).toHaveLength(0);
  });
});

it("is refused by submit, which it could promise nothing", async () => {
  const { k2, fails, sent } = team([{}]);
  const error = await fails(k2.submit(REQUEST, { timeoutMs: 60_000, ...KEY }));
  expect(error).toMatchObject({ code: "invalid_input", billed: "no" });
  expect(error.issues).toMatchObject([{ path: "idempotencyKey", hint: "only generate takes one" }]);
  expect(sent()).toStrictEqual([0]);
});
