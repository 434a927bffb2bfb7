import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      "packages/*/vitest*.config.ts",
      "scripts/vitest.config.ts",
      "live/vitest.config.ts",
      "chaos/vitest.config.ts",
    ],
    reporters: ["default"],
  },
});
