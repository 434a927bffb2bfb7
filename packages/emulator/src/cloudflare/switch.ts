/** Choices where Cloudflare's documents disagree or are silent; every default is the safest reading. */
export interface CloudflareSwitches {
  /** The one account that exists; others answer "no route". @default every account id is accepted */
  accountId?: string;
  /** REST answers the bare run record, as the docs print it, instead of the envelope seen live. @default false */
  bareRest?: boolean;
  /** Adds `; charset=utf-8` to the content type, which makes the binding hand out a stream. @default false */
  charset?: boolean;
  /** Unknown input keys: the schema is closed, but stripping was never ruled out. @default "refuse" */
  unknownKeys?: "refuse" | "strip";
  /**
   * `off`: only a request with a cache key is stored. `on`: identical requests too, for `cacheTtl` or five minutes.
   * `sticky`: as `on`, whatever `cacheTtl` says (observed once, 2026-10-02). @default "off"
   */
  cache?: "off" | "on" | "sticky";
  /** Background runs. The catalogue says Krea has none (`supports_async: false`). @default false */
  background?: boolean;
  /** Milliseconds until a finished run shows up in the gateway log. @default 0 */
  logLagMs?: number;
  /** Milliseconds until the row of a finished run has its `cost`, which "may lag"; Infinity for never. @default 0 */
  costLagMs?: number;
  /** Attempts that the gateway makes by itself when a request names no number: the dashboard setting. @default 1 */
  gatewayMaxAttempts?: number;
  /** Requests allowed per window and gateway; 200 a minute is documented for Unified Billing. @default unlimited */
  rateLimit?: { requests: number; windowMs: number };
  /** Krea 2 can be bought with credits; `false` answers as for a model that cannot. @default true */
  unifiedBilling?: boolean;
}
