import { createServer } from "node:net";
import { startEmulator } from "@unikrea/emulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, deadOrigin, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

describe("providers", () => {
  it("is a table from the packages' own data", async () => {
    const { code, out } = await runCli("providers");
    expect(code).toBe(0);
    expect(out).toMatch(/image bytes\s+upload\s+inline, by option\s+inline/);
    expect(out).toMatch(/aspect ratios\s+9\s+8\s+8/);
    expect(out).toMatch(/reference strength\s+0 to 1 \(-2 to 2 by option\)\s+0 to 1\s+-2 to 2/);
    expect(out).toMatch(/krea-2-medium-turbo\s+references\s+\$0\.0175\s+\$0\.0175\s+\$0\.0175/);
  });

  it("is one document with --json, wherever the flag stands", async () => {
    for (const args of [
      ["providers", "--json"],
      ["--json", "providers"],
    ]) {
      const { providers } = (await runCli(...args)).json() as { providers: { id: string }[] };
      expect(providers.map(({ id }) => id)).toStrictEqual(["krea", "cloudflare", "runware"]);
    }
  });
});

describe("doctor", () => {
  const states = async () => {
    const ran = await runCli("doctor", "--json");
    const { providers } = ran.json() as { providers: { id: string; state: string; code?: string }[] };
    return { code: ran.code, states: providers.map(({ id, state, code }) => [id, state, code]) };
  };

  it("says what to set when there is no key", async () => {
    const { code, out } = await runCli("doctor");
    expect(code).toBe(4);
    expect(out).toMatch(/no key\s+krea\s+set KREA_API_TOKEN or KREA_API_KEY/);
    expect(out).toMatch(/no key\s+runware\s+set RUNWARE_API_KEY/);
  });

  it("asks each provider that has a key by a free read", async () => {
    const emulator = await startEmulator();
    pointAt(emulator);
    expect(await states()).toStrictEqual({
      code: 0,
      states: [
        ["krea", "ready", undefined],
        ["cloudflare", "ready", undefined],
        ["runware", "ready", undefined],
      ],
    });
    expect(emulator.requests().some(({ operation }) => operation === "submit")).toBe(false);
    await emulator.close();
  });

  it("says what is wrong with a key, and shows nothing of it", async () => {
    const emulator = await startEmulator({ keys: { krea: ["good"], runware: ["good"] } });
    pointAt(emulator, "sk-canary-123");
    vi.stubEnv("CLOUDFLARE_API_TOKEN", '"sk-canary-123"');
    expect(await states()).toStrictEqual({
      code: 4,
      states: [
        ["krea", "problem", "authentication"],
        ["cloudflare", "problem", "missing_credentials"],
        ["runware", "problem", "authentication"],
      ],
    });
    const { out, err } = await runCli("doctor");
    expect(out).toMatch(/problem\s+cloudflare.*quotes/);
    expect(`${out}${err}`).not.toContain("canary");
    await emulator.close();
  });

  it("is not content with one provider that works while another is set up and does not", async () => {
    const emulator = await startEmulator({ keys: { krea: ["good"] } });
    pointAt(emulator, "bad");
    const ran = await runCli("doctor", "--json");
    expect([ran.code, ran.json().ok]).toStrictEqual([4, false]);
    expect((await states()).states.map(([, state]) => state)).toStrictEqual(["problem", "ready", "ready"]);
    await emulator.close();
  });

  it.each([
    ["CLOUDFLARE_API_TOKEN", "t", "CLOUDFLARE_ACCOUNT_ID is not"],
    ["CLOUDFLARE_ACCOUNT_ID", "0".repeat(32), "CLOUDFLARE_API_TOKEN is not"],
    ["CLOUDFLARE_BASE_URL", "https://h.example", "CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN is not"],
  ])("names what is missing beside %s", async (variable, value, missing) => {
    vi.stubEnv(variable, value);
    expect(await states()).toMatchObject({
      code: 4,
      states: [
        ["krea", "no key", undefined],
        ["cloudflare", "problem", "missing_credentials"],
        ["runware", "no key", undefined],
      ],
    });
    expect((await runCli("doctor")).out).toContain(missing);
  });

  it("goes on with the others when an address is wrong", async () => {
    vi.stubEnv("KREA_BASE_URL", "ftp://h.example");
    expect((await states()).states).toStrictEqual([
      ["krea", "problem", "invalid_input"],
      ["cloudflare", "no key", undefined],
      ["runware", "no key", undefined],
    ]);
    expect((await runCli("providers")).code).toBe(0);
  });

  it("says that a service cannot be reached", async () => {
    vi.stubEnv("KREA_API_TOKEN", "k");
    vi.stubEnv("KREA_BASE_URL", await deadOrigin());
    const { code, states: all } = await states();
    expect([code, all[0]]).toStrictEqual([4, ["krea", "problem", "provider_unavailable"]]);
  });
});

describe("emulate", () => {
  it("prints one line of JSON, serves, and ends on Ctrl-C", async () => {
    const terminal = fakeTerminal();
    const running = terminal.run("emulate", "--json");
    const line = await terminal.waitFor(/^\{/);
    const urls = JSON.parse(line);
    expect(urls).toStrictEqual({
      krea: { baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/krea$/) },
      cloudflare: { baseUrl: expect.stringMatching(/\/cloudflare\/client\/v4$/) },
      runware: { baseUrl: expect.stringMatching(/\/runware\/v1$/), wsUrl: expect.stringMatching(/^ws:/) },
      control: expect.stringMatching(/\/_emulator$/),
    });
    expect((await fetch(`${urls.control}/bill`)).status).toBe(200);
    terminal.interrupt();
    expect((await running).code).toBe(0);
    await expect(fetch(`${urls.control}/bill`)).rejects.toThrow();
  });

  it("tells a person what to set", async () => {
    const terminal = fakeTerminal();
    const running = terminal.run("emulate");
    const text = await terminal.waitFor(/emulator/);
    terminal.interrupt();
    await running;
    for (const variable of ["KREA_BASE_URL", "CLOUDFLARE_ACCOUNT_ID", "RUNWARE_BASE_URL"])
      expect(text).toContain(variable);
  });

  it("says that a port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const { code, err } = await runCli("emulate", "--port", String(port));
    expect([code, err]).toStrictEqual([1, expect.stringContaining(`The port ${port} is taken`)]);
    expect((await runCli("emulate", "--port", String(port), "--json")).json()).toMatchObject({
      error: { code: "port_taken" },
    });
    server.close();
  });

  it.each([
    ["--port", "65536"],
    ["--port", "-1"],
    ["--speed", "0"],
  ])("refuses %s %s as a mistake of the command line", async (...flag) => {
    const { code, err } = await runCli("emulate", ...flag);
    expect([code, err]).toStrictEqual([2, expect.stringContaining(flag[0])]);
  });
});

describe("help", () => {
  it.each([[["--help"]], [["help"]], [["generate", "--help"]]])(
    "%o goes to stdout and is no error",
    async (args) => {
      const { code, out, err } = await runCli(...args);
      expect([code, err]).toStrictEqual([0, ""]);
      expect(out).toContain("Usage: unikrea");
    },
  );

  it("is a document with --json, as the version is", async () => {
    const { code, json, err } = await runCli("generate", "--help", "--json");
    expect([code, err]).toStrictEqual([0, ""]);
    expect(json()).toStrictEqual({ ok: true, help: expect.stringContaining("Usage: unikrea generate") });
    expect((await runCli("--version", "--json")).json()).toMatchObject({
      ok: true,
      version: expect.any(String),
    });
    expect((await runCli("--version")).out).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each([
    [["--json"], "no command given: see unikrea --help"],
    [["genrate", "--json"], expect.stringMatching(/^unknown command/)],
  ])("%o is a usage error", async (args, message) => {
    const ran = await runCli(...args);
    expect(ran.code).toBe(2);
    expect(ran.json()).toMatchObject({ ok: false, error: { code: "usage", message } });
  });

  it("lists the exit codes", async () => expect((await runCli("--help")).out).toContain("may be billed"));
});
