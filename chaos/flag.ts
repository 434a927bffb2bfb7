import { parseArgs } from "node:util";

/** What a run is asked for. */
export interface Flags {
  readonly seed: number;
  /** Plays every cell so often, each time with other seeds. */
  readonly rounds: number;
  /** Every cell, the rarer ones included. */
  readonly isWhole: boolean;
  readonly workers: number;
  /** One cell alone, played with `seed` itself. */
  readonly cell: string | undefined;
  readonly isVirtual: boolean;
  /** Pictures that are asked for by the virtual engine, or a few more. */
  readonly requests: number;
  readonly isTrusting: boolean;
  readonly isJson: boolean;
  readonly isList: boolean;
}

export const USAGE = `pnpm chaos [flags]

Without flags: every fault, phase and provider mode over real sockets, ours beside the naive loop. Of several pictures,
budgets and two processes a sample, as the seed has it.

  --seed N          another run; with --cell the seed that a finding names
  --cell NAME       one cell alone, as --list names it, or virtual/SEED
  --list            the names of all cells
  --whole           all cells instead of a sample
  --nightly         ten whole rounds over sockets, or 1,000,000 requests with --virtual
  --virtual         random faults in virtual time instead of sockets
  --requests N      pictures that are asked for in virtual time, 20,000 unless told
  --trusting        ours with what is off by default: krea's trustAbsence and cloudflare's resubmit
  --workers N       threads, 2 unless told
  --json            one line of JSON instead of the table`;

const NIGHTLY = { rounds: 10, requests: 1_000_000 };

/** @throws for a flag that does not exist, or a value that is no number */
export function readFlags(args: readonly string[]): Flags {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    // `pnpm chaos -- --json` hands the dashes on.
    args: args.filter((arg) => arg !== "--"),
    options: {
      ...{ seed: text, cell: text, requests: text, workers: text, json: { type: "boolean" } },
      ...{ nightly: { type: "boolean" }, virtual: { type: "boolean" }, list: { type: "boolean" } },
      ...{ trusting: { type: "boolean" }, whole: { type: "boolean" } },
    },
  });
  const number = (name: string, value: string | undefined, usual: number) => {
    const read = value === undefined ? usual : Number(value);
    if (Number.isSafeInteger(read) && read >= 0) return read;
    throw new Error(`--${name}: expected an integer of 0 or more, got ${value}`);
  };
  const { nightly: isNightly = false } = values;
  return {
    seed: number("seed", values.seed, 1),
    rounds: isNightly ? NIGHTLY.rounds : 1,
    isWhole: isNightly || (values.whole ?? false),
    workers: Math.max(number("workers", values.workers, 2), 1),
    cell: values.cell,
    isVirtual: values.virtual ?? false,
    requests: number("requests", values.requests, isNightly ? NIGHTLY.requests : 20_000),
    isTrusting: values.trusting ?? false,
    isJson: values.json ?? false,
    isList: values.list ?? false,
  };
}
