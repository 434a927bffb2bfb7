import { availableParallelism } from "node:os";
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
    // Many tests wait for processes and sockets, so that also a machine of two cores has use for two at once.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
