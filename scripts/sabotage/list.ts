import { CLOUDFLARE } from "./cloudflare.ts";
import { CORE_LEDGER } from "./core-ledger.ts";
import { CORE_MONEY } from "./core-money.ts";
import { CORE_SERVICE } from "./core-service.ts";
import { CORE_WIRE } from "./core-wire.ts";
import { KREA } from "./krea.ts";
import { RUNWARE } from "./runware.ts";
import type { Sabotage } from "./sabotage.ts";

/** All of them, in the order in which they are done. */
export const SABOTAGES: readonly Sabotage[] = [
  ...CORE_MONEY,
  ...CORE_LEDGER,
  ...CORE_SERVICE,
  ...CORE_WIRE,
  ...CLOUDFLARE,
  ...RUNWARE,
  ...KREA,
];
