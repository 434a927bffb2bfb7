/**
 * The `unikrea` command as a function, for tests and for programs that want to be it.
 *
 * @module
 */
export { EXIT_CODES, type ExitCode } from "./exit-code.ts";
export { run } from "./run.ts";
export type { Terminal } from "./terminal.ts";
