import type { ImageProvider, Plan } from "@unikrea/core";
import { EXIT_CODES, type ExitCode } from "./exit-code.ts";

/**
 * What generate would end with where nobody would be asked: the reason of those that come nearest to it, as core says it.
 *
 * @param asked whom generate would ask, had nothing stood in the way
 */
export function planExitCode({ order, providers }: Plan, asked: readonly ImageProvider[]): ExitCode {
  if (order.length > 0) return EXIT_CODES.ok;
  // Whoever cannot honour the request has nothing to be sent.
  const able = asked.filter(({ id }) =>
    providers.some(({ provider, wire }) => provider === id && wire.length > 0),
  );
  if (able.length === 0) return EXIT_CODES.usage;
  // With a key, the price is in the way.
  return able.some((provider) => provider.hasCredentials()) ? EXIT_CODES.failed : EXIT_CODES.credentials;
}
