import { readFileSync } from "node:fs";
import { createKrea2 } from "@unikrea/core";
import { startEmulator } from "@unikrea/emulator";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import stringWidth from "string-width";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { describePlan } from "../src/describe-plan.ts";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

interface Document extends Record<string, unknown> {
  readonly ok: boolean;
  readonly keys: boolean;
  readonly order: string[];
  readonly worstCaseUsd: number;
  readonly providers: {
    readonly provider: string;
    readonly eligible: boolean;
    readonly reasons: string[];
    readonly settings: { readonly path: string; readonly status: string; readonly wireValue?: unknown }[];
    readonly estimate: { readonly usd: number; readonly basis: string; readonly tier: string };
  }[];
}

const URL_OF_STYLE = "https://img.example.com/a/very/long/path/to/style.jpg=-0.4";

/** What stands below the name of each provider, and below what is the same for all. */
const blocksOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    out
      .split("\n\n")
      .slice(2, -1)
      .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)]),
  );

const planOf = async (...args: string[]) => (await runCli("plan", ...args, "--json")).json() as Document;

describe("plan", () => {
  it("is who is asked and for how much, side by side, and what becomes of each setting", async () => {
    const { code, out, err } = await runCli("plan", "a fox", "-a", "16:9", "-n", "2");
    expect(code).toBe(0);
    expect(err).toMatch(
      /^No key of any provider: planned as if there were.+built-in emulator.+no real money/,
    );
    expect(out).toMatch(/^krea-2-medium, 16:9, n 2\n\n\s+krea\s+cloudflare\s+runware\s/);
    expect(out).toMatch(/asked\s+first\s+second\s+third/);
    expect(out).toMatch(/costs\s+\$0\.06\s+\$0\.06\s+\$0\.06/);
    expect(out).toMatch(/price\s+listed\s+listed\s+copied/);
    expect(out).toMatch(/read on\s+2026-10-09\s+2026-11-21\s+no date/);
    expect(out).toMatch(/pixels\s+1376×768\s+not published\s+1376×768/);
    expect(blocksOf(out)).toMatchObject({
      "the same for all": expect.stringMatching(
        /exact +prompt\n +defaulted +creativity medium, .*seed random/s,
      ),
      krea: expect.stringMatching(/exact +aspectRatio 16:9/),
      cloudflare: expect.stringMatching(/exact +aspectRatio 16:9/),
      runware: expect.stringMatching(/mapped +aspectRatio 16:9 → 1376×768/),
    });
    expect(out.replace(/\s+/g, " ")).toMatch(
      /krea would be asked; cloudflare, then runware only if that is known to cost nothing. At the worst it costs \$0.06$/,
    );
  });

  it("says that another may be paid as well where nobody knows, if that is allowed", async () => {
    const { out } = await runCli("plan", "a fox", "-n", "2", "--on-unknown", "pay-again");
    expect(out.replace(/\s+/g, " ")).toMatch(
      /only if that is known to cost nothing, or if nobody knows what became of it. At the worst it costs \$0.18$/,
    );
  });

  it("says nothing is the same for all of which only some are sent a word", async () => {
    const { out } = await runCli("plan", "a fox", "-p", "krea,runware");
    const blocks = blocksOf(out);
    expect(blocks["the same for all"]).not.toContain("sliders");
    expect(blocks.krea).toMatch(/defaulted.+sliders\.movement 0$/s);
    expect(blocks.runware).toMatch(/defaulted.+sliders\.movement 0 → nothing$/s);
  });

  it("shows what may be billed twice at its worst beside what it costs, and else no such row", () => {
    const view = (resubmit?: "cached") => {
      const providers = [krea({ apiKey: "key" }), cloudflare({ accountId: "a", apiToken: "t", resubmit })];
      const plan = createKrea2({ providers }).plan({ prompt: "a fox", n: 2 });
      return describePlan({ plan, shown: plan.providers, width: 80 });
    };
    expect(view("cached")).toMatch(/costs +\$0\.06 +\$0\.06 *\n at worst +\$0\.06 +\$0\.12 *\n price/);
    expect(view()).not.toContain("at worst");
  });

  it("says why a provider would not be asked, and what it wants instead", async () => {
    const { out } = await runCli("plan", "a fox", "-a", "3:4", "--slider", "movement=5");
    expect(out).toMatch(/asked\s+first\s+no\s+no/);
    expect(blocksOf(out)).toMatchObject({
      krea: expect.stringMatching(/^ {2}exact +aspectRatio 3:4, sliders.movement 5/),
      cloudflare: expect.stringMatching(
        /^ {2}not asked: cloudflare cannot honour aspectRatio\n.*got 3:4\n {2}approximated +aspectRatio 3:4 → 4:5/s,
      ),
      runware: expect.stringMatching(
        /not asked: runware cannot honour aspectRatio, sliders\n.*unsupported +sliders.movement 5\n/s,
      ),
    });
    expect(out).not.toContain("providerOptions");
  });

  it("says what is left out where that is allowed, and nothing of what was expected", async () => {
    const { code, out } = await runCli("plan", "a fox", "-r", URL_OF_STYLE, "--on-unsupported", "warn");
    expect(code).toBe(0);
    expect(out).toContain("warning: references[0].strength: krea got 0");
    expect(out).not.toContain("expected");
  });

  it("names the flag, and not the option of the library, that would help", async () => {
    const { out } = await runCli("plan", "a fox", "-r", URL_OF_STYLE, "-p", "krea");
    expect(out.replace(/\s+/g, " ")).toContain(
      "expected 0…1 (or -2…2 with --option krea.wideStrengths=true)",
    );
  });

  it("shows those alone who are named", async () => {
    const { out } = await runCli("plan", "a fox", "-p", "runware,krea");
    expect(out).toMatch(/\s+krea\s+runware\s/);
    expect(out).toMatch(/asked\s+second\s+first/);
    expect(out).not.toContain("cloudflare");
    const alone = await runCli("plan", "a fox", "-p", "krea");
    expect(Object.keys(blocksOf(alone.out))).toStrictEqual(["krea"]);
  });

  it("looks as the README shows it", async () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const shown = readme.split("## `unikrea plan`")[1]?.split("```\n")[1];
    const flags = ["--aspect", "3:4", "--provider", "krea,runware"];
    const { out } = await fakeTerminal({}, 80).run("plan", "a lighthouse in fog", ...flags);
    expect(`${out.replace(/ +$/gm, "")}\n`).toBe(shown);
  });

  const busy = ["-m", "krea-2-medium-turbo", "-a", "2.35:1", "-n", "20", "--seed", "4294967295"];
  it.each(
    [70, 80, 140].flatMap((width) => [
      { width, flags: [] },
      { width, flags: ["-p", "krea"] },
      { width, flags: ["-a", "3:4", "--max-usd", "0.001"] },
      { width, flags: [...busy, "-r", URL_OF_STYLE, "--style", "ink=-1", "--slider", "movement=5"] },
      { width, flags: [...busy, "-r", URL_OF_STYLE, "--on-unsupported", "warn", "--max-usd", "0.05"] },
    ]),
  )("fits a terminal of $width columns: $flags", async ({ width, flags }) => {
    const { out } = await fakeTerminal({}, width).run("plan", "a fox", ...flags);
    expect(out.split("\n").filter((line) => stringWidth(line) > width)).toStrictEqual([]);
    // And it uses them.
    expect(Math.max(...out.split("\n").map((line) => stringWidth(line)))).toBeGreaterThan(width * 0.6);
  });

  it("is one document with --json, and asks nobody", async () => {
    const emulator = await startEmulator();
    pointAt(emulator);
    const document = await planOf("a fox", "--routing", "cheapest", "-m", "krea-2-large");
    expect(emulator.requests()).toStrictEqual([]);
    await emulator.close();
    expect(document).toMatchObject({ ok: true, keys: true, order: ["krea", "cloudflare", "runware"] });
    expect(document.worstCaseUsd).toBe(0.06);
    for (const { eligible, reasons, estimate } of document.providers) {
      expect([eligible, reasons]).toStrictEqual([true, []]);
      expect(estimate).toMatchObject({ usd: 0.06, tier: "text" });
    }
  });

  it("plans as if each had a key only where nobody has one", async () => {
    expect((await planOf("a fox")).order).toStrictEqual(["krea", "cloudflare", "runware"]);
    vi.stubEnv("RUNWARE_API_KEY", "canary-5f1d7c20");
    const { keys, order, providers } = await planOf("a fox");
    expect([keys, order]).toStrictEqual([true, ["runware"]]);
    expect(providers[0]?.reasons).toStrictEqual(["krea has no key: set KREA_API_TOKEN or KREA_API_KEY"]);
  });

  it("plans for the emulator where generate would draw on it: nobody who is named has a key", async () => {
    vi.stubEnv("KREA_API_TOKEN", "canary-5f1d7c20");
    const { err, json } = await runCli("plan", "a fox", "-p", "runware", "--json");
    expect(err).toMatch(/^No RUNWARE_API_KEY: planned as if .+built-in emulator.+no real money/);
    expect(json()).toMatchObject({ keys: false, order: ["runware"] });
  });

  it("leaves out whose address is wrong, as generate does, and names it", async () => {
    vi.stubEnv("KREA_API_TOKEN", "canary-5f1d7c20");
    vi.stubEnv("KREA_BASE_URL", "ftp://nowhere.example");
    const alone = await runCli("plan", "a fox");
    expect([alone.code, alone.out]).toStrictEqual([2, ""]);
    expect(alone.err).toContain("KREA_BASE_URL");
    vi.stubEnv("RUNWARE_API_KEY", "canary-5f1d7c20");
    const { code, err, json } = await runCli("plan", "a fox", "-p", "krea,runware", "--json");
    expect([code, json().order]).toStrictEqual([0, ["runware"]]);
    expect(err).toMatch(/^skipped: krea: .*KREA_BASE_URL/s);
  });

  it("says of whom nobody named, and who has no key, that there is no key: also by time", async () => {
    vi.stubEnv("RUNWARE_API_KEY", "canary-5f1d7c20");
    const { providers } = await planOf("a fox", "--routing", "fastest");
    expect(providers[0]?.reasons).toStrictEqual(["krea has no key: set KREA_API_TOKEN or KREA_API_KEY"]);
  });

  it.each([
    [["-n", "21"], "n: expected an integer 1…20, got 21"],
    [["--seed", "-1"], "seed: expected an integer"],
    [["-a", "16:10"], "the nearest is 3:2"],
  ])("refuses %j before anything is planned", async (flags, words) => {
    const { code, err } = await runCli("plan", "a fox", ...flags);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
