/**
 * How the emulator is started for these tests. It retries by itself and answers equal requests from its cache, unless it
 * is told otherwise: if we forgot to say so, the bill would show it.
 */
export const EMULATOR_OPTIONS = {
  latencyMs: { "krea-2-medium": 0, "krea-2-large": 0, "krea-2-medium-turbo": 0 },
  images: "plain",
  cloudflare: { gatewayMaxAttempts: 5, cache: "sticky" },
} as const;
