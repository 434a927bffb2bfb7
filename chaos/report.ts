import { addTally, emptyTally, type Tally } from "./audit/tally.ts";
import { GROUPS, type Group } from "./cell/cell.ts";
import type { Result } from "./engine.ts";

/** The share of pictures that were paid for that must come in the call itself, when one thing goes wrong once. */
const KEPT_GOAL = 0.995;

/** Everything but where the services break their word. */
function totalOf({ tallies }: Result): Tally {
  const total = emptyTally();
  for (const group of GROUPS) if (group !== "beyond") addTally(total, tallies[group]);
  return total;
}

const usd = (microUsd: number) => microUsd / 1e6;

/** The figures as a program reads them. */
export function figuresOf(result: Result) {
  const total = totalOf(result);
  const { requests, delivered, recovered, doubleBilled, paidLost, ambiguous } = total;
  const { lateSettled, unhandledRejections, uncollectable } = total;
  return {
    ...{ requests, delivered: delivered + recovered, doubleBilled, extraUsd: usd(total.extraMicroUsd) },
    ...{ paidLost, ambiguous, lateSettled, unhandledRejections },
    ...{ uncollectable, overspentUsd: usd(total.overspentMicroUsd) },
  };
}

const share = (part: number, whole: number) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)} %`);
const count = (value: number) => value.toLocaleString("en-US");
const money = (microUsd: number) => `$${usd(microUsd).toFixed(2)}`;

const ROWS: readonly (readonly [name: string, cell: (tally: Tally) => string])[] = [
  ["requests", ({ requests }) => count(requests)],
  ["delivered in the call", ({ delivered }) => count(delivered)],
  ["delivered later, by `recover()`", ({ recovered }) => count(recovered)],
  ["**double-billed**", ({ doubleBilled }) => count(doubleBilled)],
  ["extra dollars", ({ extraMicroUsd }) => money(extraMicroUsd)],
  ["**paid but lost**", ({ paidLost }) => count(paidLost)],
  ["ambiguous, and named to the caller", ({ ambiguous }) => count(ambiguous)],
  ["of those, paid for and not to be told from others", ({ uncollectable }) => count(uncollectable)],
  ["**spent beyond a budget**", ({ overspentMicroUsd }) => money(overspentMicroUsd)],
  ["wrong or broken pictures given", ({ wrongPictures }) => count(wrongPictures)],
  ["settled later than deadline + 1 s", ({ lateSettled }) => count(lateSettled)],
  ["unhandled rejections", ({ unhandledRejections }) => count(unhandledRejections)],
];

const GROUP_NAMES: Record<Group, string> = {
  fault: "something goes wrong once",
  outage: "it goes on going wrong",
  caller: "the caller gives up",
  several: "several pictures a call",
  budget: "a budget that is shared",
  processes: "two processes, one ledger",
  random: "anything, at random",
  beyond: "the service breaks its word",
};

/** The tables, in Markdown: all together, and by what goes wrong. */
export function tableOf(ours: Result, naive: Result): string {
  const [left, right] = [totalOf(ours), totalOf(naive)];
  const groups = GROUPS.filter((group) => group !== "beyond" && ours.tallies[group].requests > 0);
  return [
    row("", "ours", "naive loop"),
    "| --- | ---: | ---: |",
    ...ROWS.map(([name, cell]) => row(name, cell(left), cell(right))),
    row("paid for and delivered in the end", atLast(left), atLast(right)),
    "",
    row(
      "",
      "requests",
      "paid for and delivered in the call",
      "naive",
      "double-billed",
      "naive",
      "lost",
      "naive",
    ),
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...groups.map((group) => groupRow(group, ours.tallies[group], naive.tallies[group])),
    ...(ours.tallies.beyond.requests > 0 ? ["", beyondLine(ours, naive)] : []),
  ].join("\n");
}

const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
const inCall = ({ billed, billedAndDelivered }: Tally) => share(billedAndDelivered, billed);
const atLast = ({ billed, billedAndHad }: Tally) => share(billedAndHad, billed);

const groupRow = (group: Group, ours: Tally, naive: Tally) =>
  row(
    ...[GROUP_NAMES[group], count(ours.requests), inCall(ours), inCall(naive)],
    ...[count(ours.doubleBilled), count(naive.doubleBilled), count(ours.paidLost), count(naive.paidLost)],
  );

function beyondLine(ours: Result, naive: Result): string {
  const told = ({ tallies: { beyond } }: Result) =>
    `double-billed ${beyond.doubleBilled}, paid but lost ${beyond.paidLost}, wrong pictures ${beyond.wrongPictures}`;
  const { requests } = ours.tallies.beyond;
  return `Counted apart, as ${GROUP_NAMES.beyond}: ${requests} requests; ours: ${told(ours)}; naive: ${told(naive)}.`;
}

/** Of each rule so many findings are shown. */
const MOST_SHOWN = 5;

/** Why the run has failed, if it has: rule by rule, with what plays it again. */
export function failuresOf({ tallies, findings }: Result): string[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const told = rules.flatMap((rule) => {
    const own = findings.filter((finding) => finding.rule === rule);
    const shown = own
      .slice(0, MOST_SHOWN)
      .map(({ text, cell, seed }) => `  ${text}\n    pnpm chaos --cell "${cell}" --seed ${seed}`);
    return [`${rule} is broken ${own.length} times:`, ...shown];
  });
  const { billed, billedAndDelivered } = tallies.fault;
  if (billed === 0 || billedAndDelivered / billed >= KEPT_GOAL) return told;
  const goal = `not at least ${KEPT_GOAL * 100} %`;
  return [
    ...told,
    `G2 is broken: of pictures paid for ${share(billedAndDelivered, billed)} came in the call, ${goal}`,
  ];
}
