import { createKrea2 } from "@unikrea/core";
import { startEmulator } from "@unikrea/emulator";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emulatedProviders } from "../src/provider-set.ts";
import type { ProviderId } from "../src/provider-setup.ts";
import { clearEnvironment } from "./environment.ts";

const JOBS = 2000;
/** Two gates of 32: one for what is sent, one for what is asked. */
const MAX_SOCKETS = 64;

const warnings: Error[] = [];
const remember = (warning: Error) => void warnings.push(warning);
beforeEach(() => {
  clearEnvironment();
  warnings.length = 0;
  process.on("warning", remember);
});
afterEach(() => {
  process.off("warning", remember);
  vi.unstubAllEnvs();
});

it.each<[ProviderId, number, number]>([
  // Asynchronous jobs are all pending at once; Cloudflare holds a request for each, so most of them wait here.
  ["krea", 2000, 1.5],
  ["runware", 2000, 1.5],
  ["cloudflare", 50, 1],
])(
  "2,000 jobs at once on %s complete over few sockets, with few requests and no warning",
  async (id, latencyMs, requestsPerJob) => {
    const server = await startEmulator({ images: "plain", latencyMs: { "krea-2-medium": latencyMs } });
    const provider = emulatedProviders(server)[id];
    const k2 = createKrea2({ providers: [provider] });
    const { signal } = new AbortController();
    const results = await Promise.all(
      Array.from({ length: JOBS }, () => k2.generate({ prompt: "a lighthouse" }, { signal })),
    );

    expect(results.filter(({ images }) => images.length === 1)).toHaveLength(JOBS);
    expect(server.bill().entries).toHaveLength(JOBS);
    expect(server.stats().peakSockets).toBeLessThanOrEqual(MAX_SOCKETS);
    expect(server.requests().length / JOBS).toBeLessThanOrEqual(requestsPerJob);
    expect(warnings).toStrictEqual([]);
    await server.close();
  },
  60_000,
);
