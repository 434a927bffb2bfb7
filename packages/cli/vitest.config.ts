import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@unikrea/source"] },
  ssr: { resolve: { conditions: ["@unikrea/source"] } },
  // These run the command as it is, over sockets and in real time: a busy machine may be late.
  test: { name: "cli", include: ["test/**/*.test.ts"], testTimeout: 30_000, retry: 1 },
});
