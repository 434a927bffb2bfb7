import { createServer } from "node:net";
import type { EmulatorServer } from "@unikrea/emulator";
import { vi } from "vitest";

const VARIABLES = [
  "KREA_API_TOKEN",
  "KREA_API_KEY",
  "KREA_BASE_URL",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ACCOUNT_ID",
  "CLOUDFLARE_BASE_URL",
  "RUNWARE_API_KEY",
  "RUNWARE_BASE_URL",
];

/** An environment without a key, whatever the machine's says. */
export function clearEnvironment(): void {
  for (const variable of VARIABLES) vi.stubEnv(variable, undefined);
}

/** The environment that `unikrea emulate` tells its user to set. */
export function pointAt({ urls }: EmulatorServer, key = "emulated"): void {
  vi.stubEnv("KREA_BASE_URL", urls.krea.baseUrl);
  vi.stubEnv("KREA_API_TOKEN", key);
  vi.stubEnv("CLOUDFLARE_BASE_URL", urls.cloudflare.baseUrl);
  vi.stubEnv("CLOUDFLARE_API_TOKEN", key);
  vi.stubEnv("CLOUDFLARE_ACCOUNT_ID", "0".repeat(32));
  vi.stubEnv("RUNWARE_BASE_URL", urls.runware.baseUrl);
  vi.stubEnv("RUNWARE_API_KEY", key);
}

/** An address on this machine where nobody listens: a port that was free a moment ago. */
export async function deadOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 1}`;
}
