import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** The tests that run inside workerd, with the runtime's own AI binding in front of our emulator. */
export default defineConfig({
  resolve: { conditions: ["@unikrea/source"] },
  ssr: { resolve: { conditions: ["@unikrea/source"] } },
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: "./test/workerd/worker.ts",
      remoteBindings: false,
      miniflare: {
        compatibilityDate: "2026-10-01",
        // The binding's requests go to this URL instead of Cloudflare. Its type is branded, and nothing else makes one.
        ai: { binding: "AI", remoteProxyConnectionString: new URL(inject("emulator")) as never },
      },
    })),
  ],
  test: {
    name: "provider-cloudflare workerd",
    include: ["test/workerd/*.test.ts"],
    globalSetup: ["./test/workerd/start-emulator.ts"],
  },
});
