import { judgeBudget, overspent, type Spending } from "./audit/budget.ts";
import { type Charge, readCharges } from "./audit/charge.ts";
import { AFTERMATH_MS, judgeHealing } from "./audit/healing.ts";
import { type Intent, intentOf } from "./audit/intent.ts";
import { type Breach, judgeRequests, judgeSecrets, judgeStory } from "./audit/invariant.ts";
import { namelessIn } from "./audit/nameless.ts";
import { callersOf, type Story } from "./audit/story.ts";
import { countStory, emptyTally, type Tally } from "./audit/tally.ts";
import { type Call, callFor, NEVER_SETTLED } from "./call.ts";
import type { Cell } from "./cell/cell.ts";
import type { Booth, Subject } from "./client/subject.ts";
import { type Chance, chanceOf } from "./random.ts";
import { recoverAll } from "./recover-all.ts";
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

/** Plays one cell with one client, and holds what it says against the bill. */
export async function runCell(
  stage: Stage,
  cell: Cell,
  seed: number,
  contestant: Contestant,
): Promise<CellReport> {
  const chance = chanceOf(seed);
  const intents = Array.from({ length: cell.calls ?? CALLS }, (_, number) => intentOf(number, chance, cell));
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
  try {
    return await playAndJudge({ stage, cell, subject, line, intents, struck, chance }, contestant.isJudged);
  } finally {
    subject.close?.();
  }
}

/** One cell under way. */
interface Scene {
  readonly stage: Stage;
  readonly cell: Cell;
  readonly subject: Subject;
  readonly line: Line;
  readonly intents: readonly Intent[];
  readonly struck: Intent;
  readonly chance: Chance;
}

async function playAndJudge(scene: Scene, isJudged: boolean): Promise<CellReport> {
  const { stage, cell, subject, line, intents } = scene;
  const { emulator } = stage;
  const calls = await makeCalls(scene);
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
  const nameless = namelessIn(stories);
  const tally = emptyTally();
  for (const story of stories) countStory(tally, story, nameless.get(story));
  const spending = await spendingOf(scene, charges, stories);
  if (spending) tally.overspentMicroUsd += overspent(spending);
  const unstruck = (await remainingFaults(stage)).length;
  if (!isJudged) return { tally, breaches: [], unstruck };
  const breaches = [
    ...stories.flatMap((story) => judgeStory(story, nameless.get(story))),
    ...judgeSecrets([...calls.flatMap(textsOf), await subject.kept()]),
    ...judgeRequests(emulator.requests()),
    ...judgeBill(before, charges),
    ...judgeLine(line, stage),
    ...(spending ? judgeBudget(spending) : []),
    // Of a ledger the strikes that are left cannot be spent, and a budget may be used up.
    ...(!cell.ledger && !spending && (await endOutage(stage)) === 0
      ? await judgeHealing(stage, cell, subject)
      : []),
  ].filter(({ rule }) => !cell.beyond?.rules.includes(rule));
  return { tally, breaches, unstruck };
}

/** All calls of a cell, at once. */
function makeCalls({ stage, cell, subject, intents, struck, chance }: Scene): Promise<Call[]> {
  const calls = intents.map((intent) => {
    const delayMs = chance.below(LATEST_MS);
    const isStruck = intent === struck;
    return callFor(stage, cell, subject, intent, isStruck, isStruck && cell.isLeading ? 0 : delayMs);
  });
  return stage.drive(Promise.all(calls));
}

/** All that a log would hold of what callers were told. */
const textsOf = ({ ending }: Call): string[] =>
  callersOf({ call: ending }).flatMap(({ error, failures = [] }) =>
    [error, ...failures].map((complaint) => complaint?.text ?? ""),
  );

async function spendingOf(
  { cell: { budgetUsd }, subject }: Scene,
  charges: readonly Charge[],
  stories: readonly Story[],
): Promise<Spending | undefined> {
  if (budgetUsd === undefined) return undefined;
  const countedMicroUsd = await subject.spent();
  return { capMicroUsd: Math.round(budgetUsd * 1e6), countedMicroUsd, charges, stories };
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
