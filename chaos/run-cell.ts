import { type Charge, readCharges } from "./audit/charge.ts";
import { AFTERMATH_MS, judgeHealing } from "./audit/healing.ts";
import { type Intent, intentOf } from "./audit/intent.ts";
import { type Breach, judgeRequests, judgeSecrets, judgeStory } from "./audit/invariant.ts";
import { isDeliveredAtLast, type Story } from "./audit/story.ts";
import { countStory, emptyTally, type Tally } from "./audit/tally.ts";
import { type Call, callFor, NEVER_SETTLED } from "./call.ts";
import type { Cell } from "./cell/cell.ts";
import type { Booth, Ending, Subject } from "./client/subject.ts";
import { chanceOf } from "./random.ts";
import { detourTo } from "./stage/detour.ts";
import { type Line, lineTo } from "./stage/line.ts";
import { endOutage, remainingFaults } from "./stage/remaining.ts";
import type { Stage } from "./stage/stage.ts";

/** A client, made for one cell. */
export interface Contestant {
  readonly name: string;
  /** Whether it is held to the invariants, or only counted. */
  readonly isJudged: boolean;
  make(booth: Booth, cell: Cell): Subject;
}

export interface CellReport {
  readonly tally: Tally;
  readonly breaches: readonly Breach[];
  /** Faults that never struck: a cell that tries nothing. */
  readonly unstruck: number;
}

/** Calls of one cell, all under way at once. */
const CALLS = 3;
/** The last of them begins before this. */
const LATEST_MS = 700;
/** More than any outage lasts. */
const RECOVERIES = 30;

/** Plays one cell with one client, and holds what it says against the bill. */
export async function runCell(
  stage: Stage,
  cell: Cell,
  seed: number,
  contestant: Contestant,
): Promise<CellReport> {
  const chance = chanceOf(seed);
  const intents = Array.from({ length: cell.calls ?? CALLS }, (_, number) => intentOf(number, chance));
  const struck = chance.pick(intents);
  const { origin, emulator } = stage;
  emulator.inject(...cell.faults({ origin, match: `number ${struck.id},` }));
  const isStruck = (body: unknown) => String(body).includes(`number ${struck.id},`);
  const detour = cell.detour && (await detourTo(stage, cell.detour, isStruck));
  const line = lineTo({ ...stage, isStrict: contestant.isJudged, detour });
  const booth: Booth = {
    ...{ stage, fetch: line.fetch, mode: cell.mode },
    ...{ random: chance.next, newId: chance.uuid },
  };
  const subject = contestant.make(booth, cell);
  const calls = await stage.drive(
    Promise.all(
      intents.map((intent) => {
        const delayMs = chance.below(LATEST_MS);
        const isStruck = intent === struck;
        return callFor(stage, cell, subject, intent, isStruck, isStruck && cell.isLeading ? 0 : delayMs);
      }),
    ),
  );
  await stage.pass(AFTERMATH_MS);
  const before = readCharges(emulator);
  const recovered = await recoverAll(stage, subject, intents, calls, before);
  const charges = readCharges(emulator);
  const stories = await Promise.all(
    intents.map(async (intent, at): Promise<Story> => {
      const own = charges.filter((charge) => charge.intent === intent.id);
      const { ending, lateMs } = calls[at] ?? NEVER_SETTLED;
      const noted = cell.ledger ? undefined : await subject.noted(intent);
      return { intent, charges: own, call: ending, recovered: recovered.get(intent.id), noted, lateMs };
    }),
  );
  const tally = emptyTally();
  for (const story of stories) countStory(tally, story);
  const unstruck = (await remainingFaults(stage)).length;
  if (!contestant.isJudged) return { tally, breaches: [], unstruck };
  const texts = [...calls.map(({ ending }) => ending.error?.text ?? ""), await subject.kept()];
  const breaches = [
    ...stories.flatMap(judgeStory),
    ...judgeSecrets(texts),
    ...judgeRequests(emulator.requests()),
    ...judgeBill(before, charges),
    ...judgeLine(line, stage),
    // Of a ledger the strikes that are left cannot be spent.
    ...(!cell.ledger && (await endOutage(stage)) === 0 ? await judgeHealing(stage, cell, subject) : []),
  ].filter(({ rule }) => !cell.beyond?.rules.includes(rule));
  return { tally, breaches, unstruck };
}

/** Recovers until every picture that was paid for is there, or nothing helps. Each time what was known stays known. */
async function recoverAll(
  stage: Stage,
  subject: Subject,
  intents: readonly Intent[],
  calls: readonly Call[],
  charges: readonly Charge[],
): Promise<ReadonlyMap<string, Ending>> {
  const recovered = new Map<string, Ending>();
  const isMissing = (intent: Intent, at: number) =>
    charges.some((charge) => charge.intent === intent.id) &&
    !isDeliveredAtLast({
      ...{ intent, charges, call: calls[at]?.ending ?? NEVER_SETTLED.ending, lateMs: 0 },
      ...{ recovered: recovered.get(intent.id), noted: undefined },
    });
  for (let round = 0; round < RECOVERIES; round++) {
    for (const [id, ending] of await stage.drive(subject.recover())) {
      const known = recovered.get(id);
      if (!known || known.pictures.length === 0) recovered.set(id, ending);
    }
    await stage.pass(60_000);
    if (round >= 2 && !intents.some(isMissing)) break;
  }
  return recovered;
}

/** Recovering pays for nothing. */
function judgeBill(before: readonly Charge[], after: readonly Charge[]): Breach[] {
  const nobodys = after.filter(({ intent }) => intent === undefined);
  return [
    ...(after.length > before.length
      ? [{ rule: "I13", text: `recovering cost ${after.length - before.length} more charges` }]
      : []),
    ...nobodys.map(({ service, id }) => ({
      rule: "I2",
      text: `${service} billed ${id}, which nobody ordered`,
    })),
  ];
}

function judgeLine({ breaches, waiting }: Line, stage: Stage): Breach[] {
  const timers = stage.pendingTimers();
  return [
    ...breaches.map((text) => ({ rule: "I10", text })),
    ...(waiting > 0 ? [{ rule: "I7", text: `${waiting} requests were left open` }] : []),
    ...(timers > 0 ? [{ rule: "I7", text: `${timers} timers were left` }] : []),
  ];
}
