import { type Check, type Need, SERVICES } from "../check.ts";
import { dollars } from "../price.ts";
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
    const id = /^<a id="[\w.-]+"><\/a>\[`([\w.-]+)`\]\([\w./-]+\)$/.exec(name)?.[1];
    return id !== undefined && cells.length === 9 ? [{ id, verdict, date, observed }] : [];
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

/** When a report is written, and whether an emulator has answered. */
export interface ReportNote {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly isEmulated?: boolean;
}

/** The report. Checks that were never run stand in it too; rows of checks that are no more do not. */
export function renderVerified(
  checks: readonly Check[],
  rows: readonly VerifiedRow[],
  { today, isEmulated = false }: ReportNote,
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
  const isUntouched = count(NEVER) === checks.length;
  const maxMicroUsd = checks.reduce((sum, { maxUsd }) => sum + Math.round(maxUsd * 1e6), 0);
  return [
    ...(isEmulated ? [EMULATED, ""] : []),
    "# Facts that are not published, checked on the live services",
    "",
    `Written by \`pnpm live\` on ${today}, and never by hand: ${summary.join(", ")}, of ${checks.length}.`,
    ...(isUntouched ? ["", UNTOUCHED] : []),
    "",
    "*Confirmed*: the answer to the question is yes. *Refuted*: it is no. *Inconclusive*: the run could not tell. Runs add up: a",
    "verdict stands with its date until a later run settles it anew. As long as a fact is not settled, the code goes by the worse",
    "answer, unless its line says that it relies on one; where it relies on one that is refuted, its line says so in bold.",
    "",
    `All of it costs ${dollars(maxMicroUsd)} at most: every image that may be ordered, as if all were billed. Each figure is the most`,
    "that its check may spend; checks that only read are free. How the checks guard keys and money, and what they cannot tell, is in",
    "[live/README.md](../live/README.md). The [classes of failures](outcome-classes.md) cite these lines as their evidence.",
    "",
    ...tables,
  ].join("\n");
}

const TITLES = { krea: "Krea", cloudflare: "Cloudflare", runware: "Runware" } as const;
const UNTOUCHED =
  "**No service has been asked yet.** Until then nothing below rests on more than documents and what others have published.";
const HEAD =
  "| Fact | Question | Verdict | Date | Observed | How it is asked, and the most that costs | The code relies on |";
const RULE = "|---|---|---|---|---|---|---|";
const WANTS: Readonly<Record<Need, string>> = {
  "second-key": "a second key",
  webhook: "`--webhook-url`",
  moderation: "`--moderation`",
  patience: "ten minutes",
};

function lineOf(check: Check, row: VerifiedRow | undefined): string {
  const { id, provider, question, does, maxUsd, needs = [], reliesOn, whyItMatters } = check;
  const { verdict = NEVER, date = "", observed = "" } = row ?? {};
  const isOpposite =
    (verdict === "refuted" && reliesOn === "yes") || (verdict === "confirmed" && reliesOn === "no");
  const answer = reliesOn === "neither" ? "neither answer" : reliesOn;
  const relies = isOpposite ? `**${answer}, which is wrong**` : answer;
  const code = `../live/check/${provider}/${id.slice(provider.length + 1)}.ts`;
  const wants = needs.length > 0 ? `; wants ${needs.map((need) => WANTS[need]).join(", ")}` : "";
  const price = maxUsd === 0 ? "free" : dollars(maxUsd * 1e6);
  const cells = [
    ...[`<a id="${id}"></a>[\`${id}\`](${code})`, cell(question), verdict, date, observed],
    ...[`${cell(does)} (${price}${wants})`, `${relies}. ${cell(whyItMatters)}`],
  ];
  return `| ${cells.join(" | ")} |`;
}
