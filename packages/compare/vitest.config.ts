import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@unikrea/source"] },
  ssr: { resolve: { conditions: ["@unikrea/source"] } },
  test: { name: "compare", include: ["test/**/*.test.ts"] },
});
