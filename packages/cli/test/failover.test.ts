import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

let emulator: EmulatorServer;
beforeAll(async () => {
  emulator = await startEmulator({ images: "plain", latencyMs: { "krea-2-medium": 0 } });
});
afterAll(() => emulator.close());
beforeEach(() => {
  clearEnvironment();
  emulator.reset();
  pointAt(emulator);
});
afterEach(() => vi.unstubAllEnvs());

const refusal = { operation: "submit", kind: "status", status: 429 } as const;
const lost = { operation: "submit", kind: "drop", afterWork: true } as const;
const fox = ["generate", "a fox"];
const billed = () => emulator.bill().entries.map(({ service }) => service);
const asked = () => [
  ...new Set(
    emulator
      .requests()
      .filter(({ operation }) => operation === "submit")
      .map(({ service }) => service),
  ),
];

describe("without --provider", () => {
  it("the next one with a key is asked when one refuses, and one line tells it", async () => {
    emulator.inject({ service: "krea", ...refusal });
    const ran = await runCli(...fox);
    expect([ran.code, billed()]).toStrictEqual([0, ["cloudflare"]]);
    expect(ran.err).toContain("\nkrea: 429, not billed → cloudflare: 1 image, $0.03\n");
    expect(ran.out).toBe("a-fox-cloudflare.png");
  });

  it("an image whose answer was lost is found, and not bought from the next", async () => {
    emulator.inject({ service: "krea", ...lost });
    const ran = await runCli(...fox);
    expect([ran.code, ran.out, billed()]).toStrictEqual([0, "a-fox-krea.png", ["krea"]]);
  });

  it("nothing is said of providers without a key, which nobody asked for", async () => {
    vi.stubEnv("KREA_BASE_URL", undefined);
    vi.stubEnv("KREA_API_TOKEN", undefined);
    const ran = await runCli(...fox);
    expect([ran.code, ran.err]).toStrictEqual([0, expect.not.stringContaining("skipped")]);
    expect(billed()).toStrictEqual(["cloudflare"]);
  });

  it("a failure tells who was asked", async () => {
    for (const service of ["krea", "cloudflare", "runware"] as const)
      emulator.inject({ service, operation: "submit", kind: "status", status: 401 });
    const ran = await runCli(...fox);
    expect(ran.code).toBe(4);
    expect(ran.err).toContain(
      "krea: 401, not billed → cloudflare: 401, not billed → runware: 401, not billed",
    );
  });
});

describe("--provider", () => {
  it("with one name is never replaced by another", async () => {
    emulator.inject({ service: "krea", operation: "submit", kind: "status", status: 401 });
    const ran = await runCli(...fox, "-p", "krea");
    expect([ran.code, asked(), billed()]).toStrictEqual([4, ["krea"], []]);
  });

  it.each([[["-p", "runware,krea"]], [["-p", "runware", "-p", " krea, runware"]]])(
    "%o is a list in the order in which they are asked",
    async (flags) => {
      emulator.inject({ service: "runware", ...refusal });
      expect((await runCli(...fox, ...flags)).code).toBe(0);
      expect([asked(), billed()]).toStrictEqual([["runware", "krea"], ["krea"]]);
    },
  );

  it("refuses a name that nobody has, in a list too", async () => {
    const ran = await runCli(...fox, "-p", "krea,fal");
    expect([ran.code, ran.err]).toStrictEqual([2, expect.stringContaining("Allowed are krea, cloudflare")]);
  });

  it("says who of a list has no key, and asks the others", async () => {
    for (const name of ["KREA_API_TOKEN", "KREA_BASE_URL"]) vi.stubEnv(name, undefined);
    const ran = await runCli(...fox, "-p", "krea,runware");
    expect([ran.code, billed()]).toStrictEqual([0, ["runware"]]);
    expect(ran.err).toContain("skipped: krea has no key: set KREA_API_TOKEN or KREA_API_KEY");
  });

  it("says who of a list is half set up", async () => {
    for (const name of ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_BASE_URL"]) vi.stubEnv(name, undefined);
    const ran = await runCli(...fox, "-p", "cloudflare,krea");
    expect([ran.code, billed()]).toStrictEqual([0, ["krea"]]);
    expect(ran.err).toContain(
      "skipped: cloudflare: CLOUDFLARE_API_TOKEN is set, CLOUDFLARE_ACCOUNT_ID is not",
    );
  });

  it("without any key is the built-in emulator, in the order of the list", async () => {
    clearEnvironment();
    const ran = await runCli(...fox, "-p", "runware,krea", "--json");
    expect(ran.json()).toMatchObject({ ok: true, provider: "runware", emulated: true, skipped: [] });
  });

  it("skips who cannot honour the request, and says why", async () => {
    const ran = await runCli(...fox, "-p", "runware,krea", "-a", "3:4");
    expect([ran.code, billed()]).toStrictEqual([0, ["krea"]]);
    expect(ran.err).toContain("skipped: runware cannot honour aspectRatio");
  });
});

describe("money", () => {
  it("beyond --max-usd is not spent: 1, nothing sent, and what to raise", async () => {
    const terminal = fakeTerminal();
    const ran = await terminal.run(...fox, "--max-usd", "0.01", "--json");
    expect([ran.code, asked()]).toStrictEqual([1, []]);
    expect(ran.json()).toMatchObject({
      error: { code: "budget_exceeded", billed: "no", hint: "raise --max-usd" },
    });
  });

  it("is paid once for an --idempotency-key, whatever run asks", async () => {
    const terminal = fakeTerminal();
    const keyed = ["-p", "krea", "--idempotency-key", "fox-1", "--json"];
    expect((await terminal.run(...fox, ...keyed)).code).toBe(0);
    const again = fakeTerminal({ HOME: terminal.home, LOCALAPPDATA: terminal.home });
    expect((await again.run(...fox, ...keyed)).code).toBe(0);
    expect(billed()).toStrictEqual(["krea"]);

    const other = fakeTerminal({ HOME: terminal.home, LOCALAPPDATA: terminal.home });
    const ran = await other.run("generate", "a wolf", ...keyed);
    expect([ran.code, billed()]).toStrictEqual([2, ["krea"]]);
    expect(ran.json()).toMatchObject({
      error: { code: "idempotency_conflict", billed: "no", message: expect.stringContaining("prompt") },
    });
    expect(ran.json()).toMatchObject({
      error: { message: expect.stringMatching(/^This --idempotency-key/) },
    });
  });

  it.each([
    ["--routing", "best"],
    ["--on-unknown", "ask"],
    ["--max-usd", "much"],
    ["--max-usd", "-1"],
  ])("refuses %s %s as a mistake of the command line", async (...flag) => {
    const ran = await runCli(...fox, ...flag);
    expect([ran.code, asked()]).toStrictEqual([2, []]);
  });
});
