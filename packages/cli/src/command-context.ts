import type { ExitCode } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly isJson: boolean;
  /** Sets what the process ends with. Left alone it is 0. */
  exitWith(code: ExitCode): void;
}
