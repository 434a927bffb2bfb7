import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LedgerRecord } from "@unikrea/core";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { sampleRecord } from "@unikrea/ledger/conformance";
import { fileLedger } from "@unikrea/ledger/file";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, pointAt } from "./environment.ts";
import { user } from "./user.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

type Part = LedgerRecord["job"]["parts"][number];
type User = ReturnType<typeof user>;

const IMAGE = { url: "https://i.example/a.png" };
const settled = (...images: object[]): Part["outcome"] => ({ status: "settled", images, failures: [] });

interface Call {
  readonly tags?: readonly string[];
  readonly emulated?: true;
  readonly part?: Partial<Part>;
}

/** Writes calls into a user's ledger: one image each at three cents by the list, krea's, unless they say otherwise. */
async function spend(
  { folder }: User,
  calls: Readonly<Record<string, readonly Call[]>>,
  kind: "real" | "emulated" = "real",
) {
  const ledger = fileLedger({ directory: folder(kind) });
  for (const [day, ofDay] of Object.entries(calls)) {
    for (const [at, { tags, emulated, part }] of ofDay.entries()) {
      const record = sampleRecord(`${day}-${at}`, { tags });
      const known = {
        key: "k",
        provider: "krea",
        index: 0,
        n: 1,
        estimatedMicroUsd: 30_000,
        outcome: settled(IMAGE),
      };
      const parts = [{ ...known, submittedAt: `${day}T08:00:00.000Z`, ...part }];
      await ledger.create({ ...record, job: { ...record.job, emulated, parts } });
    }
  }
}

/** A month with everything that can be told apart. */
const MONTH: Readonly<Record<string, readonly Call[]>> = {
  "2026-11-01": [
    { tags: ["spring", "acme"] },
    { part: { provider: "runware", outcome: settled({ ...IMAGE, microUsd: 29_500 }) } },
  ],
  "2026-11-02": [
    { tags: ["acme"], part: { outcome: undefined, n: 2 } },
    { part: { estimatedMicroUsd: undefined, provider: "runware" } },
    { emulated: true },
  ],
};

/** A table as rows of cells. */
const cellsOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => /\S {2,}\S/.test(line))
    .map((line) => line.trim().split(/ {2,}/));

describe("costs", () => {
  it("is a table with a total, a chart, and what is in doubt", async () => {
    const me = user();
    await spend(me, MONTH);
    const { code, out, err } = await me.run("costs");
    expect(code).toBe(0);
    const [heading, , table = ""] = [out.split("\n")[0], "", out.split("\n\n")[1]];
    expect(heading).toBe(`Real money: 2026-11-01 to 2026-11-02 (UTC), from ${me.folder("real")}`);
    expect(cellsOf(table)).toStrictEqual([
      ["day", "images", "spent", "reported", "estimated", "reported − list", "at risk", "no price"],
      ["2026-11-01", "2", "$0.0595", "$0.0295", "$0.03", "−$0.0005", "$0.00", "0"],
      ["2026-11-02", "1", "unknown", "$0.00", "$0.00", "$0.06", "1"],
      ["total", "3", "≥ $0.0595", "$0.0295", "$0.03", "−$0.0005", "$0.06", "1"],
    ]);
    const chart = out.split("\n\n")[2]?.split("\n") ?? [];
    // 100 columns, less the day, the longest amount and two gaps; 0.0595 of 0.06 is nearly all of them.
    expect(chart).toStrictEqual([
      `2026-11-01  ${"█".repeat(78)}  $0.0595`,
      `2026-11-02  ${"░".repeat(79)}  unknown`,
      "█ spent  ░ at risk",
    ]);
    expect(err.split("\n")).toStrictEqual([
      "at risk: 2 images that may be billed and did not come so far, or may be billed twice; unikrea recover asks about those that did not come",
      "no price: 1 image of which nobody knows it, in no sum of dollars",
    ]);
  });

  it("is one document with --json, with what it was asked", async () => {
    const me = user();
    await spend(me, MONTH);
    const none = { images: 0, usd: 0 };
    const { code, json, err } = await me.run(
      "costs",
      "--json",
      "--by",
      "provider,tag",
      "--since",
      "2026-11-01",
      "--until",
      "2026-11-01",
    );
    expect([code, err]).toStrictEqual([0, ""]);
    const one = {
      images: 1,
      spentUsd: 0.03,
      reported: none,
      estimated: { images: 1, usd: 0.03 },
      lost: none,
    };
    const krea = { ...one, unpricedImages: 0, atRisk: none, unpricedAtRiskImages: 0, delta: none };
    const reported = { images: 1, usd: 0.0295 };
    const runware = {
      ...krea,
      spentUsd: 0.0295,
      reported,
      estimated: none,
      delta: { images: 1, usd: -0.0005 },
    };
    expect(json()).toStrictEqual({
      ...{ ok: true, emulated: false, folders: [me.folder("real")] },
      ...{ by: ["provider", "tag"], since: "2026-11-01", until: "2026-11-01" },
      ...{ isOverlapping: true, firstDay: "2026-11-01", lastDay: "2026-11-01" },
      total: { ...runware, images: 2, spentUsd: 0.0595, estimated: { images: 1, usd: 0.03 } },
      groups: [
        { provider: "krea", tag: "acme", ...krea },
        { provider: "krea", tag: "spring", ...krea },
        { provider: "runware", ...runware },
      ],
    });
  });

  it("by tag says that rows overlap, and has what bears none last", async () => {
    const me = user();
    await spend(me, { "2026-11-01": [{ tags: ["b", "灯塔"] }, {}] });
    const { out, err } = await me.run("costs", "--by", "tag");
    expect(cellsOf(out.split("\n\n")[1] ?? "").map(([name, images]) => [name, images])).toStrictEqual([
      ["tag", "images"],
      ["b", "1"],
      ["灯塔", "1"],
      ["(no tag)", "1"],
      ["total", "2"],
    ]);
    expect(err).toContain("counts in the row of each, and once in the total");
  });

  it("of a single row has no chart", async () => {
    const me = user();
    await spend(me, { "2026-11-01": [{}] });
    expect((await me.run("costs")).out).not.toContain("█");
  });

  it("takes --by again and again, each name once, in that order", async () => {
    const me = user();
    await spend(me, MONTH);
    const { json } = await me.run("costs", "--json", "--by", "model", "--by", "day, model", "--by", "month");
    expect(json().by).toStrictEqual(["model", "day", "month"]);
  });
});

describe("costs of emulators", () => {
  it("are never among the real ones, and labelled wherever they stand", async () => {
    const me = user();
    await spend(me, MONTH);
    // Lost before its emulator said a word: the ledger that it lies in says what it is.
    await spend(me, { "2026-11-03": [{ part: { outcome: undefined } }] }, "emulated");
    const real = (await me.run("costs", "--json")).json();
    expect(real).toMatchObject({ emulated: false, total: { images: 3, atRisk: { images: 2 } } });
    const emulated = (await me.run("costs", "--emulated", "--json")).json();
    expect(emulated).toMatchObject({
      ...{ emulated: true, folders: [me.folder("real"), me.folder("emulated")] },
      total: { images: 1, spentUsd: 0.03, atRisk: { images: 1, usd: 0.03 } },
    });
    const { out } = await me.run("costs", "--emulated");
    expect(out).toMatch(/^EMULATED, no real money: 2026-11-02 to 2026-11-03 \(UTC\), from /);
    expect(out).toMatch(/^ *total \(emulated\)/m);
    expect(out).toMatch(/█ spent {2}░ at risk {2}\(emulated\)$/);
    const csv = (await me.run("costs", "--emulated", "--csv")).out.split("\r\n");
    expect([csv.length, csv.at(0)?.endsWith(',"emulated"')]).toStrictEqual([3, true]);
    for (const line of csv.slice(1)) expect(line.trim()).toMatch(/,"true"$/);
  });
});

describe("without anything to show", () => {
  it.each<[string, string[], (me: User) => Promise<void>, string]>([
    [
      "nothing was ever made",
      [],
      async () => {},
      'Nothing was spent on this machine so far: unikrea generate "a lighthouse"',
    ],
    [
      "only emulators drew",
      [],
      (me) => spend(me, { "2026-11-01": [{}] }, "emulated"),
      "--emulated shows what emulators drew",
    ],
    [
      "a real ledger holds an emulator's call",
      [],
      (me) => spend(me, { "2026-11-01": [{ emulated: true }] }),
      "--emulated shows",
    ],
    ["no emulator drew", ["--emulated"], (me) => spend(me, { "2026-11-01": [{}] }), "UNIKREA_STATE_DIR"],
    [
      "the days are others",
      ["--since", "2026-12-01"],
      (me) => spend(me, MONTH),
      "Leave out --since and --until",
    ],
  ])("because %s, it says so in one line, and what to do", async (_, flags, prepare, said) => {
    const me = user();
    await prepare(me);
    const { code, out, err } = await me.run("costs", ...flags);
    expect([code, out]).toStrictEqual([0, ""]);
    expect(err).toContain(said);
    expect(err.split("\n")).toHaveLength(1);
    const { json } = await me.run("costs", "--json", ...flags);
    expect(json()).toMatchObject({ ok: true, groups: [], total: { images: 0, spentUsd: 0 } });
  });
});

describe("--csv", () => {
  const HEAD =
    '"tag","images","spentUsd","reportedImages","reportedUsd","estimatedImages","estimatedUsd","lostImages","lostUsd",' +
    '"unpricedImages","atRiskImages","atRiskUsd","unpricedAtRiskImages","deltaImages","deltaUsd","emulated"';

  it("is RFC 4180 alone on stdout, safe to open in a spreadsheet; numbers below 0 stay numbers", async () => {
    const me = user();
    const tags = ['=HYPERLINK("https://evil.example")', "+1", "-1", "@x", 'say "hi", twice', "灯塔", "a\nb"];
    for (const [at, tag] of tags.entries()) await spend(me, { [`2026-11-0${at + 1}`]: [{ tags: [tag] }] });
    const cheaper = { provider: "runware", outcome: settled({ ...IMAGE, microUsd: 29_999 }) };
    await spend(me, { "2026-11-09": [{ part: cheaper }, { part: { estimatedMicroUsd: undefined } }] });
    const { code, out } = await me.run("costs", "--by", "tag", "--csv");
    const plain = "1,0.03,0,0,1,0.03,0,0,0,0,0,0,0,0";
    expect(code).toBe(0);
    // What ends the last line is the terminal's line feed.
    expect(`${out}\n`.split("\r\n")).toStrictEqual([
      HEAD,
      `"'+1",${plain},"false"`,
      `"'-1",${plain},"false"`,
      `"'=HYPERLINK(""https://evil.example"")",${plain},"false"`,
      `"'@x",${plain},"false"`,
      `"a\nb",${plain},"false"`,
      `"say ""hi"", twice",${plain},"false"`,
      `"灯塔",${plain},"false"`,
      `,2,0.029999,1,0.029999,0,0,0,0,1,0,0,0,1,-0.000001,"false"`,
      "",
    ]);
  });

  it("leaves a field empty where nobody knows what was spent", async () => {
    const me = user();
    await spend(me, { "2026-11-01": [{ part: { estimatedMicroUsd: undefined } }] });
    expect((await me.run("costs", "--by", "provider", "--csv")).out.split("\r\n")[1]).toBe(
      '"krea",1,,0,0,0,0,0,0,1,0,0,0,0,0,"false"\r',
    );
  });

  it("FILE is a new file, whose name goes to stdout; one that is there is left alone", async () => {
    const me = user();
    await spend(me, MONTH);
    const terminal = me.again();
    const wrote = await terminal.run("costs", "--csv", "costs.csv");
    expect([wrote.code, wrote.out]).toStrictEqual([0, "costs.csv"]);
    const file = join(terminal.cwd, "costs.csv");
    expect(readFileSync(file, "utf8")).toMatch(/^"day","images",[^\n]*\r\n("2026-11-0[12]",[^\n]*\r\n){2}$/);
    writeFileSync(file, "mine");
    const refused = await me.again().run("costs", "--csv", file, "--json");
    expect(refused.code).toBe(2);
    expect(refused.json()).toMatchObject({ ok: false, error: { code: "file_error", billed: "no" } });
    expect(readFileSync(file, "utf8")).toBe("mine");
    const other = await me.again().run("costs", "--csv", `${file}.2`, "--json");
    expect(other.json()).toMatchObject({ ok: true, csv: `${file}.2` });
  });

  it("of nothing is its line of names", async () => {
    expect((await user().run("costs", "--by", "tag", "--csv")).out).toBe(`${HEAD}\r`);
  });
});

describe("a mistake", () => {
  it.each<[string[], string]>([
    [["--since", "2026-02-30"], '--since: expected a date, such as 2026-11-21, got "2026-02-30"'],
    [["--until", "tomorrow"], '--until: expected a date, such as 2026-11-21, got "tomorrow"'],
    [
      ["--since", "2026-11-02", "--until", "2026-11-01"],
      "--until: expected 2026-11-02 or later, as --since says",
    ],
    [["--by", "week"], "Allowed are day, month, provider, model, tag, or a list of them."],
    [["--by", ""], "Allowed are day"],
    [["--csv", "--json"], "--json and --csv both want stdout"],
    [["november"], "too many arguments"],
  ])("such as %j is one error: 2", async (flags, said) => {
    const me = user();
    await spend(me, MONTH);
    const ran = await me.run(
      "costs",
      ...flags.filter((flag) => flag !== "--json"),
      ...(flags.includes("--json") ? ["--json"] : []),
    );
    expect(ran.code).toBe(2);
    const text = flags.includes("--json") ? ran.out : ran.err;
    expect(text).toContain(said);
  });

  it("in the ledger is ledger_error: there is no sum without the record", async () => {
    const me = user();
    await spend(me, MONTH);
    writeFileSync(join(me.folder("real"), "records", "2026-11-01-0", "1.json"), '{"v":1');
    const ran = await me.run("costs", "--json");
    expect([ran.code, ran.json()]).toMatchObject([1, { ok: false, error: { code: "ledger_error" } }]);
  });
});

it("keeps control characters of a foreign ledger off the terminal", async () => {
  const me = user();
  await spend(me, { "2026-11-01": [{ tags: ["a\u001b[2Jb", "c\u009bd"] }] });
  const { out } = await me.run("costs", "--by", "tag");
  expect(out).toContain("a\ufffd[2Jb");
  expect(out).toContain("c\ufffdd");
});

describe("after calls on an emulator", () => {
  let emulator: EmulatorServer;
  beforeAll(async () => {
    emulator = await startEmulator({ images: "plain", latencyMs: { "krea-2-medium": 0, "krea-2-large": 0 } });
  });
  afterAll(() => emulator.close());

  it("the sums are its bill, by provider and by the tags that generate was given", async () => {
    pointAt(emulator);
    const me = user();
    await me.run("generate", "a fox", "-p", "krea", "-n", "2", "--tag", "spring", "--tag", "acme");
    await me.run("generate", "a fox", "-p", "runware", "-m", "krea-2-large", "--tag", "acme");
    await me.run("generate", "a fox", "-p", "cloudflare");
    const { entries, totalUsd } = emulator.bill();
    const byProvider = (await me.run("costs", "--emulated", "--by", "provider", "--json")).json();
    expect(byProvider).toMatchObject({ total: { images: 4, spentUsd: totalUsd, atRisk: { images: 0 } } });
    expect(byProvider.groups).toMatchObject(
      ["cloudflare", "krea", "runware"].map((provider) => ({
        provider,
        spentUsd:
          entries
            .filter(({ service }) => service === provider)
            .reduce((sum, { microUsd }) => sum + microUsd, 0) / 1e6,
      })),
    );
    const byTag = (await me.run("costs", "--emulated", "--by", "tag", "--json")).json();
    expect(byTag).toMatchObject({
      isOverlapping: true,
      groups: [{ tag: "acme", images: 3 }, { tag: "spring", images: 2 }, { images: 1 }],
    });
  });
});
