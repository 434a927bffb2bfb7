import process from "node:process";

/** What a command touches of the world, so that tests can stand in for it. */
export interface Terminal {
  /** Results. With `--json` exactly one document. */
  out(text: string): void;
  /** Everything that is said on the way. */
  err(text: string): void;
  /** Whether `err` goes to a person who is watching. */
  readonly isInteractive: boolean;
  /** Columns that a table may use. */
  readonly width: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Calls back when the user presses Ctrl-C or the process is asked to end. The returned function stops listening. */
  onInterrupt(callback: () => void): () => void;
}

const DEFAULT_WIDTH = 100;

/** The process's own terminal. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    isInteractive: Boolean(process.stderr.isTTY) && !process.env.CI,
    width: process.stdout.columns ?? DEFAULT_WIDTH,
    env: process.env,
    cwd: process.cwd(),
    onInterrupt(callback) {
      process.on("SIGINT", callback);
      process.on("SIGTERM", callback);
      return () => {
        process.off("SIGINT", callback);
        process.off("SIGTERM", callback);
      };
    },
  };
}
