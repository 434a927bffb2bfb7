import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@unikrea/source"] },
  ssr: { resolve: { conditions: ["@unikrea/source"] } },
  test: { name: "provider-cloudflare", include: ["test/*.test.ts"] },
});
