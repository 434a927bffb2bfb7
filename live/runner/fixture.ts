import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchange } from "./exchange.ts";
import type { Outcome } from "./run-checks.ts";
import { leakIn, scrubHeaders, scrubJson, scrubText } from "./scrub.ts";

/** A file to be written. The envelope is the one of the providers' own fixtures. */
export interface FixtureFile {
  readonly name: string;
  readonly text: string;
}

/** Where recordings come from. What our emulator says is never passed off as recorded. */
export type Origin = "recorded" | "constructed";

/** The files of one check: `<id>.<number>.request.json` and `….response.json`. Pure. */
export function fixtureFiles(
  { check, fixture }: Pick<Outcome, "check" | "fixture">,
  { origin, checkedOn, secrets }: { origin: Origin; checkedOn: string; secrets: readonly string[] },
): FixtureFile[] {
  return fixture.flatMap((exchange, index) => {
    const line = lineOf(exchange, secrets);
    const by = origin === "recorded" ? "pnpm live" : "our emulator";
    const file = (kind: "request" | "response", source: string, body: unknown) => {
      const envelope = {
        origin,
        source: `${by}, ${source}`,
        checkedOn,
        body: scrubJson(body, secrets) ?? null,
      };
      const text = `${JSON.stringify(envelope, null, 2)}\n`;
      const leak = leakIn(text, secrets);
      if (leak) throw new Error(`${check.id}: the scrubber left ${leak} in a fixture, so it was not written`);
      return { name: `${check.id}.${index + 1}.${kind}.json`, text };
    };
    const headers = scrubHeaders(exchange.headers, secrets).join("; ");
    return [
      ...(exchange.requestBody === undefined ? [] : [file("request", line, exchange.requestBody)]),
      file("response", `${line} answered ${exchange.status}; ${headers}`, exchange.body),
    ];
  });
}

function lineOf({ method, url }: Exchange, secrets: readonly string[]): string {
  const { hostname, pathname, search } = new URL(url);
  return scrubText(`${method} ${hostname}${pathname}${search}`, secrets);
}

/** Writes the files into a folder, over those of an earlier run. */
export function writeFixtures(folder: string, files: readonly FixtureFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
}
