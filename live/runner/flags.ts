import { parseArgs } from "node:util";

/** What was asked for on the command line. */
export interface Flags {
  readonly capMicroUsd: number;
  readonly only: readonly string[];
  readonly isAgreed: boolean;
  readonly isQuick: boolean;
  readonly isModeration: boolean;
  readonly isEmulator: boolean;
  readonly isHelp: boolean;
  readonly webhookUrl?: string | undefined;
  readonly webhookPort: number;
  readonly fixtures?: string | undefined;
  /** As it was given; without it the default of the run. */
  readonly out?: string | undefined;
  readonly specimens?: string | undefined;
}

/** Thrown for a command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `pnpm live: asks the live services what their documents do not say.

  --yes               spend money; without it the plan is printed and nothing is sent
  --max-usd N         the cap in dollars (5); a request that could pass it is not sent
  --only A,B          ids of checks, or providers; may be repeated
  --quick             leave out what waits for minutes
  --moderation        also send a prompt that is meant to be refused (it may count against the account)
  --webhook-url URL   a public https address that leads to --webhook-port of this machine
  --webhook-port N    where webhooks come in, on 127.0.0.1 (8788)
  --fixtures DIR      write scrubbed recordings of requests and answers there
  --out FILE          the report, merged with an earlier one (docs/verified.md)
  --specimens FILE    finished jobs for later runs to look at (live/.specimens.json)
  --emulator          against the emulator in this process: no key, no money, known answers

Keys: KREA_API_TOKEN (or KREA_API_KEY), CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN, RUNWARE_API_KEY;
KREA_SECOND_API_TOKEN for a second key of the same workspace.`;

/** Reads the command line. @throws {UsageError} */
export function parseFlags(args: readonly string[]): Flags {
  const { values } = parse(args);
  const cap = Number(values["max-usd"]);
  if (!(cap >= 0 && cap <= 1000)) throw new UsageError("--max-usd: expected dollars, 0…1000");
  const port = Number(values["webhook-port"]);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
    throw new UsageError("--webhook-port: expected 1…65535");
  const url = values["webhook-url"];
  if (url !== undefined && !(URL.canParse(url) && new URL(url).protocol === "https:"))
    throw new UsageError("--webhook-url: expected an https address");
  return {
    capMicroUsd: Math.round(cap * 1e6),
    only: values.only.flatMap((names) => names.split(",")).filter(Boolean),
    isAgreed: values.yes,
    isQuick: values.quick,
    isModeration: values.moderation,
    isEmulator: values.emulator,
    isHelp: values.help,
    webhookUrl: url,
    webhookPort: port,
    fixtures: values.fixtures,
    out: values.out,
    specimens: values.specimens,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "max-usd": { type: "string", default: "5" },
        only: { type: "string", multiple: true, default: [] },
        yes: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        moderation: { type: "boolean", default: false },
        emulator: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        "webhook-url": { type: "string" },
        "webhook-port": { type: "string", default: "8788" },
        fixtures: { type: "string" },
        out: { type: "string" },
        specimens: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
