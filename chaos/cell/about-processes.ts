import type { Cell, Death, Processes } from "./cell.ts";
import { TELLING } from "./exchange.ts";
import { cellOf, cellsOf, lost, once } from "./make.ts";
import type { Mode } from "./mode.ts";

/** Of a call there are four writes or so, and three calls are under way. */
const WRITES = [1, 2, 3, 4, 6, 8, 10];
const DEATHS: readonly Death[] = [
  ...WRITES.flatMap((write): Death[] => [
    { when: "before", write },
    { when: "after", write },
  ]),
  ...[1, 20, 500, 3000, 7000].map((ms): Death => ({ when: "at", ms })),
];
/** Before a job is there, while it is made, and when it is done. */
const TELLING_DEATHS: readonly Death[] = [
  { when: "after", write: 1 },
  { when: "after", write: 4 },
  { when: "at", ms: 500 },
  { when: "at", ms: 7000 },
];
const IN_RECOVERY: readonly Death[] = [
  { when: "before", write: 1 },
  { when: "after", write: 1 },
  { when: "before", write: 3 },
  { when: "after", write: 3 },
  { when: "at", ms: 30 },
];

const wordsFor = (death: Death) =>
  "write" in death ? `${death.when}-write-${death.write}` : `at-${death.ms}-ms`;

/** Two processes with one ledger, of which one may die. */
export function processCells(mode: Mode): Cell[] {
  // A binding lives in a Worker, which has no file to share.
  if (mode === "cloudflare-binding") return [];
  const kindOf = (phase: string, reach: string, processes: Processes) =>
    ({ mode, phase, reach, group: "processes", more: { processes, oneIn: 8 } }) as const;
  const losing: Cell["faults"] = (place) => [lost(mode, place)];
  const pair = (kind: ReturnType<typeof kindOf>) => [
    cellOf(kind, "healthy"),
    cellOf(kind, "answer-lost", losing),
  ];
  const both = kindOf("same-key", "both", { orders: "both" });
  return [
    cellOf(both, "healthy"),
    ...cellsOf(both, TELLING, (fault, place) => [once(mode, fault, "submit", place)]),
    ...DEATHS.flatMap((death) => [
      ...pair(kindOf("same-key", `both-and-killed-${wordsFor(death)}`, { orders: "both", death })),
      ...pair(kindOf("same-key", `killed-${wordsFor(death)}`, { orders: "other", death })),
    ]),
    ...TELLING_DEATHS.flatMap((death) =>
      IN_RECOVERY.flatMap((deathInRecovery) => {
        const reach = `killed-${wordsFor(death)}-then-${wordsFor(deathInRecovery)}`;
        return pair(kindOf("recover-both", reach, { orders: "nobody", death, deathInRecovery }));
      }),
    ),
  ];
}
