import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, pointAt } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

let emulator: EmulatorServer;
beforeAll(async () => {
  emulator = await startEmulator({
    images: "plain",
    latencyMs: { "krea-2-medium": 0, "krea-2-large": 0, "krea-2-medium-turbo": 3000 },
  });
});
afterAll(() => emulator.close());
beforeEach(() => {
  clearEnvironment();
  emulator.reset();
  pointAt(emulator);
});
afterEach(() => vi.unstubAllEnvs());

const fox = ["generate", "a fox", "-p", "runware", "--seed", "7"];
const always = { service: "runware", operation: "download", times: 0 } as const;
const turbo = ["-m", "krea-2-medium-turbo"];
const jobFileIn = (dir: string) => readdirSync(dir).find((name) => /^unikrea-job-[\w-]+\.json$/.test(name));

describe("an image that cannot be downloaded", () => {
  it("does not hide the others: 6, the saved one, and the job", async () => {
    emulator.inject({ ...always, kind: "status", status: 400, times: 1 });
    const terminal = fakeTerminal();
    const ran = await terminal.run(...fox, "-n", "2", "--json");
    expect(ran.code).toBe(6);
    const { images, job, jobFile } = ran.json() as {
      images: { file?: string; error?: object }[];
      job: object;
      jobFile: string;
    };
    expect(images.map(({ file, error }) => [file !== undefined, error !== undefined]).sort()).toStrictEqual([
      [false, true],
      [true, false],
    ]);
    expect(job).toMatchObject({ v: 1 });
    expect(existsSync(join(terminal.cwd, jobFile))).toBe(true);
    expect(emulator.bill().entries).toHaveLength(2);
  });

  it("is not hidden either when it is the only one: 1, billed yes, its URL, and a file to resume", async () => {
    emulator.inject({ ...always, kind: "status", status: 400 });
    const terminal = fakeTerminal();
    const ran = await terminal.run(...fox, "--json");
    expect(ran.code).toBe(1);
    expect(ran.json()).toMatchObject({
      ok: false,
      emulated: true,
      error: { code: "download_failed", billed: "yes", job: { v: 1 } },
      images: [{ url: expect.stringContaining("http"), error: { code: "download_failed" } }],
      jobFile: jobFileIn(terminal.cwd),
    });
  });
});

describe("a file that cannot be written", () => {
  it("is told after the payment with the job, the money and the URL", async () => {
    emulator.inject({ ...always, kind: "slow", delayMs: 300 });
    const terminal = fakeTerminal();
    const running = terminal.run(...fox, "-o", "pictures", "--json");
    // The folder was there when it was checked.
    await vi.waitFor(() => expect(emulator.bill().entries).toHaveLength(1));
    const dir = join(terminal.cwd, "pictures");
    await rm(dir, { recursive: true });
    await writeFile(dir, "a file now");
    const ran = await running;
    expect(ran.code).toBe(1);
    expect(ran.json()).toMatchObject({
      error: { code: "file_error", billed: "yes", job: { v: 1 } },
      images: [{ url: expect.stringContaining("http") }],
    });
    expect(ran.err).toContain("Keep this as a file");
  });
});

describe("while images are downloaded", () => {
  beforeEach(() => void emulator.inject({ ...always, kind: "hang" }));
  const isDownloading = () =>
    vi.waitFor(
      () => expect(emulator.requests().some(({ operation }) => operation === "download")).toBe(true),
      5000,
    );

  it("Ctrl-C ends it: 130, and the job is kept", async () => {
    const terminal = fakeTerminal();
    const running = terminal.run(...fox);
    await isDownloading();
    terminal.interrupt();
    const ran = await running;
    expect(ran.code).toBe(130);
    expect(ran.err).toMatch(/Interrupted while the image was downloaded/);
    expect(ran.err).toMatch(/The job is kept in unikrea-job-.+\.json: unikrea resume unikrea-job-/);
    expect(ran.err).toContain("It was billed (emulated).");
  });

  it("the time-out ends it: 5, and the job is kept", async () => {
    const terminal = fakeTerminal();
    const ran = await terminal.run(...fox, "--timeout", "1", "--json");
    expect(ran.code).toBe(5);
    expect(ran.json()).toMatchObject({
      error: { code: "timeout", billed: "yes" },
      jobFile: jobFileIn(terminal.cwd),
    });
  });
});

it("a second Ctrl-C ends at once, with 130 and the job kept", async () => {
  // Cancelling waits for an answer that does not come.
  emulator.inject({ service: "krea", operation: "poll", kind: "hang", times: 0 });
  const terminal = fakeTerminal();
  const running = terminal.run("generate", "a fox", "-p", "krea", ...turbo);
  await terminal.waitFor(/krea: queued/);
  terminal.interrupt();
  const at = performance.now();
  terminal.interrupt();
  const ran = await running;
  expect(performance.now() - at).toBeLessThan(2000);
  expect([ran.code, ran.err]).toStrictEqual([130, expect.stringContaining("it may be billed (emulated)")]);
  expect(jobFileIn(terminal.cwd)).toBeDefined();
});

describe("resume", () => {
  it("collects a job that outlived its time, without a second bill", async () => {
    const terminal = fakeTerminal();
    const first = await terminal.run(
      "generate",
      "a fox",
      "-p",
      "krea",
      "--seed",
      "7",
      ...turbo,
      "--timeout",
      "1",
    );
    const file = jobFileIn(terminal.cwd) ?? "";
    expect([first.code, first.err]).toStrictEqual([5, expect.stringContaining(`unikrea resume ${file}`)]);
    if (process.platform !== "win32") expect(statSync(join(terminal.cwd, file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(terminal.cwd, file), "utf8"))).toMatchObject({ v: 1 });

    const ran = await terminal.run("resume", file, "-o", "pictures");
    expect([ran.code, ran.out]).toStrictEqual([0, "pictures/resumed-krea-7.png"]);
    expect(ran.err).toMatch(/krea krea-2-medium-turbo, .* \$0\.015 \(emulated: no real money\)/);
    expect(emulator.bill().entries).toHaveLength(1);
  });

  it("looks for a job whose answer was lost", async () => {
    emulator.inject({ service: "krea", operation: "submit", kind: "drop", afterWork: true });
    const terminal = fakeTerminal();
    const first = await terminal.run("generate", "a fox", "-p", "krea", "--timeout", "0.5");
    expect([first.code, first.err]).toStrictEqual([3, expect.stringContaining("unikrea resume")]);
    expect((await terminal.run("resume", jobFileIn(terminal.cwd) ?? "")).code).toBe(0);
    expect(emulator.bill().entries).toHaveLength(1);
  });

  it.each([
    ["no JSON", "{", "file_error"],
    ["no job", "{}", "invalid_response"],
  ])("refuses a file with %s: 2, nothing sent", async (_, text, code) => {
    const terminal = fakeTerminal();
    await writeFile(join(terminal.cwd, "job.json"), text);
    const ran = await terminal.run("resume", "job.json", "--json");
    expect([ran.code, ran.json()]).toMatchObject([2, { ok: false, error: { code, billed: "no" } }]);
    expect(emulator.requests()).toStrictEqual([]);
  });

  it("does not send an emulator's job to the real service", async () => {
    const terminal = fakeTerminal();
    await terminal.run("generate", "a fox", "-p", "krea", ...turbo, "--timeout", "1");
    vi.stubEnv("KREA_BASE_URL", undefined);
    const ran = await terminal.run("resume", jobFileIn(terminal.cwd) ?? "");
    expect([ran.code, ran.err]).toStrictEqual([2, expect.stringContaining("*_BASE_URL")]);
  });
});

it("keeps nothing of the built-in emulator, whose jobs end with it", async () => {
  clearEnvironment();
  const terminal = fakeTerminal();
  const ran = await terminal.run("generate", "a fox", "-p", "krea", "--timeout", "0.2");
  expect(ran.code).toBe(5);
  expect(jobFileIn(terminal.cwd)).toBeUndefined();
  expect(ran.err).not.toContain("resume");
  expect(ran.err).toContain("It may be billed (emulated).");
});

describe("what is set for a provider", () => {
  beforeEach(clearEnvironment);

  it.each([
    ["CLOUDFLARE_API_TOKEN", "t", 4],
    ["CLOUDFLARE_BASE_URL", "https://h.example", 4],
    ["CLOUDFLARE_BASE_URL", "ftp://h.example", 2],
  ])("is not replaced by an emulator when it is half: %s=%s", async (variable, value, code) => {
    vi.stubEnv(variable, value);
    for (const args of [["-p", "cloudflare"], []]) {
      const ran = await runCli("generate", "a fox", ...args);
      expect([ran.code, ran.err]).toStrictEqual([code, expect.stringContaining("CLOUDFLARE_")]);
      expect(ran.err).not.toContain("emulator draws");
    }
  });

  it.each(["krea", "cloudflare", "runware"] as const)(
    "may be the address of %s's emulator alone",
    async (id) => {
      vi.stubEnv(`${id.toUpperCase()}_BASE_URL`, emulator.urls[id].baseUrl);
      const ran = await runCli("generate", "a fox", "-p", id);
      expect([ran.code, ran.err]).toStrictEqual([0, expect.stringContaining("an emulator's is sent")]);
      expect(emulator.bill().entries).toHaveLength(1);
    },
  );
});

describe("an accepted job that may be billed", () => {
  it.each([401, 402])("is 3 when its poll is refused with %i", async (status) => {
    emulator.inject({ service: "krea", operation: "poll", kind: "status", status, times: 0 });
    const ran = await runCli("generate", "a fox", "-p", "krea", ...turbo, "--json");
    expect([ran.code, ran.json()]).toMatchObject([3, { error: { billed: "maybe", job: { v: 1 } } }]);
  });
});

it("says when to try again", async () => {
  const headers = { "retry-after": "30" };
  emulator.inject({ service: "krea", operation: "submit", kind: "status", status: 429, headers, times: 0 });
  expect((await runCli("generate", "a fox", "-p", "krea", "--timeout", "2")).err).toContain(
    "Try again in 30 s.",
  );
});
