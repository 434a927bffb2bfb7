import { type Check, SERVICES } from "../check.ts";
import type { Outcome } from "./run-checks.ts";

// The report: one table a provider, which people read and this file reads back, so that runs add up.

/** One line of the report, with its texts as they stand in the file. */
export interface VerifiedRow {
  readonly id: string;
  readonly verdict: string;
  readonly date: string;
  readonly observed: string;
}

const NEVER = "not checked";
const EMULATED = "<!-- made against the emulator: no fact about any service -->";

/** What a cell may hold: one line, and nothing that Markdown or HTML would act on. */
const cell = (text: string) =>
  text
    .replace(/[\r\n\t]+/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/\\/g, "&#92;")
    .replace(/\|/g, "&#124;")
    .replace(/`/g, "'")
    .trim();

/** Whether a report tells of the emulator. */
export const isEmulatedReport = (text: string): boolean => text.includes(EMULATED);

/** The rows of a report. Lines that are not rows are passed over. */
export function readVerified(text: string): VerifiedRow[] {
  return text.split("\n").flatMap((line) => {
    const cells = line.split("|").map((part) => part.trim());
    const [, name = "", , verdict = "", date = "", observed = ""] = cells;
    const id = /^`([\w.-]+)`$/.exec(name)?.[1];
    return id !== undefined && cells.length === 8 ? [{ id, verdict, date, observed }] : [];
  });
}

/** A row of what was seen today. */
export function rowOf(
  { check, verdict, observed }: Pick<Outcome, "check" | "verdict" | "observed">,
  date: string,
) {
  return { id: check.id, verdict, date, observed: cell(observed) };
}

const isDefinite = ({ verdict }: VerifiedRow) => verdict === "confirmed" || verdict === "refuted";

/**
 * Rows of an earlier report with those of today, by id. Today's replace them, except that a fact which was settled stays
 * settled when today could not tell.
 */
export function mergeRows(earlier: readonly VerifiedRow[], today: readonly VerifiedRow[]): VerifiedRow[] {
  const merged = new Map(earlier.map((row) => [row.id, row]));
  for (const row of today) {
    const known = merged.get(row.id);
    if (!known || isDefinite(row) || !isDefinite(known)) merged.set(row.id, row);
  }
  return [...merged.values()];
}

/** The report. Checks that were never run stand in it too; rows of checks that are no more do not. */
export function renderVerified(
  checks: readonly Check[],
  rows: readonly VerifiedRow[],
  isEmulated = false,
): string {
  const known = new Map(rows.map((row) => [row.id, row]));
  const verdictOf = ({ id }: Check) => known.get(id)?.verdict ?? NEVER;
  const count = (verdict: string) => checks.filter((check) => verdictOf(check) === verdict).length;
  const tables = SERVICES.map((service) => {
    const own = checks.filter(({ provider }) => provider === service);
    const lines = own.map((check) => lineOf(check, known.get(check.id)));
    return [`## ${TITLES[service]}`, "", HEAD, RULE, ...lines, ""].join("\n");
  });
  const summary = ["confirmed", "refuted", "inconclusive", NEVER].map(
    (verdict) => `${count(verdict)} ${verdict}`,
  );
  return [
    ...(isEmulated ? [EMULATED, ""] : []),
    "# Facts that are not published, checked on the live services",
    "",
    "Made by `pnpm live`; see [live/README.md](../live/README.md). *Confirmed*: the answer to the question is yes.",
    "*Refuted*: it is no. *Inconclusive*: the run could not tell. As long as a fact is not settled, the code goes by the",
    "worse answer, unless its line says that it relies on one.",
    "",
    `${summary.join(", ")}, of ${checks.length}.`,
    "",
    ...tables,
  ].join("\n");
}

const TITLES = { krea: "Krea", cloudflare: "Cloudflare", runware: "Runware" } as const;
const HEAD = "| Fact | Question | Verdict | Date | Observed | The code relies on |";
const RULE = "|---|---|---|---|---|---|";

function lineOf({ id, question, reliesOn }: Check, row: VerifiedRow | undefined): string {
  const { verdict = NEVER, date = "", observed = "" } = row ?? {};
  const isOpposite =
    (verdict === "refuted" && reliesOn === "yes") || (verdict === "confirmed" && reliesOn === "no");
  const relies = isOpposite ? `**${reliesOn}, which is wrong**` : reliesOn;
  return `| \`${id}\` | ${cell(question)} | ${verdict} | ${date} | ${observed} | ${relies} |`;
}
