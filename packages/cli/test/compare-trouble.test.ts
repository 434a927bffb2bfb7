import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cellsOf, compareJson } from "./compared.ts";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";
import { user } from "./user.ts";

let emulator: EmulatorServer;
beforeAll(async () => {
  emulator = await startEmulator({
    images: "plain",
    latencyMs: { "krea-2-medium": 0, "krea-2-large": 0, "krea-2-medium-turbo": 60_000 },
  });
});
afterAll(() => emulator.close());
beforeEach(() => {
  clearEnvironment();
  emulator.reset();
});
afterEach(() => vi.unstubAllEnvs());

const orders = () => emulator.requests().filter(({ operation }) => operation === "submit");

describe("compare in trouble", () => {
  beforeEach(() => pointAt(emulator));

  it("of which one provider fails is 6, and the others' columns are whole", async () => {
    emulator.inject({ service: "cloudflare", operation: "submit", kind: "status", status: 402 });
    const ran = await runCli("compare", "a fox");
    expect(ran.code).toBe(6);
    expect(ran.out).toContain("failed: insufficient_credits");
    expect(ran.out).toMatch(/\ncloudflare \(billed: no\): cloudflare/);
    expect(ran.out.match(/\$0\.03 \(emulated\)/g)).toHaveLength(2);
    expect(ran.out).toMatch(/Spent \$0\.06 \(emulated\)\.$/);
    expect(emulator.bill().totalMicroUsd).toBe(60_000);
  });

  it.each([
    ["a refused key", { kind: "status", status: 401 }, 4],
    ["a failed job", { kind: "job-failed" }, 1],
  ] as const)("that fails everywhere ends as one image would: %s", async (_, fault, code) => {
    emulator.inject({ service: "krea", operation: "submit", times: 0, ...fault });
    const ran = await compareJson("a fox", "a wolf", "-p", "krea");
    expect([ran.code, ran.document.ok]).toStrictEqual([code, false]);
    for (const { status, failures } of cellsOf(ran.document))
      expect([status, failures.length]).toStrictEqual(["failed", 1]);
  });

  it("of which the time was over is 5 where nothing came", async () => {
    const ran = await runCli("compare", "a fox", "-p", "krea", "-m", "krea-2-medium-turbo", "--timeout", "1");
    expect([ran.code, ran.out]).toStrictEqual([5, expect.stringContaining("failed: timeout")]);
  });

  it("tells in a log how each cell goes, and of its end once", async () => {
    emulator.inject({ service: "runware", operation: "submit", kind: "status", status: 402 });
    const { err } = await runCli("compare", "a fox", "a wolf", "-p", "krea,runware");
    const lines = err.split("\n").map((line) => line.replace(/, \d+ s$/, ""));
    expect(lines.filter((line) => line.includes("krea: done"))).toStrictEqual([
      "row 1, krea: done",
      "row 2, krea: done",
    ]);
    // Whichever row gets there first.
    expect(lines.filter((line) => line.endsWith("runware: failed: insufficient_credits"))).toHaveLength(1);
    expect(lines).not.toContain("row 1, krea: waiting");
  });

  it.each([
    ["no prompt", [], "missing a prompt"],
    ["a blank prompt", [" "], "prompts[0]"],
    ["a file that is not there", ["--file", "nowhere.txt"], "--file: the file nowhere.txt cannot be read"],
    [
      "a file without a prompt",
      ["--file", "empty.txt"],
      "--file empty.txt: the file: expected at least one prompt",
    ],
    ["a file that is no text", ["--file", "bytes.txt"], "--file bytes.txt: line 2: expected a prompt"],
    ["an unknown provider", ["a fox", "-p", "fal"], "Allowed are krea, cloudflare, runware"],
    ["an unknown model", ["a fox", "-m", "krea-3"], "Allowed are krea-2-medium"],
    ["a ratio that nobody has", ["a fox", "-a", "16:10"], "the nearest is 3:2"],
    ["a ceiling that is no number", ["a fox", "--max-usd", "much"], "--max-usd"],
    ["a ceiling below nothing", ["a fox", "--max-usd", "-1"], "--max-usd"],
    ["a report over another file", ["a fox", "--html", "empty.txt"], "--html: the file"],
    ["a table over another file", ["a fox", "--csv", "empty.txt", "--html", "new.html"], "--csv: the file"],
    ["a folder that is a file", ["a fox", "-o", "empty.txt"], "--out: the folder"],
    ["a tag that is none", ["a fox", "--tag", " "], "--tag"],
  ])("refuses %s as a mistake of the command line, and sends nothing", async (_, args, message) => {
    const terminal = fakeTerminal();
    writeFileSync(join(terminal.cwd, "empty.txt"), "# nothing\n");
    writeFileSync(join(terminal.cwd, "bytes.txt"), "a fox\n\u0000\u0001\n");
    const ran = await terminal.run("compare", ...args);
    expect([ran.code, ran.err]).toStrictEqual([2, expect.stringContaining(message)]);
    expect(ran.err).not.toMatch(/\n\s+at /);
    expect(emulator.requests()).toStrictEqual([]);
    expect(readdirSync(terminal.cwd).sort()).toStrictEqual(["bytes.txt", "empty.txt"]);
    expect(readFileSync(join(terminal.cwd, "empty.txt"), "utf8")).toBe("# nothing\n");
  });
});

describe("Ctrl-C in a comparison", () => {
  beforeEach(() => pointAt(emulator));
  const slow = ["compare", "a fox", "-m", "krea-2-medium-turbo", "--html", "report.html"];

  it("stops what can be stopped, says what may be billed, and leaves no empty report", async () => {
    const terminal = fakeTerminal();
    const running = terminal.run(...slow, "-p", "krea,runware");
    await terminal.waitFor(/krea: (queued|running)/);
    await terminal.waitFor(/runware: (queued|running)/);
    terminal.interrupt();
    const ran = await running;
    expect(ran.code).toBe(130);
    expect(ran.err).toMatch(/Aborted\. \$0\.015 may be billed by runware \(emulated\)\n/);
    expect(ran.err).toContain("unikrea recover collects what was made");
    expect(emulator.requests().filter(({ operation }) => operation === "cancel")).toHaveLength(1);
    expect(readdirSync(terminal.cwd)).toStrictEqual([]);
  });

  it("twice ends at once, and says that it does not know", async () => {
    const terminal = fakeTerminal();
    emulator.inject({ service: "cloudflare", kind: "hang", beforeWork: true, operation: "submit" });
    const running = terminal.run(...slow, "-p", "cloudflare,krea", "--json");
    // Its progress is not shown with --json.
    await vi.waitFor(() => expect(orders()).toHaveLength(2), { timeout: 5000 });
    terminal.interrupt();
    terminal.interrupt();
    const ran = await running;
    expect(ran.code).toBe(130);
    expect(ran.json()).toMatchObject({ ok: false, error: { code: "aborted", billed: "maybe" } });
  });
});

describe("the ledger after a comparison", () => {
  beforeEach(() => pointAt(emulator));

  it.each([
    ["--out", "pictures"],
    ["--html", "report.html"],
  ])("holds nothing that is open when %s has kept the images", async (...flags) => {
    const { run, jobs } = user();
    expect((await run("compare", "a fox", ...flags)).code).toBe(0);
    expect(await jobs()).toStrictEqual([]);
  });

  it("has the images of a comparison that kept none, and recover saves them without paying again", async () => {
    const { run, jobs, again } = user();
    const ran = await run("compare", "a fox", "-p", "krea,runware");
    expect(ran.err).toContain(
      "Not all images were kept, as --out or --html would: unikrea recover saves them",
    );
    expect(await jobs()).toHaveLength(2);
    const terminal = again();
    expect((await terminal.run("recover", "--now")).code).toBe(0);
    expect(readdirSync(terminal.cwd)).toHaveLength(2);
    expect(emulator.bill().entries).toHaveLength(2);
  });

  it("finds its costs by their tag", async () => {
    const { run } = user();
    await run("compare", "a fox", "--tag", "spring", "-o", "pictures");
    const costs = (await run("costs", "--emulated", "--by", "tag,provider", "--json")).json();
    expect(costs).toMatchObject({
      total: { images: 3, spentUsd: 0.09 },
      groups: [{ tag: "spring" }, { tag: "spring" }, { tag: "spring" }],
    });
  });
});
