import type { LedgerStore } from "@unikrea/core";
import type { Processes } from "../cell/cell.ts";
import type { SharedLedger } from "../stage/shared-ledger.ts";
import { type Mortal, mortal } from "./mortal.ts";
import type { Booth, Ending, Subject } from "./subject.ts";

/** A client of one process. Without a ledger it keeps nothing that another would see. */
export type CreateClient = (booth: Booth, ledger: LedgerStore | undefined) => Subject;

const KILLED: Ending = { pictures: [], claims: [], isKilled: true };
/** The second is handed an order at most so much later, in milliseconds; every other time in the same moment. */
const LAG_MS = 3000;

/** Two processes that are handed the same orders, of which the first may be killed. What they have in common is the ledger. */
export function processes(
  booth: Booth,
  { orders, death, deathInRecovery }: Processes,
  createClient: CreateClient,
  common: SharedLedger | undefined,
): Subject {
  const { time } = booth.stage;
  const clientIn = (process: Mortal) => createClient(process.booth, common && process.ledger(common.open()));
  const first = mortal(booth);
  const one = clientIn(first);
  const other = createClient(booth, common?.open());
  if (death) first.doom(death);
  let toDie = deathInRecovery;

  const stamped = async (call: Promise<Ending>): Promise<Ending> => {
    const ending = await call;
    return { ...ending, settledAt: ending.settledAt ?? time.now() };
  };
  const unlessKilled = <Result>(process: Mortal, work: Promise<Result>, instead: Result): Promise<Result> =>
    Promise.race([work, process.death.then(() => instead)]);

  return {
    async make(intent, { timeoutMs, ...rest }) {
      const deadline = time.now() + timeoutMs;
      const makeIn = (client: Subject) => {
        const idempotencyKey = orders === "nobody" ? undefined : intent.tag;
        return stamped(client.make(intent, { ...rest, idempotencyKey, timeoutMs: deadline - time.now() }));
      };
      if (first.isDead) return makeIn(other);
      const ending = unlessKilled(first, makeIn(one), KILLED);
      if (orders === "both") {
        const later = async () => {
          const lagMs = Math.floor(Math.max(booth.random() - 0.5, 0) * 2 * LAG_MS);
          if (lagMs > 0) await new Promise<void>((resolve) => void time.setTimer(resolve, lagMs));
          return makeIn(other);
        };
        const [left, right] = await Promise.all([ending, later()]);
        return left.isKilled ? right : { ...left, others: [right] };
      }
      return (await ending).isKilled && orders === "other" ? makeIn(other) : ending;
    },
    async recover() {
      first.spare();
      const all = [other.recover()];
      if (!first.isDead) all.push(one.recover());
      if (toDie) {
        const helper = mortal(booth);
        const client = clientIn(helper);
        helper.doom(toDie);
        toDie = undefined;
        all.push(unlessKilled(helper, client.recover(), new Map()));
      }
      const endings = new Map<string, Ending>();
      for (const recovered of await Promise.all(all)) {
        for (const [id, ending] of recovered) {
          if (ending.pictures.length >= (endings.get(id)?.pictures.length ?? 0)) endings.set(id, ending);
        }
      }
      return endings;
    },
    noted: (intent) => other.noted(intent),
    spent: () => other.spent(),
    kept: () => other.kept(),
    close: () => common?.close(),
  };
}
