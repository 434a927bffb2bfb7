import type { Cell } from "./cell.ts";
import type { Variants } from "./exchange.ts";
import { aim, cellsOf } from "./make.ts";
import { type Mode, serviceOf } from "./mode.ts";

const DELIVERIES: Variants = {
  lost: { kind: "webhook-lost" },
  twice: { kind: "webhook-repeated", deliveries: 2 },
  "five-times": { kind: "webhook-repeated" },
  "a-second-late": { kind: "webhook-late", delayMs: 1000 },
  "ten-minutes-late": { kind: "webhook-late", delayMs: 600_000 },
  early: { kind: "webhook-early" },
  forged: { kind: "webhook-forged" },
  "of-another-job": { kind: "webhook-wrong-job" },
};

/** The services are told to call an address. Nobody listens there but the harness, so nothing may depend on it. */
export function webhookCells(mode: Mode): Cell[] {
  const service = serviceOf(mode);
  // Runs of Cloudflare have none unless they are in the background, which is not known to work for Krea's models.
  if (service === "cloudflare") return [];
  return cellsOf({ mode, phase: "webhook", more: { isHooked: true } }, DELIVERIES, (fault, { match }) => [
    aim(fault, { service, match }),
  ]);
}
