import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "@unikrea/emulator";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

interface Document extends Record<string, unknown> {
  readonly providers: {
    readonly provider: string;
    readonly eligible: boolean;
    readonly estimate: { readonly usd: number; readonly tier: string };
    readonly wire?: { readonly url: string; readonly body: unknown }[];
  }[];
}

const planOf = async (...args: string[]) => (await runCli("plan", ...args, "--json")).json() as Document;
const ALL = "krea,cloudflare,runware";

describe("plan --show-wire", () => {
  it("shows what one provider would be sent, without its key", async () => {
    vi.stubEnv("RUNWARE_API_KEY", "canary-5f1d7c20");
    const { out, err } = await runCli("plan", "a fox", "--seed", "7", "--show-wire", "runware");
    expect(out).toMatch(/^POST https:\/\/api\.runware\.ai\/v1\n\[/);
    expect(JSON.parse(out.slice(out.indexOf("\n")))).toMatchObject([
      { taskUUID: "<uuid>", model: "krea:krea@2-medium", positivePrompt: "a fox", seed: 7, numberResults: 1 },
    ]);
    expect(out).not.toContain("canary");
    expect(err).toBe("");
  });

  it("shows several, one after the other, and says whom there is nothing for", async () => {
    vi.stubEnv("KREA_API_TOKEN", "canary-5f1d7c20");
    vi.stubEnv("RUNWARE_BASE_URL", "ftp://nowhere.example");
    const { code, out } = await runCli(
      "plan",
      "a fox",
      "-a",
      "3:4",
      "--show-wire",
      "cloudflare,runware,krea",
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^nothing: cloudflare cannot honour aspectRatio\n\nnothing: runware would not be asked\n\nPOST https:\/\/api\.krea\.ai\//,
    );
  });

  it.each([
    [
      ["--max-usd", "0.001"],
      1,
      "not asked: one image costs $0.03 on krea, more than the $0.001 for this call",
    ],
    [["-p", "runware"], 0, "not asked: krea was not among those named"],
  ])("says beside it with %j that it would not be sent", async (flags, ends, words) => {
    const { code, out, err } = await runCli("plan", "a fox", ...flags, "--show-wire", "krea");
    expect([code, out.slice(0, 5)]).toStrictEqual([ends, "POST "]);
    expect(err).toContain(words);
  });

  it("refuses whom it does not know", async () => {
    const { code, err } = await runCli("plan", "a fox", "--show-wire", "krea,fal");
    expect(code).toBe(2);
    expect(err).toContain("Allowed are krea, cloudflare, runware");
  });
});

describe("plan --json", () => {
  it.each([
    [[], []],
    [["--show-wire", "runware"], ["runware"]],
    [["--show-wire", ALL], ALL.split(",")],
  ])("holds with %j the wire of %j", async (flags, shown) => {
    const emulator = await startEmulator();
    pointAt(emulator);
    const { providers } = await planOf("a fox", ...flags);
    expect(emulator.requests()).toStrictEqual([]);
    await emulator.close();
    expect(providers.filter((one) => "wire" in one).map(({ provider }) => provider)).toStrictEqual(shown);
    const urls = {
      krea: `${emulator.urls.krea.baseUrl}/generate/image/krea/krea-2/medium`,
      cloudflare: `${emulator.urls.cloudflare.baseUrl}/accounts/<account>/ai/run`,
      runware: emulator.urls.runware.baseUrl,
    };
    for (const { provider, wire } of providers.filter(({ wire }) => wire))
      expect(wire?.map(({ url }) => url)).toStrictEqual([Reflect.get(urls, provider)]);
  });

  it("holds an empty wire for whom nothing can be sent to", async () => {
    const { providers } = await planOf("a fox", "-a", "3:4", "--show-wire", ALL);
    expect(providers.map(({ eligible, wire }) => [eligible, wire?.length])).toStrictEqual([
      [true, 1],
      [false, 0],
      [false, 0],
    ]);
  });

  it("shows no image whole: a file that goes along is named by its form and size", async () => {
    const { run, cwd } = fakeTerminal();
    const image = await sharp({ create: { width: 64, height: 64, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    writeFileSync(join(cwd, "style.png"), image);
    const { out, json } = await run(
      ...["plan", "a fox", "--json", "--show-wire", ALL, "-r", "style.png"],
      ...["--option", "cloudflare.allowDataUris=true"],
    );
    const told = `image/png, ${image.length} bytes`;
    const [krea, cloudflare, runware] = (json() as Document).providers.map(({ wire }) =>
      JSON.stringify(wire),
    );
    expect(krea).toContain(`(uploaded first: ${told})`);
    expect(cloudflare).toContain(`(inline: ${told})`);
    expect(runware).toContain(`(inline: ${told})`);
    expect(out).not.toContain(image.toString("base64").slice(0, 40));
    expect(out).not.toMatch(/"bytes"|base64/);
  });

  it.each([[[]], [["--show-wire", "krea"]]])("shows no query of a webhook, with %j", async (flags) => {
    const webhook = ["--option", "krea.webhookUrl=https://h.example.com/?mine=canary"];
    const { out } = await runCli("plan", "a fox", "--json", ...webhook, ...flags);
    expect(out.includes("https://h.example.com/?[redacted]")).toBe(flags.length > 0);
    expect(out).not.toContain("canary");
  });

  it("takes every setting of a request", async () => {
    const id = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";
    const flags = ["--moodboard", `${id}=0.5`, "--style", "ink=-1", "--show-wire", "krea"];
    const source = ["--source", "https://img.example.com/a.png"];
    const [krea] = (await planOf("a fox", ...flags, ...source)).providers;
    expect(krea?.wire?.[0]?.body).toMatchObject({
      moodboards: [{ id, strength: 0.5 }],
      styles: [{ id: "ink", strength: -1 }],
      image_url: "https://img.example.com/a.png",
      strength: 0.99,
    });
    expect(krea?.estimate).toMatchObject({ usd: 0.04, tier: "moodboard" });
  });
});
