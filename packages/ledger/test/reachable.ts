import { randomUUID } from "node:crypto";

/** Whether the server answers; if not, says aloud which tests are skipped and how to have them. */
export async function isReachable(
  what: string,
  variable: string,
  ask: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    console.warn(
      `SKIPPED: the ledger's ${what} tests. No server (${reason}). Start one, or set ${variable} to its URL.`,
    );
    return false;
  }
}

/** A prefix that no other run has. */
export const newPrefix = () => `unikrea_test_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
