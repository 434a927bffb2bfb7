import { ours } from "../client/ours.ts";
import { processes } from "../client/processes.ts";
import { type Claim, type Ending, hookOf, PRICE_MICRO_USD } from "../client/subject.ts";
import type { Contestant } from "../run-cell.ts";
import { type Cheat, cheat } from "./cheat.ts";

const THREE = "krea/3-none/healthy/once";
const THREE_IN_ONE = "runware-async/3-in-one-none/healthy/once";
const BUDGET = "runware-async/budget/healthy/once";
const AGAIN = "cloudflare-rest/find-cache/miss/once";
const BUDGET_AND_AGAIN = "cloudflare-rest/budget-and-find-cache/miss/once";
const SAME_KEY = "runware-async/same-key/healthy/both";

/** One more order of the last picture, which was paid for already. */
const again = ({ claims }: Ending): readonly Claim[] =>
  claims.slice(-1).map((claim) => ({ ...claim, index: claim.index + claim.n - 1, n: 1, made: 0, open: 1 }));

/** A client that keeps its budget and says something else of it. */
const budgeted = (name: string, say: (spentMicroUsd: number) => number, isTrusting = false): Contestant => ({
  name,
  isJudged: true,
  make(booth, { budgetUsd }) {
    const honest = ours(booth, { totalUsd: budgetUsd, isTrusting });
    return { ...honest, spent: async () => say((await honest.spent()) ?? 0) };
  },
});

/** A client that may have a run made twice, and speaks of one. */
const silentOfSecond = (what: "caller" | "ledger"): Contestant => ({
  ...{ name: `does not tell its ${what} of a second run`, isJudged: true },
  make(booth) {
    const honest = ours(booth, { isTrusting: true });
    const once = (claims: readonly Claim[]) => claims.map((claim) => ({ ...claim, again: 0 }));
    if (what === "ledger")
      return { ...honest, noted: async (intent) => once((await honest.noted(intent)) ?? []) };
    return {
      ...honest,
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        return { ...ending, claims: once(ending.claims) };
      },
    };
  },
});

/** Clients that break a promise about several pictures, a budget, two processes or webhooks. */
export const CHEATS_OF_MANY: readonly Cheat[] = [
  {
    rule: "I1",
    cell: THREE,
    contestant: cheat("orders one of three again", (honest) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        await honest.make({ ...intent, n: 1 }, call);
        return ending;
      },
    })),
  },
  {
    rule: "I1",
    cell: THREE,
    contestant: cheat("gives one of three twice", (honest) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        const [first, , third] = ending.pictures;
        return { ...ending, pictures: first && third ? [first, first, third] : [] };
      },
    })),
  },
  ...[THREE, THREE_IN_ONE].map((cell) => ({
    ...{ rule: "I2", cell },
    contestant: cheat("loses one of three and does not tell", (honest) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        return { ...ending, pictures: ending.pictures.slice(1) };
      },
    })),
  })),
  {
    rule: "I2",
    cell: THREE_IN_ONE,
    contestant: cheat("speaks of one picture of three", (honest) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        return {
          ...ending,
          pictures: ending.pictures.slice(0, 1),
          claims: ending.claims.map((claim) => ({ ...claim, made: 1 })),
        };
      },
    })),
  },
  ...[THREE, THREE_IN_ONE].map((cell) => ({
    ...{ rule: "I4", cell },
    contestant: cheat("orders one of three elsewhere though it may be billed", (honest) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        return { ...ending, claims: [...ending.claims, ...again(ending)] };
      },
    })),
  })),
  {
    rule: "G2",
    cell: "krea/3-deadline/healthy/5000-ms",
    contestant: cheat("recovers one of three", (honest) => ({
      async recover() {
        const endings = await honest.recover();
        return new Map(
          [...endings].map(([id, ending]) => [id, { ...ending, pictures: ending.pictures.slice(0, 1) }]),
        );
      },
    })),
  },
  {
    rule: "I9",
    cell: BUDGET,
    contestant: cheat("knows no budget", () => ({})),
  },
  {
    rule: "I9",
    cell: BUDGET,
    contestant: budgeted("forgets what it spent", (spentMicroUsd) => spentMicroUsd - PRICE_MICRO_USD),
  },
  {
    rule: "I9",
    cell: "krea/budget/503/once",
    contestant: budgeted("keeps what was not spent", (spentMicroUsd) => spentMicroUsd + PRICE_MICRO_USD),
  },
  {
    rule: "I9",
    cell: "krea/budget/500/once",
    contestant: budgeted("lets go of what may be billed", (spentMicroUsd) => spentMicroUsd - PRICE_MICRO_USD),
  },
  {
    rule: "I9",
    cell: BUDGET_AND_AGAIN,
    contestant: budgeted("counts one of two runs", (spent) => spent - PRICE_MICRO_USD, true),
  },
  ...(["I1", "I2"] as const).flatMap((rule) =>
    (["caller", "ledger"] as const).map((what) => ({ rule, cell: AGAIN, contestant: silentOfSecond(what) })),
  ),
  {
    rule: "I1",
    cell: SAME_KEY,
    contestant: {
      ...{ name: "keeps its ledger to itself", isJudged: true },
      make: (booth) => processes(booth, { orders: "both" }, (own) => ours(own), undefined),
    },
  },
  {
    rule: "G2",
    cell: "runware-async/recover-both/healthy/killed-at-500-ms-then-after-write-1",
    contestant: {
      ...{ name: "has its jobs in the memory of a process that dies", isJudged: true },
      make: (booth, { processes: how }) =>
        processes(booth, how ?? { orders: "nobody" }, (own) => ours(own), undefined),
    },
  },
  {
    rule: "I10",
    cell: "krea/webhook/forged/once",
    contestant: cheat("believes a webhook", (honest, { stage, fetch }) => ({
      async make(intent, call) {
        const ending = await honest.make(intent, call);
        await new Promise<void>((resolve) => void stage.time.setTimer(resolve, 1000));
        for (const { body } of stage.inbox.filter(({ url }) => url === hookOf(intent))) {
          const [link] = Object(body).result.urls;
          await fetch(String(link), { redirect: "manual" }).catch(() => {});
        }
        return ending;
      },
    })),
  },
];
