import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

const PROVIDERS = ["krea", "cloudflare", "runware"] as const;
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

describe("without a key", () => {
  it.each(PROVIDERS)(
    "draws %s's image on the built-in emulator, over HTTP, and says so in one line",
    async (provider) => {
      const ran = await runCli(
        "generate",
        "a lighthouse in fog",
        "--provider",
        provider,
        "--aspect",
        "16:9",
        "--json",
      );
      expect(ran.code).toBe(0);
      expect(ran.err).toMatch(
        /^No .+: the built-in emulator draws instead \(10× faster than life; no real money\)$/,
      );
      const document = ran.json();
      expect(document).toMatchObject({
        ok: true,
        provider,
        emulated: true,
        cost: { usd: 0.03, basis: "emulated", estimatedUsd: 0.03, deltaUsd: 0 },
        spend: { usd: 0.03, basis: "emulated", atRiskUsd: 0 },
      });
      const [image] = document.images as { file: string; width: number; height: number; mediaType: string }[];
      expect(image).toMatchObject({ width: 1376, height: 768, mediaType: "image/png" });
      const { format, width, height } = await sharp(image?.file).metadata();
      expect([format, width, height]).toStrictEqual(["png", 1376, 768]);
    },
  );

  it("takes krea's place when no provider is named", async () => {
    const ran = await runCli("generate", "a lighthouse", "--json");
    expect(ran.json()).toMatchObject({ ok: true, provider: "krea", emulated: true });
    expect(ran.err).toContain("No key of any provider");
  });
});

describe("with keys in the environment", () => {
  beforeEach(() => pointAt(emulator));

  it("sends what the flags say", async () => {
    const terminal = fakeTerminal();
    writeFileSync(
      join(terminal.cwd, "style.png"),
      await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
        .png()
        .toBuffer(),
    );
    const ran = await terminal.run(
      "generate",
      "a fox",
      "-p",
      "krea",
      "-m",
      "krea-2-large",
      "-a",
      "3:4",
      "--creativity",
      "raw",
      "--seed",
      "0",
      "-r",
      "style.png=0.7",
      "-r",
      "https://example.com/a.png?x=1 = 0.5",
      "--option",
      "krea.wideStrengths=true",
      "-s",
      "intensity=20",
      "-s",
      "movement=-10",
      "--json",
    );
    expect(ran.code).toBe(0);
    const submission = emulator.requests().find(({ operation }) => operation === "submit");
    expect(submission?.body).toMatchObject({
      prompt: "a fox",
      aspect_ratio: "3:4",
      creativity: "raw",
      seed: 0,
      intensity: 20,
      complexity: 0,
      movement: -10,
      image_style_references: [{ strength: 0.7 }, { url: "https://example.com/a.png?x=1", strength: 0.5 }],
    });
    expect(submission?.path).toContain("/krea-2/large");
  });

  it("writes n files with names that say what they are, and never over another", async () => {
    const terminal = fakeTerminal();
    const args = [
      "generate",
      "A Lighthouse, in Fog!",
      "-p",
      "runware",
      "-n",
      "2",
      "--seed",
      "7",
      "-o",
      "pictures",
    ];
    const first = await terminal.run(...args);
    const before = readFileSync(join(terminal.cwd, "pictures/a-lighthouse-in-fog-runware-7.png"));
    expect(first.out.split("\n")).toStrictEqual([
      "pictures/a-lighthouse-in-fog-runware-7.png",
      "pictures/a-lighthouse-in-fog-runware-8.png",
    ]);
    expect((await terminal.run(...args)).code).toBe(0);
    expect(readdirSync(join(terminal.cwd, "pictures")).sort()).toStrictEqual([
      "a-lighthouse-in-fog-runware-7-2.png",
      "a-lighthouse-in-fog-runware-7.png",
      "a-lighthouse-in-fog-runware-8-2.png",
      "a-lighthouse-in-fog-runware-8.png",
    ]);
    expect(readFileSync(join(terminal.cwd, "pictures/a-lighthouse-in-fog-runware-7.png"))).toStrictEqual(
      before,
    );
  });

  it("tells a person what came, how long it took and what it cost", async () => {
    const { err } = await runCli("generate", "a lighthouse", "-p", "runware", "--seed", "7");
    expect(err).toMatch(/runware krea-2-medium, \d+\.\d s, \$0\.03 \(emulated: no real money\)/);
    expect(err).toMatch(/1024×1024 png, \d+ kB, seed 7/);
  });

  it("goes on with a warning when that is allowed", async () => {
    const args = ["generate", "a fox", "-p", "krea", "-r", "https://example.com/a.png=-0.4"];
    const refused = await runCli(...args);
    expect([refused.code, refused.err]).toMatchObject([2, expect.stringContaining("runware would take it")]);
    const warned = await runCli(...args, "--on-unsupported", "warn");
    expect([warned.code, warned.err]).toMatchObject([
      0,
      expect.stringContaining("warning: references[0].strength: krea got 0"),
    ]);
  });
});
