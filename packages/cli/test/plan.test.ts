import { startEmulator } from "@unikrea/emulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, pointAt } from "./environment.ts";
import { runCli } from "./fake-terminal.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

interface Document extends Record<string, unknown> {
  readonly keys: boolean;
  readonly order: string[];
  readonly worstCaseUsd: number;
  readonly providers: {
    readonly provider: string;
    readonly eligible: boolean;
    readonly reasons: string[];
    readonly settings: { readonly path: string; readonly status: string; readonly wireValue?: unknown }[];
    readonly wire: { readonly url: string; readonly body: unknown }[];
    readonly estimate: { readonly usd: number; readonly basis: string; readonly tier: string };
  }[];
}

const planOf = async (...args: string[]) => (await runCli("plan", ...args, "--json")).json() as Document;

describe("plan", () => {
  it("is a table: who is asked, for how much, and what becomes of each setting", async () => {
    const { code, out, err } = await runCli("plan", "a fox", "-a", "16:9", "-n", "2");
    expect(code).toBe(0);
    expect(err).toMatch(
      /^No key of any provider: planned as if there were.+built-in emulator.+no real money/,
    );
    expect(out).toMatch(/krea-2-medium, 16:9, n 2\s+krea\s+cloudflare\s+runware/);
    expect(out).toMatch(/asked\s+first\s+second\s+third/);
    expect(out).toMatch(/costs\s+\$0\.06\s+\$0\.06\s+\$0\.06/);
    expect(out).toMatch(/pixels\s+1376×768\s+not published\s+1376×768/);
    expect(out).toMatch(/aspectRatio\s+exact 16:9\s+exact 16:9\s+mapped 1376×768/);
    expect(out).toContain(
      "krea would be asked; cloudflare, then runware only if that is known to cost nothing. At the worst it costs $0.06",
    );
  });

  it("says why a provider would not be asked, and what it wants instead", async () => {
    const { out } = await runCli("plan", "a fox", "-a", "3:4", "--slider", "movement=5");
    expect(out).toMatch(/asked\s+first\s+no\s+no/);
    expect(out).toContain("not asked: runware cannot honour aspectRatio, sliders");
    expect(out).toContain("got 3:4");
    expect(out).toMatch(/sliders\.movement\s+exact 5\s+exact 5\s+unsupported/);
  });

  it("is one document with --json, and asks nobody", async () => {
    const emulator = await startEmulator();
    pointAt(emulator);
    const document = await planOf("a fox", "--routing", "cheapest", "-m", "krea-2-large");
    expect(emulator.requests()).toStrictEqual([]);
    await emulator.close();
    expect(document).toMatchObject({ ok: true, keys: true, order: ["krea", "cloudflare", "runware"] });
    expect(document.worstCaseUsd).toBe(0.06);
    for (const { eligible, reasons, estimate, wire } of document.providers) {
      expect([eligible, reasons]).toStrictEqual([true, []]);
      expect(estimate).toMatchObject({ usd: 0.06, tier: "text" });
      expect(wire).toHaveLength(1);
    }
    expect(document.providers.map(({ wire }) => wire[0]?.url)).toStrictEqual([
      `${emulator.urls.krea.baseUrl}/generate/image/krea/krea-2/large`,
      `${emulator.urls.cloudflare.baseUrl}/accounts/<account>/ai/run`,
      emulator.urls.runware.baseUrl,
    ]);
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
    const wire = await runCli("plan", "a fox", "--show-wire", "krea");
    expect(wire.out).toBe("nothing: krea would not be asked");
  });

  it("says of whom nobody named, and who has no key, that there is no key: also by time", async () => {
    vi.stubEnv("RUNWARE_API_KEY", "canary-5f1d7c20");
    const { providers } = await planOf("a fox", "--routing", "fastest");
    expect(providers[0]?.reasons).toStrictEqual(["krea has no key: set KREA_API_TOKEN or KREA_API_KEY"]);
  });

  it("shows no query of a webhook, neither in the wire nor in the request", async () => {
    const { out } = await runCli(
      "plan",
      "a fox",
      "--json",
      "--option",
      "krea.webhookUrl=https://h.example.com/?mine=canary",
    );
    expect(out).toContain("https://h.example.com/?[redacted]");
    expect(out).not.toContain("canary");
  });

  it("shows what one provider would be sent, without its key", async () => {
    vi.stubEnv("RUNWARE_API_KEY", "canary-5f1d7c20");
    const { out } = await runCli("plan", "a fox", "--seed", "7", "--show-wire", "runware");
    expect(out).toMatch(/^POST https:\/\/api\.runware\.ai\/v1\n\[/);
    expect(JSON.parse(out.slice(out.indexOf("\n")))).toMatchObject([
      { taskUUID: "<uuid>", model: "krea:krea@2-medium", positivePrompt: "a fox", seed: 7, numberResults: 1 },
    ]);
    expect(out).not.toContain("canary");
    const refused = await runCli("plan", "a fox", "-a", "3:4", "--show-wire", "runware");
    expect(refused.out).toBe("nothing: runware cannot honour aspectRatio");
  });

  it("takes every setting of a request", async () => {
    const id = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";
    const flags = [
      "--moodboard",
      `${id}=0.5`,
      "--style",
      "ink=-1",
      "--source",
      "https://img.example.com/a.png",
    ];
    const [krea] = (await planOf("a fox", ...flags)).providers;
    expect(krea?.wire[0]?.body).toMatchObject({
      moodboards: [{ id, strength: 0.5 }],
      styles: [{ id: "ink", strength: -1 }],
      image_url: "https://img.example.com/a.png",
      strength: 0.99,
    });
    expect(krea?.estimate).toMatchObject({ usd: 0.04, tier: "moodboard" });
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
