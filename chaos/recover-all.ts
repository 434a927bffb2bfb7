import type { Charge } from "./audit/charge.ts";
import type { Intent } from "./audit/intent.ts";
import { hadBy } from "./audit/story.ts";
import { type Call, NEVER_SETTLED } from "./call.ts";
import type { Ending, Subject } from "./client/subject.ts";
import type { Stage } from "./stage/stage.ts";

/** More than any outage lasts. */
const RECOVERIES = 30;
const FEWEST = 3;
const PAUSE_MS = 60_000;

/** Recovers until every picture that was paid for is there, or nothing helps. Each time what was known stays known. */
export async function recoverAll(
  stage: Stage,
  subject: Subject,
  intents: readonly Intent[],
  calls: readonly Call[],
  charges: readonly Charge[],
): Promise<ReadonlyMap<string, Ending>> {
  const recovered = new Map<string, Ending>();
  const isMissing = (intent: Intent, at: number) => {
    const billed = charges.filter((charge) => charge.intent === intent.id).length;
    const call = calls[at]?.ending ?? NEVER_SETTLED.ending;
    return Math.min(billed, intent.n) > hadBy({ intent, call, recovered: recovered.get(intent.id) }).size;
  };
  for (let round = 1; round <= RECOVERIES; round++) {
    for (const [id, ending] of await stage.drive(subject.recover())) {
      const known = recovered.get(id)?.pictures.length ?? 0;
      if (known === 0 || ending.pictures.length > known) recovered.set(id, ending);
    }
    await stage.pass(PAUSE_MS);
    if (round >= FEWEST && !intents.some(isMissing)) break;
  }
  return recovered;
}
