import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, deadOrigin, pointAt } from "./environment.ts";
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

describe("the exit code", () => {
  beforeEach(() => pointAt(emulator));
  const generate = (...more: string[]) => runCli("generate", "a lighthouse", "-p", "krea", ...more);
  const turbo = ["-m", "krea-2-medium-turbo"];

  it.each([
    ["an unknown command", ["genrate"], 2],
    ["an unknown flag", ["generate", "a", "--aspct", "1:1"], 2],
    ["no prompt", ["generate"], 2],
    ["an unknown provider", ["generate", "a", "-p", "fal"], 2],
    ["a seed that is no number", ["generate", "a", "--seed", "seven"], 2],
    ["a seed out of range", ["generate", "a", "--seed", "-1"], 2],
    ["a ratio that nobody has", ["generate", "a", "-a", "16:10"], 2],
    ["a slider that is none", ["generate", "a", "-s", "contrast=3"], 2],
    ["a slider without a value", ["generate", "a", "-s", "intensity"], 2],
    ["a file that is not there", ["generate", "a", "-r", "nowhere.png"], 2],
    ["a folder that is a file", ["generate", "a", "-o", import.meta.filename], 2],
    ["a folder below a file", ["generate", "a", "-o", `${import.meta.filename}/b/c`], 2],
    ["a URL that may end in a strength", ["generate", "a", "-r", "https://h.example/a.png?v=1"], 2],
    ["an option of nobody", ["generate", "a", "--option", "wideStrengths=true"], 2],
    ["a time-out of nothing", ["generate", "a", "--timeout", "0"], 2],
    ["a job file that is not there", ["resume", "nowhere.json"], 2],
    ["a blank prompt", ["generate", "  "], 2],
  ])("for %s is 2, with one message and no request", async (_, args, code) => {
    const ran = await runCli(...args);
    expect(ran.code).toBe(code);
    expect(ran.err).not.toBe("");
    expect(ran.err).not.toMatch(/\n\s+at /);
    expect(ran.err).not.toContain("emulator draws");
    expect(emulator.requests()).toStrictEqual([]);
  });

  it.each([
    ["a failed job", { kind: "job-failed" }, 1, "job_failed", "no"],
    ["a moderated job", { kind: "moderated" }, 1, "content_rejected", "no"],
    ["a full queue", { kind: "status", status: 429, times: 0 }, 1, "rate_limited", "no"],
    ["a server that fails", { kind: "status", status: 500, times: 0 }, 3, "outcome_unknown", "maybe"],
    ["a key that is refused", { kind: "status", status: 401 }, 4, "authentication", "no"],
    ["an empty account", { kind: "status", status: 402 }, 4, "insufficient_credits", "no"],
  ])("for %s", async (_, fault, code, errorCode, billed) => {
    emulator.inject({ service: "krea", operation: "submit", ...fault } as Parameters<
      typeof emulator.inject
    >[0]);
    const ran = await generate("--json", "--timeout", "2");
    expect(ran.code).toBe(code);
    expect(ran.json()).toMatchObject({ ok: false, error: { code: errorCode, billed, provider: "krea" } });
  });

  it("for an answer that was lost and found again: 0, and one bill", async () => {
    emulator.inject({ service: "krea", operation: "submit", kind: "drop", afterWork: true });
    expect((await generate()).code).toBe(0);
    expect(emulator.bill().entries).toHaveLength(1);
  });

  it("for a key that is missing where one is needed", async () => {
    clearEnvironment();
    vi.stubEnv("KREA_API_TOKEN", "your-api-key");
    const ran = await generate("--json");
    expect(ran.code).toBe(4);
    expect(ran.json()).toMatchObject({ error: { code: "missing_credentials" } });
  });

  it("for a port where nobody listens: one clear message, no stack", async () => {
    vi.stubEnv("KREA_BASE_URL", await deadOrigin());
    const ran = await generate();
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/krea could not be reached: ECONNREFUSED\nNothing was billed\.$/);
  });

  it("prints the stack when asked for it", async () => {
    vi.stubEnv("KREA_BASE_URL", await deadOrigin());
    expect((await generate("--debug")).err).toMatch(/\n\s+at /);
  });

  it("for a job that outlives the time: 5, and the job to collect it", async () => {
    const ran = await generate(...turbo, "--timeout", "1", "--json");
    expect(ran.code).toBe(5);
    expect(ran.json()).toMatchObject({
      error: { code: "timeout", billed: "maybe", job: { v: 1, parts: [{ provider: "krea" }] } },
    });
  });

  it("for some images of several: 6, and the files of those that came", async () => {
    emulator.inject({ service: "krea", operation: "submit", kind: "job-failed" });
    const ran = await generate("-n", "2", "--json");
    expect(ran.code).toBe(6);
    expect(ran.json()).toMatchObject({
      ok: true,
      images: [{ file: expect.any(String) }],
      failures: [{ code: "job_failed", billed: "no" }],
    });
  });

  it("for Ctrl-C: 130, the job canceled where that is free, and what may be billed", async () => {
    const terminal = fakeTerminal();
    const running = terminal.run("generate", "a lighthouse", "-p", "krea", ...turbo);
    await terminal.waitFor(/krea: queued/);
    terminal.interrupt();
    const ran = await running;
    expect(ran.code).toBe(130);
    expect(ran.err).toContain("krea was stopped in time: nothing will be billed");
    expect(emulator.bill().totalUsd).toBe(0);
  });

  it("for Ctrl-C where nothing can be canceled: says what may be billed", async () => {
    const terminal = fakeTerminal();
    const running = terminal.run("generate", "a lighthouse", "-p", "runware", ...turbo);
    await terminal.waitFor(/runware: queued/);
    terminal.interrupt();
    expect((await running).err).toContain("runware: 1 that may still be billed (about $0.015, emulated)");
  });
});

it.each(PROVIDERS)("shows no key of %s in anything that it prints, whatever goes wrong", async (provider) => {
  pointAt(emulator, "sk-canary-123");
  const faults = [
    { kind: "status", status: 401, body: { message: "bad key sk-canary-123" } },
    { kind: "status", status: 400, body: { message: "what is sk-canary-123" } },
  ] as const;
  for (const fault of faults) {
    emulator.inject({ service: provider, operation: "submit", times: 2, ...fault });
    for (const flags of [["--json"], ["--debug"]]) {
      const { code, out, err } = await runCli("generate", "a lighthouse", "-p", provider, ...flags);
      expect(code).not.toBe(0);
      expect(`${out}${err}`).not.toContain("canary");
    }
  }
});
