import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Clock, type Fetch, systemClock } from "@unikrea/core/provider";
import { CHECKS } from "./checks.ts";
import { EMULATED_KEYS } from "./emulation/emulated-run.ts";
import { runAgainstEmulator } from "./emulation/run-all.ts";
import { dollars } from "./price.ts";
import { readKeys, secretsOf } from "./runner/access.ts";
import { openSession } from "./runner/context.ts";
import { fixtureFiles, type Origin, writeFixtures } from "./runner/fixture.ts";
import { type Flags, HELP, parseFlags, UsageError } from "./runner/flags.ts";
import { planRun, unknownNames } from "./runner/plan.ts";
import { planText } from "./runner/plan-text.ts";
import { createPurse } from "./runner/purse.ts";
import { type Outcome, runChecks } from "./runner/run-checks.ts";
import { keepSpecimen, readSpecimens } from "./runner/specimen-book.ts";
import { isEmulatedReport, mergeRows, readVerified, renderVerified, rowOf } from "./runner/verified.ts";
import { createWebhookBook, openWebhookDoor } from "./runner/webhook-desk.ts";

/** The world around the command, so that tests can give another. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  print(line: string): void;
  /** Where the report and the specimens are, when nobody says so. */
  readonly defaultOut: string;
  readonly defaultSpecimens: string;
}

/** The real one, but for its paths. */
export const realWorld = {
  environment: process.env,
  fetch: (url: string, init?: RequestInit) => fetch(url, init),
  clock: systemClock,
  print: (line: string) => console.log(line),
};

/**
 * The command. Ends with 0: done, or nothing to do. 1: a check broke, or found the opposite of what the code relies on.
 * 2: nothing was sent, because of the command line, the cap, or the missing `--yes`.
 */
export async function runLive(args: readonly string[], world: Surroundings): Promise<number> {
  try {
    const flags = parseFlags(args);
    const strangers = unknownNames(flags.only, CHECKS);
    if (strangers.length > 0) throw new UsageError(`--only: there is no ${strangers.join(", ")}`);
    if (flags.isHelp) {
      world.print(HELP);
      return 0;
    }
    return await (flags.isEmulator ? emulated(flags, world) : real(flags, world));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    world.print(`${error.message}\nNothing was sent. See pnpm live --help.`);
    return 2;
  }
}

async function real(flags: Flags, world: Surroundings): Promise<number> {
  const { print, clock, defaultOut, defaultSpecimens } = world;
  const keys = readKeys(world.environment);
  const plan = planRun({
    ...{ checks: CHECKS, keys, capMicroUsd: flags.capMicroUsd, only: flags.only },
    has: {
      webhook: flags.webhookUrl !== undefined,
      moderation: flags.isModeration,
      patience: !flags.isQuick,
    },
  });
  print(planText(plan));
  const today = todayBy(clock);
  const out = flags.out ?? defaultOut;
  // Before money is spent, so that what it buys can be written down.
  const earlier = readReport(out, false);
  if (plan.chosen.length === 0) {
    const isKeyless = Object.keys(keys.services).length === 0;
    print(
      `\nSKIPPED, nothing was sent: ${isKeyless ? "there is no key of any service" : "nothing is left to run"}.`,
    );
    if (flags.out !== undefined) writeReport(out, renderVerified(CHECKS, earlier, { today }), print);
    return 0;
  }
  if (plan.refusal !== undefined || !flags.isAgreed) {
    print(`\nNothing was sent: ${plan.refusal ?? "this spends money, so it wants --yes"}.`);
    return 2;
  }

  const purse = createPurse(flags.capMicroUsd);
  const secrets = secretsOf(keys);
  const specimens = flags.specimens ?? defaultSpecimens;
  const webhook =
    flags.webhookUrl === undefined
      ? undefined
      : createWebhookBook(flags.webhookUrl, randomUUID, clock.wallTime);
  const closeDoor = webhook && (await openWebhookDoor(webhook, flags.webhookPort));
  const session = openSession({
    ...{ keys, clock, fetch: world.fetch, purse, webhook, aged: readSpecimens(specimens) },
    keep: (specimen) => {
      if (!session.isEmulated) keepSpecimen(specimens, specimen);
    },
  });
  let rows = earlier;
  print("");
  try {
    const outcomes = await runChecks(plan.chosen, {
      ...{ session, purse, secrets },
      onStart: ({ id }) => print(`…    ${id}`),
      onEnd: (outcome) => {
        print(outcomeText(outcome));
        // After each check: what was paid for is not lost when the next one is interrupted.
        const origin = session.isEmulated ? "constructed" : "recorded";
        saveFixtures(flags, outcome, { origin, checkedOn: today, secrets }, print);
        if (session.isEmulated) return;
        rows = mergeRows(rows, [rowOf(outcome, today)]);
        writeReport(out, renderVerified(CHECKS, rows, { today }));
      },
    });
    print(`\n${dollars(purse.takenMicroUsd)} were reserved; the bills are that or less.`);
    if (session.isEmulated) print("An emulator answered, so there is no report: it is no service.");
    else print(`Report: ${out}`);
    return codeOf(outcomes);
  } finally {
    closeDoor?.();
  }
}

async function emulated(flags: Flags, world: Surroundings): Promise<number> {
  const { print, clock } = world;
  const { capMicroUsd, only, out } = flags;
  const has = { webhook: true, moderation: true, patience: true };
  const plan = planRun({ checks: CHECKS, keys: EMULATED_KEYS, capMicroUsd, only, has });
  print(planText(plan));
  if (plan.refusal !== undefined) throw new UsageError(plan.refusal);
  if (out !== undefined) readReport(out, true);
  print("");
  const today = todayBy(clock);
  const secrets = secretsOf(EMULATED_KEYS);
  const checks = plan.chosen.map(({ check }) => check);
  const { outcomes, surprises } = await runAgainstEmulator(checks, capMicroUsd, (outcome) => {
    print(outcomeText(outcome));
    saveFixtures(flags, outcome, { origin: "constructed", checkedOn: today, secrets }, print);
  });
  const rows = outcomes.map((outcome) => rowOf(outcome, today));
  if (out !== undefined) writeReport(out, renderVerified(CHECKS, rows, { today, isEmulated: true }), print);
  print(
    `\n${outcomes.length} checks against the emulator, ${surprises.length} with another answer than is known.`,
  );
  for (const id of surprises) print(`not as known: ${id}`);
  return surprises.length === 0 ? 0 : 1;
}

const todayBy = (clock: Clock) => new Date(clock.wallTime()).toISOString().slice(0, 10);

function readReport(file: string, isEmulated: boolean) {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  if (isEmulatedReport(text) !== isEmulated)
    throw new UsageError(
      `--out: ${file} is a report of ${isEmulated ? "services" : "the emulator"}, and stays so`,
    );
  return readVerified(text);
}

function writeReport(file: string, text: string, print?: (line: string) => void): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  print?.(`Report: ${file}`);
}

/** A recording that cannot be made safe is left out, and the run goes on. */
function saveFixtures(
  { fixtures }: Flags,
  outcome: Outcome,
  about: { origin: Origin; checkedOn: string; secrets: readonly string[] },
  print: (line: string) => void,
): void {
  if (fixtures === undefined) return;
  try {
    writeFixtures(fixtures, fixtureFiles(outcome, about));
  } catch (error) {
    print(`     no recording: ${error instanceof Error ? error.message : "it could not be written"}`);
  }
}

function outcomeText({ check, verdict, observed, takenMicroUsd, isAlarming }: Outcome): string {
  const alarm = isAlarming
    ? `\n     THE CODE RELIES ON "${check.reliesOn.toUpperCase()}": ${check.whyItMatters}`
    : "";
  return `${verdict.padEnd(12)} ${check.id} (${dollars(takenMicroUsd)} reserved): ${observed}${alarm}`;
}

const codeOf = (outcomes: readonly Outcome[]) =>
  outcomes.some(({ isBroken, isAlarming }) => isBroken || isAlarming) ? 1 : 0;
