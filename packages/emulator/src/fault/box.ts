import type { Operation } from "../journal.ts";
import type { Service } from "../model.ts";
import type { Fault, FaultAt } from "./fault.ts";
import { faultKinds } from "./kind.ts";
import type { KindSpec, Stage } from "./kind-spec.ts";
import { parseFault } from "./parse.ts";

/** A place where a fault could strike. */
export interface FaultSite {
  service: Service;
  operation: Operation;
  /** The text that `match` looks in; only asked when a fault has one. */
  text?: (() => string | undefined) | undefined;
}

/** The faults that are waiting to strike. */
export interface FaultBox {
  add(...faults: Fault[]): void;
  /**
   * Takes the first fault for this stage and site, if any; `applies` can decline one, which then stays in the box.
   * A request suffers at most one fault of each stage, so that faults injected together strike one after the other.
   */
  take<S extends Stage>(
    stage: S,
    site: FaultSite,
    applies?: (fault: FaultAt<S>) => boolean,
  ): FaultAt<S> | undefined;
  /** What is still waiting, as it was added. */
  waiting(): Fault[];
  clear(): void;
}

interface Armed {
  fault: Fault;
  left: number;
  toSkip: number;
}

/** The one place where faults are matched with what happens. */
export function createFaultBox(): FaultBox {
  let armed: Armed[] = [];

  const isFor = <S extends Stage>(fault: Fault, stage: S, site: FaultSite): fault is FaultAt<S> => {
    const spec: KindSpec = faultKinds[fault.kind];
    if (spec.stage !== stage || !spec.services.includes(site.service)) return false;
    if ((fault.service ?? "*") !== "*" && fault.service !== site.service) return false;
    if ((fault.operation ?? "*") !== "*" && fault.operation !== site.operation) return false;
    return fault.match === undefined || (site.text?.() ?? "").includes(fault.match);
  };

  const strike = (entry: Armed): boolean => {
    if (entry.toSkip > 0) {
      entry.toSkip -= 1;
      return false;
    }
    entry.left -= 1;
    if (entry.left <= 0) armed = armed.filter((other) => other !== entry);
    return true;
  };

  return {
    add(...faults) {
      for (const given of faults) {
        const fault = parseFault(given);
        const left = (fault.times ?? 1) === 0 ? Number.POSITIVE_INFINITY : (fault.times ?? 1);
        armed.push({ fault, left, toSkip: fault.skip ?? 0 });
      }
    },
    take<S extends Stage>(stage: S, site: FaultSite, applies?: (fault: FaultAt<S>) => boolean) {
      for (const entry of armed) {
        const { fault } = entry;
        if (!isFor(fault, stage, site)) continue;
        if (applies && !applies(fault)) continue;
        if (strike(entry)) return fault;
      }
      return undefined;
    },
    waiting: () => armed.map((entry) => entry.fault),
    clear() {
      armed = [];
    },
  };
}

/** The fault, if it is of this kind. */
export function faultOf<K extends Fault["kind"]>(
  fault: Fault | undefined,
  kind: K,
): Extract<Fault, { kind: K }> | undefined {
  const isKind = (candidate: Fault): candidate is Extract<Fault, { kind: K }> => candidate.kind === kind;
  return fault && isKind(fault) ? fault : undefined;
}
