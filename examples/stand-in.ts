// The examples run without keys: an emulator of the three services stands in for them. In your own program you would
// write krea(), cloudflare() and runware() with keys from the environment, and none of this file.
import { createKrea2 } from "@unikrea/core";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";

/** The three providers, at an emulator. */
export function providersAt(urls: Pick<EmulatorServer["urls"], "krea" | "cloudflare" | "runware">) {
  const account = { accountId: "0".repeat(32), apiToken: "emulated" };
  return [
    krea({ apiKey: "emulated", baseUrl: urls.krea.baseUrl }),
    cloudflare({ ...account, baseUrl: urls.cloudflare.baseUrl }),
    runware({ apiKey: "emulated", baseUrl: urls.runware.baseUrl }),
  ] as const;
}

/** A client whose three providers are an emulator, which runs until `close`. */
export async function standIn() {
  const server = await startEmulator({ speed: 20 });
  const k2 = createKrea2({ providers: providersAt(server.urls) });
  return { k2, server, close: () => server.close() };
}
