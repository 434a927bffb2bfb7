import type { Fault, Operation } from "@unikrea/emulator";
import type { Cell, LedgerFault, Place } from "../cell/cell.ts";
import { ANSWER, CONNECT, NETWORK, redirects, STATUS, type Variants } from "../cell/exchange.ts";
import { FATES, FILES, PARTS, REPORTS } from "../cell/fate.ts";
import { MODES, orderFor, type Service, serviceOf } from "../cell/mode.ts";
import { type Chance, chanceOf } from "../random.ts";

/** Pictures that are wanted at once in one scenario, or a few more. */
export const SCENARIO_PICTURES = 20;

// What takes megabytes, or thousands of steps, is left to the sockets.
const HEAVY = ["huge-body", "gzip-bomb", "endless", "drip-1-byte-a-second"];
const EXCHANGE: Variants = Object.fromEntries(
  Object.entries({ ...CONNECT, ...NETWORK, ...ANSWER, ...STATUS }).filter(
    ([label]) => !HEAVY.includes(label),
  ),
);

const OPERATIONS: Readonly<Record<Service, readonly Operation[]>> = {
  krea: ["submit", "submit", "submit", "poll", "list", "cancel", "download"],
  cloudflare: ["submit", "submit", "submit", "log", "download"],
  runware: ["submit", "submit", "submit", "poll", "details", "download"],
};

/**
 * What goes wrong in one scenario: the same seed gives the same. Up to eight things at once, at any of the three services, at
 * any moment; and now and then the caller, the calendar or the ledger.
 */
export function scenarioOf(seed: number): Cell {
  const chance = chanceOf(seed);
  const mode = chance.pick(MODES);
  const order = orderFor(mode);
  const count = chance.pick([0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8]);
  const scripts = Array.from({ length: count }, () => {
    // Mostly where it hurts: at whoever is asked first.
    const service = chance.next() < 0.7 ? serviceOf(mode) : chance.pick(order);
    return faultFor(chance, service);
  });
  const may = <Value>(probability: number, value: () => Value) =>
    chance.next() < probability ? value() : undefined;
  const optional = {
    timeoutMs: may(0.25, () => chance.pick([100, 1000, 3000, 8000, 20_000, 60_000, 120_000])),
    abortAfterMs: may(0.12, () => chance.below(chance.pick([50, 2000, 15_000]))),
    stuckAfterMs: may(0.3, () => chance.pick([10_000, 30_000, 60_000])),
    isClumsy: may(0.05, () => true),
    skewMs: may(0.1, () => chance.pick([-3_600_000, -5000, 5000, 3_600_000])),
    ledger: may(0.08, () => ledgerFault(chance)),
    images: may(0.15, () => 2 + chance.below(3)),
    isUnseeded: may(0.5, () => true),
    isHooked: may(0.1, () => true),
    budgetUsd: may(0.1, () => (5 + chance.below(60)) / 100),
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  const calls = Math.ceil(SCENARIO_PICTURES / (optional.images ?? 1));
  return {
    ...Object.fromEntries(given),
    ...{ name: `virtual/${seed}`, mode, calls, group: "random" },
    faults: (place) => scripts.map((script) => script(place)),
  };
}

function ledgerFault(chance: Chance): LedgerFault {
  return {
    method: chance.pick(["create", "update"]),
    how: chance.pick(["throws", "refuses", "is slow"]),
    skip: chance.below(40),
    times: 1 + chance.below(4),
  };
}

function faultFor(chance: Chance, service: Service): (place: Place) => Fault {
  const isAimed = chance.next() < 0.3;
  const skip = isAimed ? 0 : chance.below(16);
  const times = chance.pick([1, 1, 1, 2, 3, 6, 15]);
  const kind = chance.next();
  const target = { service, skip, times };
  const at = (place: Place) => ({ ...target, ...(isAimed && { match: place.match }) });
  const operation = chance.pick(OPERATIONS[service]);
  if (kind < 0.7) {
    const fault = chance.pick(Object.values(EXCHANGE));
    const isMatched = isAimed && !["list", "log"].includes(operation);
    return (place) => ({ ...fault, ...(isMatched ? at(place) : target), operation });
  }
  if (kind < 0.73) {
    const label = chance.pick(Object.keys(redirects("")));
    return (place) => ({ ...pickFrom(redirects(place.origin), label), ...at(place), operation: "submit" });
  }
  const others: Variants = {
    ...FATES[service],
    stuck: { kind: "stuck" },
    ...FILES,
    ...(service === "cloudflare" ? {} : REPORTS),
    ...(service === "runware" ? PARTS : { lag: { kind: "list-lag", ms: 1000 + chance.below(20_000) } }),
  };
  const fault = chance.pick(Object.values(others));
  const isMatched = isAimed && fault.kind !== "list-lag";
  return (place) => ({ ...fault, ...(isMatched ? at(place) : target) });
}

function pickFrom(variants: Variants, label: string): Fault {
  const fault = variants[label];
  if (fault) return fault;
  throw new Error(`no variant ${label}`);
}
