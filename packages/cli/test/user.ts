import { type LedgerKind, ledgerFolder } from "../src/ledger-folder.ts";
import { fakeTerminal } from "./fake-terminal.ts";

/** A user, whose every command has a terminal of its own and the same home. */
export function user(env: Record<string, string> = {}) {
  const { home, terminal } = fakeTerminal(env);
  const again = () => fakeTerminal({ HOME: home, LOCALAPPDATA: home, ...env });
  return {
    again,
    home,
    run: (...args: string[]) => again().run(...args),
    folder: (kind: LedgerKind) => ledgerFolder(terminal, kind),
    async jobs(...flags: string[]) {
      const { jobs } = (await again().run("jobs", "--json", ...flags)).json();
      return jobs as Record<string, unknown>[];
    },
  };
}
