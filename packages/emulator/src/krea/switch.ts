/** A step of Krea's checks on a submit. The real order is not known. */
export type KreaCheck = "auth" | "model" | "body" | "balance" | "concurrency";

/** Choices where Krea's documents disagree or are silent; every default is the safest reading. */
export interface KreaSwitches {
  /** The OpenAPI document says 400, live tests saw 422. @default 422 */
  validationStatus?: 422 | 400;
  /** OpenAPI of 2026-10-09: 0 to 1; newer prose: −2 to 2. @default [0, 1] */
  styleStrengthRange?: readonly [minimum: number, maximum: number];
  /** OpenAPI of 2026-10-09: 0 to 1; newer prose: −0.5 to 1.5. @default [0, 1] */
  moodboardStrengthRange?: readonly [minimum: number, maximum: number];
  /** Accepts `presetStyles` and `imageStyleRefs`, whose sunset was 2026-06-19. @default false */
  allowAliases?: boolean;
  /** Jobs that run at once; further ones are backlogged. Krea publishes no number. @default unlimited */
  concurrency?: number;
  /** Jobs that may wait in the backlog; beyond it a submit is answered 429. @default unlimited */
  backlog?: number;
  /** The order of checks. @default auth, model, body, balance, concurrency */
  checkOrder?: readonly KreaCheck[];
  /** The shape of `result.urls` of a finished job: all three occur in Krea's specs. @default "strings" */
  urls?: "strings" | "objects" | "map";
  /** Where a failed job tells why: newer specs have a top-level `error`, older prose `result.error`. @default "error" */
  failureDetail?: "error" | "result.error";
  /** What `result` is before there is one; all three were seen. @default "null" */
  pendingResult?: "null" | "empty" | "absent";
  /** Some finished jobs were seen without `completed_at`. @default true */
  completedAt?: boolean;
  /** Medium and large show a preview URL while `intermediate-complete`. @default true */
  previews?: boolean;
  /** The undeclared `type` of a job. The value for Krea 2 is unknown: without it, `types=` matches no job. @default absent */
  jobType?: string;
  /** Marks the models as deprecated: headers until `sunset` (YYYY-MM-DD), 410 from then on. */
  deprecated?: { sunset: string; replacement?: string; migrationUrl?: string };
  /** Also delivers the webhook when a backlogged job starts, as one docs page says. @default false */
  webhookOnStart?: boolean;
  /** How often each webhook is delivered. @default 1 */
  webhookDeliveries?: number;
  /** Largest upload in bytes. @default 75,000,000 (OpenAPI: 75 MB) */
  assetLimitBytes?: number;
}
