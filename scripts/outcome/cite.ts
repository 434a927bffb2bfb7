import { readFileSync } from "node:fs";
import { readVerified } from "../../live/runner/verified.ts";
import type { Evidence } from "../../packages/core/src/evidence.ts";
import { EVIDENCE as cloudflare } from "../../packages/provider-cloudflare/src/evidence.ts";
import { EVIDENCE as krea } from "../../packages/provider-krea/src/evidence.ts";
import { EVIDENCE as runware } from "../../packages/provider-runware/src/evidence.ts";

/** What each provider's lines rest on. */
export const EVIDENCE = { krea, cloudflare, runware } as const;
export type ProviderId = keyof typeof EVIDENCE;
export const PROVIDER_IDS: readonly ProviderId[] = ["krea", "cloudflare", "runware"];

const REPORT = new URL("../../docs/verified.md", import.meta.url);
const verdicts = new Map(
  readVerified(readFileSync(REPORT, "utf8")).map(({ id, verdict, date }) => [
    id,
    `${verdict} ${date}`.trim(),
  ]),
);

/** A source in words, and the checks that ask the service itself, as links to what the report says of them. */
export function cite({ source, checks = [] }: Evidence): string {
  const links = new Map<string, string[]>();
  for (const id of checks) {
    const verdict = verdicts.get(id);
    if (verdict === undefined) throw new Error(`docs/verified.md has no line for ${id}`);
    links.set(verdict, [...(links.get(verdict) ?? []), `[\`${id}\`](verified.md#${id})`]);
  }
  const said = [...links].map(([verdict, each]) => `${verdict}: ${each.join(", ")}`);
  return said.length > 0 ? `${source} (live, ${said.join("; ")})` : source;
}

/** The same of several providers, those with the same words together. */
export function citeEach(each: readonly (readonly [ProviderId, Evidence | undefined])[]): string {
  const words = new Map<string, string[]>();
  for (const [id, evidence] of each) {
    if (!evidence) continue;
    const text = cite(evidence);
    words.set(text, [...(words.get(text) ?? []), id]);
  }
  return [...words].map(([text, ids]) => `${ids.join(", ")}: ${text}`).join("; ");
}
