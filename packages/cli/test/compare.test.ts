import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cellsOf, compareJson, type Document } from "./compared.ts";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

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

describe("compare without a key", () => {
  it("draws on the built-in emulator, and every figure says that it is no real money", async () => {
    const terminal = fakeTerminal();
    const ran = await terminal.run("compare", "a lighthouse in fog", "--seed", "7", "--max-usd", "0.1");
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/^No key of any provider: the built-in emulator draws instead/);
    expect(ran.out).toMatch(/^EMULATED, no real money: 1 request on 3 providers/);
    expect(ran.out).toMatch(/krea\s+cloudflare\s+runware/);
    expect(ran.out.match(/\$0\.03 \(emulated\)/g)).toHaveLength(3);
    expect(ran.out.match(/list \$0\.03/g)).toHaveLength(3);
    expect(ran.out).toMatch(/\d\.\d s, \d+ polls?/);
    expect(ran.out).toMatch(/looks apart, 0 to 1: krea and cloudflare 0\.\d\d, krea and runware 0\.\d\d/);
    expect(ran.out).toMatch(
      /On the emulator, all three cost the same, .+ Spent \$0\.09 of \$0\.10 \(emulated\)\.$/,
    );
    expect(readdirSync(terminal.cwd)).toStrictEqual([]);
  });

  it("is one document with --json, which says so too", async () => {
    const { code, err, document } = await compareJson("a fox", "-p", "runware,krea");
    expect([code, err]).toStrictEqual([0, expect.stringContaining("no real money")]);
    expect(document).toMatchObject({
      ...{ ok: true, v: 1, emulated: true, providers: ["runware", "krea"], problems: [] },
      spend: { estimatedUsd: 0.06, usd: 0.06, atRiskUsd: 0 },
    });
    for (const { cost, status } of cellsOf(document))
      expect([status, cost.basis, cost.usd]).toStrictEqual(["done", "emulated", 0.03]);
    expect(JSON.stringify(document)).not.toContain("base64");
  });
});

describe("compare", () => {
  beforeEach(() => pointAt(emulator));

  it("makes a row of every prompt on every model, from the line and from a file, at the same seed", async () => {
    const terminal = fakeTerminal();
    writeFileSync(join(terminal.cwd, "prompts.txt"), "# animals\na fox\n\n  a wolf  \n");
    const args = ["a lighthouse", "--file", "prompts.txt", "-m", "krea-2-medium,krea-2-large", "--seed", "7"];
    const ran = await terminal.run("compare", ...args, "-a", "16:9", "--max-usd", "0.81", "--json");
    expect(ran.code).toBe(0);
    const document = ran.json() as Document;
    expect(document.rows.map(({ prompt, model, seed }) => [prompt, model, seed])).toStrictEqual([
      ["a lighthouse", "krea-2-medium", 7],
      ["a lighthouse", "krea-2-large", 7],
      ["a fox", "krea-2-medium", 7],
      ["a fox", "krea-2-large", 7],
      ["a wolf", "krea-2-medium", 7],
      ["a wolf", "krea-2-large", 7],
    ]);
    expect(document.spend).toStrictEqual({ estimatedUsd: 0.81, usd: 0.81, atRiskUsd: 0 });
    expect(emulator.bill().totalMicroUsd).toBe(810_000);
    expect(orders()).toHaveLength(18);
  });

  it("beyond --max-usd sends nothing, says what would fit, and leaves no file behind", async () => {
    const terminal = fakeTerminal();
    const files = ["--html", "report.html", "--csv", "figures.csv"];
    const ran = await terminal.run("compare", "a fox", "a wolf", "--max-usd", "0.1", ...files, "--json");
    expect([ran.code, emulator.requests()]).toStrictEqual([1, []]);
    expect(ran.json()).toMatchObject({
      ok: false,
      error: {
        ...{ code: "budget_exceeded", billed: "no" },
        message: "The comparison of 6 images costs $0.18, of $0.1, so nothing was sent",
        hint: expect.stringMatching(
          /^raise --max-usd to 0\.18, or compare less: the first 1 of 2 rows .+ krea or/,
        ),
      },
    });
    expect(readdirSync(terminal.cwd)).toStrictEqual([]);
  });

  it("writes the images, a report that needs nothing else, and a table", async () => {
    const terminal = fakeTerminal();
    const args = ["--seed", "7", "-o", "pictures", "--html", "report.html", "--csv", "figures.csv"];
    const models = ["-m", "krea-2-medium,krea-2-large", "-p", "krea,runware"];
    const ran = await terminal.run("compare", "A Fox!", ...models, ...args);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/\nimages: 4 in pictures\nreport: report\.html\ncsv: figures\.csv$/);
    expect(readdirSync(join(terminal.cwd, "pictures")).sort()).toStrictEqual([
      "a-fox-krea-2-large-krea-7.png",
      "a-fox-krea-2-large-runware-7.png",
      "a-fox-krea-2-medium-krea-7.png",
      "a-fox-krea-2-medium-runware-7.png",
    ]);
    const read = (name: string) => readFileSync(join(terminal.cwd, name), "utf8");
    const report = read("report.html");
    expect(report).toMatch(/^<!doctype html>/i);
    expect(report.match(/data:image\/png;base64,/g)?.length).toBeGreaterThanOrEqual(4);
    expect(read("figures.csv").split("\r\n")).toHaveLength(6);
    expect(read("figures.csv")).toMatch(/^row,prompt,model,/);
  });

  it("names the file of each image with --json", async () => {
    const { document, cwd } = await compareJson(
      "a fox",
      "-o",
      "pictures",
      "-n",
      "2",
      "--html",
      "report.html",
    );
    const images = cellsOf(document).flatMap((cell) => cell.images);
    expect(images).toHaveLength(6);
    for (const { file = "", byteLength } of images) {
      expect(readFileSync(file)).toHaveLength(byteLength);
      expect((await sharp(file).metadata()).width).toBe(1024);
    }
    expect(document).toMatchObject({ report: "report.html" });
    expect(document).not.toHaveProperty("csv");
    expect(existsSync(join(cwd, "report.html"))).toBe(true);
  });

  it("leaves out whom nobody could ask, says why, and is not a failure for that", async () => {
    const ran = await runCli("compare", "a fox", "-a", "3:4");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("not asked: cloudflare cannot honour aspectRatio");
    expect(ran.out).toContain("not asked: runware cannot honour aspectRatio");
    expect(orders().map(({ service }) => service)).toStrictEqual(["krea"]);

    const nobody = await compareJson("a fox", "-a", "3:4", "-p", "runware");
    expect([nobody.code, nobody.document.ok, orders()]).toMatchObject([2, false, [{}]]);
  });

  it("goes on with the nearest where that is allowed, with a warning", async () => {
    const ran = await runCli("compare", "a fox", "-a", "3:4", "-p", "runware", "--on-unsupported", "warn");
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/runware: warning: aspectRatio: /);
  });

  it("has a column for a provider without a key", async () => {
    for (const name of ["RUNWARE_API_KEY", "RUNWARE_BASE_URL"]) vi.stubEnv(name, undefined);
    const { code, document } = await compareJson("a fox");
    expect(code).toBe(0);
    expect(cellsOf(document).map(({ status, reason }) => [status, reason])).toStrictEqual([
      ["done", undefined],
      ["done", undefined],
      ["ineligible", "runware has no key: set RUNWARE_API_KEY"],
    ]);
  });
});
