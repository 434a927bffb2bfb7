import { faultOf } from "../fault/box.ts";
import type { FaultAt } from "../fault/fault.ts";
import type { Artwork } from "../image/artwork.ts";
import type { World } from "../world.ts";
import { gatewayErrors } from "./error.ts";
import { type GatewayOptions, retryDelay } from "./gateway-option.ts";
import type { RunResult } from "./record.ts";
import type { CloudflareSwitches } from "./switch.ts";

/** What became of the work behind the gateway. */
export interface Upstream {
  endAtMs: number;
  /** When the provider bills; more than once when it worked more than once. */
  billedAtMs: number[];
  error?: RunResult;
}

/** What the provider does with an order that has passed every check, and the gateway's own retries around it. */
export function callUpstream(
  world: World,
  switches: CloudflareSwitches,
  gateway: GatewayOptions,
  artwork: Artwork,
  fault: FaultAt<"job"> | undefined,
  nowMs: number,
): Upstream {
  const usualMs = world.latency(artwork.model);
  if (faultOf(fault, "stuck")) return { endAtMs: Number.POSITIVE_INFINITY, billedAtMs: [] };
  const moderated = faultOf(fault, "moderated");
  if (moderated) {
    const error = {
      ...gatewayErrors.moderated,
      ...(moderated.message === undefined ? {} : { message: moderated.message }),
    };
    return { endAtMs: nowMs + Math.round(usualMs / 2), billedAtMs: [], error: { kind: "refused", error } };
  }
  const failed = faultOf(fault, "job-failed");
  if (failed) {
    const message = failed.message ?? "The generation service failed.";
    const error = { code: Number(failed.code) || 10000, message };
    return {
      endAtMs: nowMs + (failed.afterMs ?? Math.round(usualMs / 2)),
      billedAtMs: [],
      error: { kind: "failed", error },
    };
  }

  const broken = faultOf(fault, "upstream-error");
  const failures = broken ? (broken.failures ?? 1) : 0;
  const attempts = Math.min(5, Math.max(1, gateway.maxAttempts ?? switches.gatewayMaxAttempts ?? 1));
  const billedAtMs: number[] = [];
  let endAtMs = nowMs;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    endAtMs += attempt === 1 ? usualMs : retryDelay(gateway, attempt) + world.latency(artwork.model);
    billedAtMs.push(endAtMs);
    if (attempt > failures) break;
  }
  if (failures >= attempts) {
    return { endAtMs, billedAtMs, error: { kind: "refused", error: gatewayErrors["upstream-error"] } };
  }
  const twice = faultOf(fault, "executed-twice");
  for (let extra = 1; extra < (twice ? (twice.runs ?? 2) : 1); extra += 1) billedAtMs.push(endAtMs);
  return { endAtMs, billedAtMs };
}
