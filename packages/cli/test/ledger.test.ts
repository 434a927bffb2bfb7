import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { LEDGERS } from "../src/ledger-folder.ts";
import { clearEnvironment, pointAt } from "./environment.ts";
import { user } from "./user.ts";

let emulator: EmulatorServer;
beforeAll(async () => {
  emulator = await startEmulator({
    images: "plain",
    latencyMs: { "krea-2-medium": 0, "krea-2-medium-turbo": 800 },
  });
});
afterAll(() => emulator.close());
beforeEach(() => {
  clearEnvironment();
  emulator.reset();
  pointAt(emulator);
});
afterEach(() => vi.unstubAllEnvs());

const bin = join(import.meta.dirname, "..", "src", "bin.ts");
const fox = ["generate", "a fox", "-p", "krea"];
const slow = [...fox, "-m", "krea-2-medium-turbo"];
const bills = () => emulator.bill().entries.length;

/** Rewrites the only record of a ledger. */
function editRecord(folder: string, edit: (text: string) => string) {
  const [id = ""] = readdirSync(join(folder, "records"));
  const record = join(folder, "records", id);
  const file = join(record, `${readdirSync(record).length}.json`);
  writeFileSync(file, edit(readFileSync(file, "utf8")));
}

describe("a call that was given up", () => {
  it("is listed, left alone while it is young, and collected by recover --now: one charge", async () => {
    const { run, jobs } = user();
    expect((await run(...slow, "--timeout", "1")).code).toBe(5);
    const listed = await run("jobs");
    expect(listed.out).toMatch(/id\s+when \(UTC\)\s+state\s+providers\s+images\s+held/);
    expect(listed.out).toMatch(/accepted\s+krea\s+0 of 1\s+\$0\.015 \(emulated\)/);
    expect(listed.err).toContain("unikrea recover");

    const early = await run("recover");
    expect([early.code, early.err]).toStrictEqual([
      0,
      expect.stringContaining("1 left alone: changed less than"),
    ]);

    const ran = await run("recover", "--now", "-o", "pictures");
    expect([ran.code, ran.out]).toStrictEqual([0, "pictures/a-fox-krea.png"]);
    expect(ran.err).toMatch(/^[\w-]{36}: collected: krea: 1 image, \$0\.015 \(emulated\)$/);
    expect(existsSync(join(ran.cwd, "pictures/a-fox-krea.png"))).toBe(true);

    expect([await jobs(), bills()]).toStrictEqual([[], 1]);
    expect(await jobs("--all")).toMatchObject([{ state: "delivered", images: 1, n: 1, heldUsd: 0 }]);
    const rest = await run("recover", "--now");
    expect([rest.code, rest.err]).toStrictEqual([0, "Nothing is open."]);
  });

  it("by kill -9 is collected too", async () => {
    const { run, home } = user();
    const { UNIKREA_STATE_DIR: _, XDG_STATE_HOME: __, ...rest } = process.env;
    const args = ["--conditions=@unikrea/source", bin, ...slow];
    const env = { ...rest, HOME: home, LOCALAPPDATA: home };
    const child = spawn(process.execPath, args, { env, cwd: home });
    child.stderr.on("data", (text) => /krea: queued/.test(String(text)) && child.kill("SIGKILL"));
    expect(await once(child, "exit")).toStrictEqual([null, "SIGKILL"]);
    const ran = await run("recover", "--now", "--json");
    expect([ran.code, bills()]).toStrictEqual([0, 1]);
    expect(ran.json()).toMatchObject({
      ok: true,
      left: 0,
      jobs: [{ end: "collected", state: "settled", emulated: true, images: [{ file: expect.any(String) }] }],
    });
  }, 20_000);

  it("is marked as delivered by resume as well", async () => {
    const { again, jobs } = user();
    const terminal = again();
    await terminal.run(...slow, "--timeout", "1");
    const file = readdirSync(terminal.cwd).find((name) => name.endsWith(".json")) ?? "";
    expect((await terminal.run("resume", file)).code).toBe(0);
    expect([await jobs(), bills()]).toStrictEqual([[], 1]);
  });

  it("while it is collected is not canceled by Ctrl-C: 130, and it stays open", async () => {
    const { run, again, jobs } = user();
    await run(...slow, "--timeout", "1");
    emulator.inject({ service: "krea", operation: "poll", kind: "hang", times: 0 });
    const before = emulator.requests().length;
    const terminal = again();
    const running = terminal.run("recover", "--now");
    await vi.waitFor(() => expect(emulator.requests().length).toBeGreaterThan(before), 5000);
    terminal.interrupt();
    const ran = await running;
    expect([ran.code, ran.err]).toStrictEqual([130, expect.stringContaining("stays in the ledger")]);
    expect(emulator.requests().some(({ operation }) => operation === "cancel")).toBe(false);
    expect(await jobs()).toHaveLength(1);
  });
});

describe("what recover leaves", () => {
  it("is 3 where nobody knows whether it was billed", async () => {
    const { run, jobs, folder } = user();
    emulator.inject({ service: "krea", operation: "submit", kind: "drop", afterWork: true });
    emulator.inject({ service: "krea", operation: "list", kind: "status", status: 403, times: 0 });
    expect((await run(...fox, "--timeout", "1")).code).toBe(3);
    // Long ago, so that nothing is waited for between the looks.
    editRecord(folder("emulated"), (text) => text.replace(/"lostAt":"....-..-../, '"lostAt":"2026-01-01'));
    const ran = await run("recover", "--now");
    expect([ran.code, ran.err]).toStrictEqual([
      3,
      expect.stringMatching(/: may be billed: krea may have taken it/),
    ]);
    expect(await jobs()).toMatchObject([{ state: "unknown", providers: ["krea"], heldUsd: 0.03 }]);
  });

  it("is nothing of a call that failed and cost nothing", async () => {
    const { run, jobs } = user();
    emulator.inject({ service: "krea", operation: "submit", kind: "status", status: 401 });
    expect((await run(...fox)).code).toBe(4);
    expect([(await jobs()).length, (await jobs("--all")).length]).toStrictEqual([0, 1]);
    expect((await run("jobs")).err).toBe("Nothing is open. 1 that ended: --all");
    expect((await run("recover", "--now")).err).toBe("Nothing is open.");
  });

  it("is what an emulator made, when the address is another's", async () => {
    const { run } = user();
    await run(...slow, "--timeout", "1");
    vi.stubEnv("KREA_BASE_URL", undefined);
    const ran = await run("recover", "--now");
    expect([ran.code, ran.err]).toStrictEqual([
      0,
      expect.stringContaining("left alone: it was made by an emulator"),
    ]);
  });

  it("is what a real service made, when the address is an emulator's, which would know nothing of it: 3", async () => {
    const { run, folder } = user();
    await run(...slow, "--timeout", "1");
    renameSync(folder("emulated"), folder("real"));
    editRecord(folder("real"), (text) => text.replace('"emulated":true,', ""));
    const before = emulator.requests().length;
    const ran = await run("recover", "--now");
    expect([ran.code, ran.err]).toStrictEqual([
      3,
      expect.stringContaining("KREA_BASE_URL leads to an emulator"),
    ]);
    expect(emulator.requests()).toHaveLength(before);
  });

  it("is not what could not be downloaded or written: its image is collected", async () => {
    const { run, jobs } = user();
    const fault = { service: "krea", operation: "download", kind: "status", status: 400 } as const;
    emulator.inject({ ...fault, times: 0 });
    expect((await run(...fox)).code).toBe(1);
    expect(await jobs()).toMatchObject([{ state: "settled", images: 1, heldUsd: 0 }]);
    const failed = await run("recover", "--now", "--json");
    expect(failed.code).toBe(6);
    expect(failed.json()).toMatchObject({ jobs: [{ images: [{ error: { code: "download_failed" } }] }] });
    expect(await jobs()).toHaveLength(1);
  });
});

it("an image that was read and could not be written is not delivered: recover brings it", async () => {
  const { again, run, jobs } = user();
  emulator.inject({ service: "krea", operation: "download", kind: "slow", delayMs: 300 });
  const terminal = again();
  const running = terminal.run(...fox, "-o", "pictures");
  // The folder was there when it was checked.
  await vi.waitFor(() => expect(bills()).toBe(1), 5000);
  rmSync(join(terminal.cwd, "pictures"), { recursive: true });
  writeFileSync(join(terminal.cwd, "pictures"), "a file now");
  expect((await running).code).toBe(1);
  expect(await jobs()).toMatchObject([{ state: "settled", images: 1 }]);
  expect((await run("recover", "--now")).out).toBe("a-fox-krea.png");
  expect([await jobs(), bills()]).toStrictEqual([[], 1]);
});

it("an image that is paid for and missing is asked about each time, and its sibling is saved again only with it", async () => {
  const { run, jobs, folder } = user();
  emulator.inject({ service: "cloudflare", kind: "completed-without-url" });
  const two = ["generate", "a fox", "-p", "cloudflare", "-n", "2", "--timeout", "2"];
  expect((await run(...two)).out.split("\n")).toHaveLength(1);
  // Long ago, so that nothing is waited for between the looks.
  editRecord(folder("emulated"), (text) =>
    text.replaceAll(/"submittedAt":"....-..-../g, '"submittedAt":"2026-01-01'),
  );
  emulator.inject({ service: "cloudflare", operation: "log", kind: "status", status: 500, times: 8 });
  for (const _ of ["the first look", "the second"]) {
    const ran = await run("recover", "--now");
    expect([ran.code, ran.out]).toStrictEqual([3, ""]);
    expect(await jobs()).toMatchObject([{ state: "settled", images: 1, n: 2, heldUsd: 0.03 }]);
  }
  const ran = await run("recover", "--now");
  expect([ran.code, ran.out.split("\n").length]).toStrictEqual([0, 2]);
  expect([await jobs(), bills()]).toStrictEqual([[], 2]);
});

describe("the ledger", () => {
  it("is the owner's alone", async () => {
    const { run, folder } = user();
    await run(...fox);
    const modes = (path: string): number[] => [
      statSync(path).mode & 0o777,
      ...(statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => modes(join(path, name))) : []),
    ];
    if (process.platform === "win32") return;
    expect(new Set(modes(folder("emulated")))).toStrictEqual(new Set([0o700, 0o600]));
    expect(statSync(join(folder("emulated"), "..")).mode & 0o777).toBe(0o700);
  });

  it("is not kept for the built-in emulator, unless a place was named", async () => {
    clearEnvironment();
    const anybody = user();
    await anybody.run(...fox);
    expect(LEDGERS.map((kind) => existsSync(anybody.folder(kind)))).toStrictEqual([false, false]);
    const careful = user({ UNIKREA_STATE_DIR: join(anybody.home, "state") });
    await careful.run(...fox);
    expect(await careful.jobs("--all")).toMatchObject([
      { state: "delivered", emulated: true, isOpen: false },
    ]);
  });

  it("that cannot be written keeps anything from being sent, and names the way out", async () => {
    const { run } = user({ UNIKREA_STATE_DIR: join(import.meta.filename, "below-a-file") });
    const ran = await run(...fox);
    expect([ran.code, emulator.requests()]).toStrictEqual([1, []]);
    expect(ran.err).toMatch(/The ledger .* failed[\s\S]*Nothing was billed[\s\S]*UNIKREA_STATE_DIR/);
  });

  it("says who was fast, for --routing fastest", async () => {
    const { run } = user();
    const medium = ["generate", "a fox", "--routing", "fastest"];
    const providers = [];
    for (let n = 0; n < 3; n++) providers.push((await run(...medium, "--json")).json().provider);
    expect(providers).toStrictEqual(["krea", "cloudflare", "runware"]);
  });

  it("is shown newest first", async () => {
    const { run, jobs } = user();
    // Their ids are in another order.
    for (const [prompt, key] of Object.entries({ one: "b", two: "c", three: "a" }))
      await run("generate", prompt, "-p", "runware", "--idempotency-key", key);
    const listed = await jobs("--all");
    expect(listed.map(({ prompt }) => prompt)).toStrictEqual(["three", "two", "one"]);
    expect(listed[0]).toMatchObject({
      id: expect.any(String),
      model: "krea-2-medium",
      providers: ["runware"],
    });
  });
});
