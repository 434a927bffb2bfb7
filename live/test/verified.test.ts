import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { CHECKS } from "../checks.ts";
import { isEmulatedReport, mergeRows, readVerified, renderVerified, rowOf } from "../runner/verified.ts";

const [first, second] = CHECKS;
if (!first || !second) throw new Error("there are checks");
const TODAY = "2026-11-22";
const seen = (
  verdict: "confirmed" | "refuted" | "inconclusive",
  observed = "this",
  check = first,
  date = "2026-11-21",
) => rowOf({ check, verdict, observed }, date);

it("names every fact, also those that were never checked", () => {
  const text = renderVerified(CHECKS, [], { today: TODAY });
  for (const { id } of CHECKS) expect(text).toContain(`| <a id="${id}"></a>[\`${id}\`](`);
  const counts = `0 confirmed, 0 refuted, 0 inconclusive, ${CHECKS.length} not checked, of ${CHECKS.length}.`;
  expect(text).toContain(`on ${TODAY}, and never by hand: ${counts}`);
  expect(text).toContain("No service has been asked yet");
  expect(renderVerified(CHECKS, [seen("confirmed")], { today: TODAY })).not.toContain("No service has been");
});

it("says of each fact how it is asked, what that costs at most, and where the code for it is", () => {
  const text = renderVerified(CHECKS, [], { today: TODAY });
  const files = [...text.matchAll(/\]\(\.\.\/live\/(check\/[\w/-]+\.ts)\)/g)].map(([, file = ""]) => file);
  expect(files).toHaveLength(CHECKS.length);
  expect(files.filter((file) => !existsSync(new URL(`../${file}`, import.meta.url)))).toStrictEqual([]);
  expect(text).toContain(
    "Sends one task twice under one UUID, ten minutes apart. ($0.0300; wants ten minutes)",
  );
  expect(text).toContain("Sends 40 free reads at once. (free)");
});

it("reads back what it wrote, whatever a service has said", () => {
  const row = seen(
    "refuted",
    "a | b \\| c\n`d` <script>&amp;</script> \r\n| `krea.fake` | x | confirmed | y | z | w |",
  );
  const text = renderVerified(CHECKS, [row], { today: TODAY });
  const [read, ...others] = readVerified(text).filter(({ verdict }) => verdict !== "not checked");
  expect(read).toStrictEqual(row);
  expect(others).toStrictEqual([]);
  expect(text).not.toContain("<script>");
  expect(renderVerified(CHECKS, readVerified(text), { today: TODAY })).toBe(text);
});

it.each([
  ["a new verdict replaces an old one", "confirmed", "refuted", "refuted"],
  ["a settled fact stays settled when today cannot tell", "confirmed", "inconclusive", "confirmed"],
  ["what could not be told is told now", "inconclusive", "confirmed", "confirmed"],
  ["the latest that cannot tell is kept", "inconclusive", "inconclusive", "inconclusive"],
] as const)("merges by id: %s", (_, before, today, after) => {
  const merged = mergeRows(
    [seen(before, "before", first, "2026-11-20"), seen("refuted", "other", second)],
    [seen(today, "today")],
  );
  const isOld = after !== today;
  expect(merged).toStrictEqual([
    seen(after, isOld ? "before" : "today", first, isOld ? "2026-11-20" : "2026-11-21"),
    seen("refuted", "other", second),
  ]);
});

it("says it loudly when the code relies on the opposite", () => {
  expect(renderVerified(CHECKS, [seen("refuted")], { today: TODAY })).toContain(
    "| **yes, which is wrong**. ",
  );
  expect(renderVerified(CHECKS, [seen("confirmed")], { today: TODAY })).not.toContain("which is wrong");
});

it("drops rows of checks that are no more", () => {
  const gone = { id: "krea.gone", verdict: "confirmed", date: "2026-01-01", observed: "x" };
  expect(renderVerified(CHECKS, [gone], { today: TODAY })).not.toContain("krea.gone");
});

it("marks what an emulator has said", () => {
  expect(isEmulatedReport(renderVerified(CHECKS, [], { today: TODAY, isEmulated: true }))).toBe(true);
  expect(isEmulatedReport(renderVerified(CHECKS, [], { today: TODAY }))).toBe(false);
});
