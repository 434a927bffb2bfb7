import * as z from "zod/mini";
import { UnikreaError } from "./error.ts";
import { LEDGER_STATES, type LedgerRecord, type StoredRequest } from "./ledger.ts";
import { parseJob } from "./parse-job.ts";
import { integerIn, matching, oneOf, optional } from "./schema.ts";

const RECORD = z.object({
  v: matching<1>((value) => value === 1, "version 1"),
  id: z.string(),
  version: integerIn(1, Number.MAX_SAFE_INTEGER),
  state: oneOf(LEDGER_STATES),
  createdAt: z.string(),
  updatedAt: z.string(),
  idempotencyKey: optional(z.string()),
  tags: optional(z.array(z.string())),
  request: matching<StoredRequest>((value) => typeof Object(value).prompt === "string", "a request"),
  job: z.unknown(),
  deliveredImages: optional(integerIn(0, Number.MAX_SAFE_INTEGER)),
  heldMicroUsd: integerIn(0, Number.MAX_SAFE_INTEGER),
});

/**
 * Reads a record that a store kept, as text or as a value.
 *
 * @throws {UnikreaError} `ledger_error`, naming the record. A record that cannot be read must never count as absent.
 */
export function parseRecord(stored: unknown, id: string): LedgerRecord {
  try {
    const { job, ...record } = z.parse(RECORD, typeof stored === "string" ? JSON.parse(stored) : stored);
    if (record.id !== id) throw new Error("it is another record");
    return { ...record, job: parseJob(job) };
  } catch (cause) {
    throw new UnikreaError("ledger_error", `The ledger's record ${id} cannot be read; it was not touched`, {
      cause,
      hint: "restore it, or remove it once you know from the provider what became of it",
    });
  }
}
