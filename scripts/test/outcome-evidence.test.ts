import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../live/checks.ts";
import { readVerified } from "../../live/runner/verified.ts";
import type { Evidence } from "../../packages/core/src/evidence.ts";
import { EVIDENCE, PROVIDER_IDS } from "../outcome/cite.ts";
import { endingTable } from "../outcome/ending.ts";
import { STATUSES, statusTable } from "../outcome/status.ts";

const page = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

/** Everything that a provider's lines rest on. */
const all = PROVIDER_IDS.flatMap((id) => {
  const { statuses, lost, endings } = EVIDENCE[id];
  return [...Object.values(statuses), lost, ...Object.values(endings)].map(
    (evidence: Evidence) => [id, evidence] as const,
  );
});
const cited = all.flatMap(([id, { checks = [] }]) => checks.map((check) => [id, check] as const));

describe("evidence", () => {
  it("cites checks that there are, each of the provider whose line it is", () => {
    const known = new Set(CHECKS.map(({ id, provider }) => `${provider} ${id}`));
    expect(cited.map(([id, check]) => `${id} ${check}`).filter((name) => !known.has(name))).toStrictEqual([]);
    expect(new Set(cited.map(([, check]) => check)).size).toBeGreaterThan(25);
  });

  it("has a source in every line, and speaks of no status that the page leaves out", () => {
    expect(all.filter(([, { source }]) => source.trim() === "")).toStrictEqual([]);
    const told = PROVIDER_IDS.flatMap((id) => Object.keys(EVIDENCE[id].statuses).map(Number));
    expect(told.filter((status) => !STATUSES.includes(status))).toStrictEqual([]);
  });

  it("is there for every way in which a job can end, and only for those", () => {
    for (const id of PROVIDER_IDS) {
      const rows = endingTable().filter((line) => line.includes(`| ${id} |`));
      expect(rows).toHaveLength(Object.keys(EVIDENCE[id].endings).length);
    }
  });

  // What is billed must not rest on a check that nobody wrote: these are the facts about lost and failed orders.
  it("cites every check on which the classifier or the search for a lost order relies", () => {
    const words =
      /lost|conflict|metadata|log-|list-|one-clock|type-is-own|refused-keeps|failed-is-free|moderated/;
    const wanted = CHECKS.map(({ id }) => id).filter((id) => words.test(id) && id !== "cloudflare.log-cost");
    const known = new Set(cited.map(([, check]) => check));
    expect(wanted.filter((id) => !known.has(id))).toStrictEqual([]);
  });
});

describe("the pages", () => {
  it("lead from each citation to a line of the report", () => {
    const links = [...page("outcome-classes.md").matchAll(/\(verified\.md#([\w.-]+)\)/g)].map(([, id]) => id);
    const report = page("verified.md");
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((id) => !report.includes(`<a id="${id}"></a>`))).toStrictEqual([]);
    expect(page("money.md")).toContain("(verified.md)");
  });

  it("say of every check in the catalogue how it stands", () => {
    expect(readVerified(page("verified.md")).map(({ id }) => id)).toStrictEqual(
      PROVIDER_IDS.flatMap((id) => CHECKS.filter(({ provider }) => provider === id).map((check) => check.id)),
    );
  });

  it("have the tables as the classifier writes them today", () => {
    const text = page("outcome-classes.md");
    for (const line of [...statusTable(), ...endingTable()]) expect(text).toContain(line);
  });
});
