import type { World } from "../world.ts";
import type { CloudflareSwitches } from "./switch.ts";

/** Counts runs per gateway in a sliding window. */
export interface RateGate {
  /** Whether one more run is allowed now; if so it is counted. */
  admits(gatewayId: string): boolean;
  clear(): void;
}

/** Makes the gate; without a limit it lets everything pass. */
export function createRateGate(world: World, { rateLimit }: CloudflareSwitches): RateGate {
  const seen = new Map<string, number[]>();
  return {
    admits(gatewayId) {
      if (!rateLimit) return true;
      const nowMs = world.clock.now();
      const recent = (seen.get(gatewayId) ?? []).filter((atMs) => atMs > nowMs - rateLimit.windowMs);
      const isAdmitted = recent.length < rateLimit.requests;
      if (isAdmitted) recent.push(nowMs);
      seen.set(gatewayId, recent);
      return isAdmitted;
    },
    clear: () => seen.clear(),
  };
}
