import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, deadOrigin } from "./environment.ts";
import { runCli } from "./fake-terminal.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

const NOBODY = "nobody would be asked: nothing would be sent";
const REFUSED_BY_ALL = ["-r", "https://img.example.com/a.png=-0.4", "-s", "movement=5"];

describe("the exit code of plan where nobody would be asked", () => {
  it.each<[string, readonly string[], readonly string[], number]>([
    ["nobody can honour it, and nobody has a key", [], REFUSED_BY_ALL, 2],
    ["who is named cannot honour it, and the emulator stands in", [], ["-p", "runware", "-a", "3:4"], 2],
    ["it costs too much", [], ["--max-usd", "0.001"], 1],
    ["who can honour it has no key", ["RUNWARE"], ["-a", "3:4"], 4],
    [
      "the one with a key is named beside one without, and cannot",
      ["RUNWARE"],
      ["-p", "krea,runware", "-a", "3:4"],
      2,
    ],
    ["the same, by time", ["RUNWARE"], ["-p", "krea,runware", "-a", "3:4", "--routing", "fastest"], 2],
    ["who could pay for it has no key, by time", ["RUNWARE"], ["-a", "3:4", "--routing", "fastest"], 4],
    ["the one with a key is too dear, and others have none", ["RUNWARE"], ["--max-usd", "0.001"], 1],
    ["nobody can honour it, and some have a key", ["KREA", "RUNWARE"], REFUSED_BY_ALL, 2],
    [
      "one cannot honour it, and the other is too dear",
      ["KREA", "RUNWARE"],
      ["-a", "3:4", "--max-usd", "0.001"],
      1,
    ],
  ])("is that of generate: %s", async (_, keys, flags, wanted) => {
    // Whatever goes wrong here, it goes to nobody.
    const origin = await deadOrigin();
    for (const name of keys) {
      vi.stubEnv(`${name}_API_KEY`, "canary-5f1d7c20");
      vi.stubEnv(`${name}_BASE_URL`, origin);
    }
    const generated = await runCli("generate", "a fox", ...flags);
    const planned = await runCli("plan", "a fox", ...flags);
    expect([planned.code, generated.code]).toStrictEqual([wanted, wanted]);
    expect(planned.out).toContain(NOBODY);
    const { code, json } = await runCli("plan", "a fox", ...flags, "--json");
    expect([code, json()]).toMatchObject([wanted, { ok: false, order: [] }]);
  });

  it("is 0 where somebody would be asked, also when others would not", async () => {
    const { code, json } = await runCli("plan", "a fox", "-a", "3:4", "--json");
    expect([code, json()]).toMatchObject([0, { ok: true, order: ["krea"] }]);
  });

  it("is that of the request, whomever --show-wire names", async () => {
    const wireOf = (...flags: string[]) => runCli("plan", "a fox", "-a", "3:4", "--show-wire", ...flags);
    expect((await wireOf("runware")).code).toBe(0);
    expect((await wireOf("krea", "-p", "runware")).code).toBe(2);
  });
});
