import type { Operation } from "../journal.ts";
import type { Service } from "../model.ts";
import type { FaultKind, FaultParameters, KindAt } from "./kind.ts";
import type { Stage } from "./kind-spec.ts";

/** Which requests a fault strikes, and how often. */
export interface FaultTarget {
  /** @default "*" every service */
  service?: Service | "*";
  /** @default "*" every operation. Faults of a job, a webhook or a file only look at their own operation. */
  operation?: Operation | "*";
  /** Strikes this many times, then is spent; 0 strikes forever. @default 1 */
  times?: number;
  /** Lets this many matching requests pass first. @default 0 */
  skip?: number;
  /** Only where this text occurs in the request body or, for polls and downloads, in the prompt of the job. */
  match?: string;
}

/** One scripted fault. */
export type Fault = { [Kind in FaultKind]: FaultTarget & { kind: Kind } & FaultParameters[Kind] }[FaultKind];

/** The faults that strike at stage `S`. */
export type FaultAt<S extends Stage> = Extract<Fault, { kind: KindAt<S> }>;
