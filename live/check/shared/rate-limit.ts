import { type Finding, no, unsure, yes } from "../../check.ts";
import type { Exchange } from "../../runner/exchange.ts";

/** Free reads sent at once. Enough for a small limit, too few to be an attack. */
const READS = 40;

/** Whether a 429 says how long to wait. Asked with free reads, so the limit on orders itself stays untouched. */
export async function rateLimit(read: () => Promise<Exchange>): Promise<Finding> {
  const answers = await Promise.all(Array.from({ length: READS }, read));
  const refused = answers.find(({ status }) => status === 429);
  const names = limitHeaders(refused ?? answers[0]);
  const words = names.length > 0 ? names.join(", ") : "no header about limits";
  if (!refused) return unsure(`${READS} reads at once brought no 429; ${words}`, answers.slice(0, 1));
  return (refused.headers.has("retry-after") ? yes : no)(`429 with ${words}`, [refused]);
}

function limitHeaders(exchange: Exchange | undefined): string[] {
  return [...(exchange?.headers ?? [])]
    .filter(([name]) => /rate-?limit|retry-after/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
}
