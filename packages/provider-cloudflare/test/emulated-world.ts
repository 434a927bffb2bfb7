import { createKrea2 } from "@unikrea/core";
import { type CloudflareSettings, cloudflare } from "../src/index.ts";
import { controlOf } from "./control.ts";

/** Where an emulator is, and how the provider gets there. */
export interface EmulatedDoor {
  readonly origin: string;
  readonly settings: CloudflareSettings;
}

/** A client of its own, with the controls of the emulator behind it. The emulator's log does not lag, so nobody waits. */
export function worldOf({ origin, settings }: EmulatedDoor) {
  const provider = { ...cloudflare(settings), findAfterMs: [0] };
  return { ...controlOf(origin), k2: createKrea2({ providers: [provider] }) };
}
