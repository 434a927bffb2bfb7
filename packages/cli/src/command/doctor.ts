import { isUnikreaError } from "@unikrea/core";
import { systemClock } from "@unikrea/core/provider";
import type { Command } from "commander";
import pc from "picocolors";
import type { CommandContext } from "../command-context.ts";
import { EXIT_CODES } from "../exit-code.ts";
import { inFlags } from "../flag-words.ts";
import { PROVIDER_IDS, type ProviderSetup, readSetup } from "../provider-setup.ts";

/** What is known about one provider's key. Nothing of the key itself. */
interface Diagnosis {
  readonly id: string;
  readonly state: "ready" | "no key" | "problem";
  readonly code?: string;
  readonly message: string;
}

const PROBE_TIMEOUT_MS = 10_000;

/** `unikrea doctor`: which providers have keys, and whether they work. Asks each with a key by one free read. */
export function addDoctorCommand(program: Command, { terminal, isJson, exitWith }: CommandContext): void {
  program
    .command("doctor")
    .description("which providers have keys, and what is wrong with them; one free read each")
    .action(async () => {
      const diagnoses = await Promise.all(PROVIDER_IDS.map((id) => diagnose(readSetup(id))));
      const states = diagnoses.map(({ state }) => state);
      // One that works does not excuse another that is set up and does not.
      const ok = states.includes("ready") && !states.includes("problem");
      if (isJson) terminal.out(JSON.stringify({ ok, providers: diagnoses }, null, 2));
      else for (const diagnosis of diagnoses) terminal.out(describe(diagnosis));
      if (!ok) exitWith(EXIT_CODES.credentials);
    });
}

async function diagnose({ id, state, provider, problem, needed, notice }: ProviderSetup): Promise<Diagnosis> {
  if (state === "none") return { id, state: "no key", message: `set ${needed}` };
  try {
    if (problem) throw problem;
    await provider?.probe({ clock: systemClock, timeoutMs: PROBE_TIMEOUT_MS });
    return { id, state: "ready", message: notice ?? "the service answers and takes the key" };
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    const { code, hint, retryAfterMs, issues } = error;
    const said = issues
      .map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`)
      .join("; ");
    const message = said || error.message.replace(`${id}: `, "");
    const words = inFlags(hint ? `${message} (${hint})` : message, undefined);
    const again = retryAfterMs === undefined ? "" : `; try again in ${Math.ceil(retryAfterMs / 1000)} s`;
    return { id, state: "problem", code, message: `${words}${again}` };
  }
}

const MARKS = { ready: pc.green("ready  "), "no key": pc.dim("no key "), problem: pc.red("problem") };

const describe = ({ id, state, message }: Diagnosis) => `${MARKS[state]}  ${id.padEnd(10)}  ${message}`;
