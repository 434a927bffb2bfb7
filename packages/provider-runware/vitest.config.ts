import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@unikrea/source"] },
  ssr: { resolve: { conditions: ["@unikrea/source"] } },
  test: { name: "provider-runware", include: ["test/**/*.test.ts"] },
});
