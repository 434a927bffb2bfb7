import type { ImageProvider } from "@unikrea/core";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";

const KEY = "canary-5f1d7c20";

/** A provider in one of the ways in which it can be used, pointed at an emulator. */
export function providerOf(mode: string, baseUrl: string): ImageProvider {
  switch (mode) {
    case "krea":
      return krea({ apiKey: KEY, baseUrl });
    case "cloudflare":
      return cloudflare({ accountId: "0123456789abcdef0123456789abcdef", apiToken: KEY, baseUrl });
    case "runware":
      return runware({ apiKey: KEY, baseUrl });
    default:
      throw new Error(`no such mode: ${mode}`);
  }
}
