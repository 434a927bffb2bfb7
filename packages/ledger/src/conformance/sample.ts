import type { LedgerRecord } from "@unikrea/core/ledger";

/** A record with what stores have stumbled over: quotes, line breaks, other alphabets, an emoji, a zero byte. */
export const sampleRecord = (id: string, changes: Partial<LedgerRecord> = {}): LedgerRecord => ({
  v: 1,
  id,
  version: 1,
  state: "submitting",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  request: {
    model: "krea-2-medium",
    prompt: "a “lighthouse” in 'fog'\n\t\\ ∕ 灯塔 🗼 \u0000 \ud800 {}",
    aspectRatio: "1:1",
    resolution: "1K",
    creativity: "medium",
    references: [{ image: { kind: "digest", sha256: "0".repeat(64) }, strength: 0.5 }],
    sliders: { intensity: 0, complexity: 0, movement: -100 },
    styles: [],
    n: 1,
    providerOptions: {},
  },
  job: {
    v: 1,
    id,
    model: "krea-2-medium",
    aspectRatio: "1:1",
    warnings: [],
    parts: [
      {
        provider: "krea",
        key: "k",
        index: 0,
        n: 1,
        submittedAt: "2026-01-01T00:00:00.000Z",
        token: { job_id: "42", list: [null, true] },
      },
    ],
  },
  heldMicroUsd: 30_000,
  ...changes,
});
