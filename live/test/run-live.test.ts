import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, type EmulatorOptions } from "@unikrea/emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHECKS } from "../checks.ts";
import { KNOWN_ANSWERS } from "../emulation/known-answers.ts";
import { virtualClock } from "../emulation/virtual-clock.ts";
import { runLive } from "../run-live.ts";
import { readVerified } from "../runner/verified.ts";

const KEYS = {
  KREA_API_TOKEN: "krea-id:krea-canary-1",
  CLOUDFLARE_ACCOUNT_ID: "c0ffee00c0ffee00c0ffee00c0ffee00",
  CLOUDFLARE_API_TOKEN: "cloudflare-canary-2",
  RUNWARE_API_KEY: "runware-canary-3",
};
const CANARY = /canary|c0ffee00/;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The command before an emulator that passes for the services, in virtual time. */
function stage(
  environment: Record<string, string>,
  options: EmulatorOptions & { isOpenlyEmulated?: boolean } = {},
) {
  const clock = virtualClock(Date.UTC(2026, 10, 21, 12));
  const emulator = createEmulator({
    images: "plain",
    clock: { now: clock.wallTime, setTimer: clock.setTimer },
    ...options,
  });
  const lines: string[] = [];
  const out = join(folder, "docs", "verified.md");
  const specimens = join(folder, "specimens.json");
  const world = {
    environment,
    clock,
    print: (line: string) => void lines.push(line),
    defaultOut: out,
    defaultSpecimens: specimens,
    async fetch(url: string, init?: RequestInit) {
      const isLink = !new Headers(init?.headers).has("authorization");
      const answer = await (isLink ? clock.hold(emulator.fetch(url, init)) : emulator.fetch(url, init));
      const headers = new Headers(answer.headers);
      headers.set("date", new Date(clock.wallTime()).toUTCString());
      if (!options.isOpenlyEmulated) headers.delete("server");
      return new Response(answer.body, { status: answer.status, headers });
    },
  };
  return {
    ...{ emulator, out, specimens, clock },
    text: () => lines.join("\n"),
    run: (...args: string[]) => clock.run(runLive(args, world)),
  };
}

describe("nothing is sent", () => {
  it("without keys, and it is no failure", async () => {
    const { run, emulator, out, text } = stage({});
    expect(await run("--yes")).toBe(0);
    expect(text()).toMatch(/SKIPPED, nothing was sent: there is no key/);
    expect([emulator.requests(), existsSync(out)]).toStrictEqual([[], false]);
  });

  it("without --yes", async () => {
    const { run, emulator, text } = stage(KEYS);
    expect(await run()).toBe(2);
    expect(text()).toMatch(/run {2}krea\.end-to-end +\$0\.0150/);
    expect(text()).toMatch(/wants --yes/);
    expect(emulator.requests()).toStrictEqual([]);
  });

  it.each([
    ["when the worst case is over the cap", ["--yes", "--max-usd", "0.5"], /over the cap/],
    ["for a check that does not exist", ["--yes", "--only", "krea.nothing"], /there is no krea\.nothing/],
    ["for an option that does not exist", ["--yes", "--force"], /--force/],
  ])("%s", async (_, args, says) => {
    const { run, emulator, text } = stage(KEYS);
    expect(await run(...args)).toBe(2);
    expect(text()).toMatch(says);
    expect(emulator.requests()).toStrictEqual([]);
  });

  it("over the report of an emulator", async () => {
    const { run, emulator, out, text } = stage(KEYS);
    await stage({}).run("--emulator", "--only", "krea.early-poll", "--out", out);
    expect(await run("--yes")).toBe(2);
    expect(text()).toMatch(/a report of the emulator/);
    expect(emulator.requests()).toStrictEqual([]);
  });
});

it("writes all facts down with nothing to run, when it is told where", async () => {
  const { run, out } = stage({});
  expect(await run("--out", out)).toBe(0);
  expect(readVerified(readFileSync(out, "utf8")).map(({ verdict }) => verdict)).toStrictEqual(
    CHECKS.map(() => "not checked"),
  );
});

it("runs everything that it has keys for, and keeps every secret", { timeout: 30_000 }, async () => {
  const { run, emulator, out, specimens, text } = stage(KEYS);
  const fixtures = join(folder, "fixtures");
  await run("--yes", "--fixtures", fixtures);

  const rows = readVerified(readFileSync(out, "utf8"));
  const ran = rows.filter(({ date }) => date === "2026-11-21");
  expect(rows.length).toBe(CHECKS.length);
  expect(ran.length).toBe(
    CHECKS.filter(({ needs = [] }) => needs.every((need) => need === "patience")).length,
  );
  expect(ran.filter(({ observed }) => /the check broke|stopped/.test(observed))).toStrictEqual([]);
  // Side by side on one account, the checks must not get into each other's way.
  const plain = Object.entries(KNOWN_ANSWERS).filter(([, known]) => Object.keys(known).length === 1);
  const verdicts = new Map(ran.map(({ id, verdict }) => [id, verdict]));
  const disturbed = plain.filter(([id, { verdict }]) => verdicts.has(id) && verdicts.get(id) !== verdict);
  expect(disturbed).toStrictEqual([]);

  const reserved = Number(/\$([\d.]+) were reserved/.exec(text())?.[1]);
  expect(emulator.bill().totalUsd).toBeLessThanOrEqual(reserved);
  expect(reserved).toBeLessThanOrEqual(5);

  const files = [out, ...readdirSync(fixtures).map((name) => join(fixtures, name))];
  expect(files.length).toBeGreaterThan(80);
  for (const file of files) expect(readFileSync(file, "utf8")).not.toMatch(CANARY);
  expect(text()).not.toMatch(CANARY);
  expect(statSync(specimens).mode & 0o777).toBe(0o600);
});

it("stops hard at the cap, and says so", async () => {
  const { run, emulator, out, text } = stage(KEYS);
  expect(
    await run(
      "--yes",
      "--max-usd",
      "0.04",
      "--only",
      "krea.early-poll,krea.idempotency-key,krea.three-to-four",
    ),
  ).toBe(0);
  expect(emulator.bill().totalMicroUsd).toBeLessThanOrEqual(40_000);
  expect(emulator.requests().filter(({ operation }) => operation === "submit").length).toBe(2);
  expect(text()).toMatch(/inconclusive krea\.idempotency-key.*stopped, the cap of \$0\.0400 would be passed/);
  expect(readFileSync(out, "utf8")).toMatch(/`krea\.three-to-four`\].* inconclusive /);
});

it("merges what a later run finds, and looks at what an earlier one has left", async () => {
  const { run, out, clock } = stage(KEYS);
  await run("--yes", "--only", "runware.price,runware.link-lifetime");
  const before = readVerified(readFileSync(out, "utf8"));
  expect(before.find(({ id }) => id === "runware.link-lifetime")?.verdict).toBe("inconclusive");
  clock.skip(25 * 3_600_000);
  await run("--yes", "--only", "runware.link-lifetime,runware.details-retention");
  const after = new Map(readVerified(readFileSync(out, "utf8")).map((row) => [row.id, row]));
  expect(after.get("runware.link-lifetime")).toMatchObject({ verdict: "confirmed", date: "2026-11-22" });
  expect(after.get("runware.details-retention")).toMatchObject({ verdict: "confirmed", date: "2026-11-22" });
  expect(after.get("runware.price")).toMatchObject({ verdict: "confirmed", date: "2026-11-21" });
});

it("fails, and says why, when a service does the opposite of what the code relies on", async () => {
  const { run, text } = stage(KEYS, { runware: { conflictWindowMs: 0 } });
  expect(await run("--yes", "--only", "runware.conflict-async")).toBe(1);
  expect(text()).toMatch(/THE CODE RELIES ON "YES": A lost submission is sent again/);
});

it("reports nothing that an emulator has said", async () => {
  const { run, out, specimens, text } = stage(KEYS, { isOpenlyEmulated: true });
  await run("--yes", "--only", "krea.job-type");
  expect(text()).toMatch(/An emulator answered, so there is no report/);
  expect([existsSync(out), existsSync(specimens)]).toStrictEqual([false, false]);
});

it("leaves a broken file of specimens aside", async () => {
  const { run, specimens, text } = stage(KEYS);
  writeFileSync(specimens, "{ not json");
  expect(await run("--yes", "--only", "cloudflare.link-dies")).toBe(0);
  expect(text()).toMatch(/no earlier run has left a link/);
});

it("runs all checks on the emulator, which needs no key and no --yes", { timeout: 30_000 }, async () => {
  const { run, emulator, text } = stage({});
  expect(await run("--emulator")).toBe(0);
  expect(text()).toContain(
    `${CHECKS.length} checks against the emulator, 0 with another answer than is known.`,
  );
  expect(emulator.requests()).toStrictEqual([]);
});
