import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "@unikrea/emulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearEnvironment, deadOrigin } from "./environment.ts";
import { fakeTerminal, runCli } from "./fake-terminal.ts";

beforeEach(clearEnvironment);
afterEach(() => vi.unstubAllEnvs());

const document = fileURLToPath(new URL("../../emulator/vendor/krea.openapi.json", import.meta.url));
const text = readFileSync(document, "utf8");
const dearer = text.replace('"amount": 0.06,', '"amount": 0.061,');

describe("prices", () => {
  it("are listed with the source of every figure", async () => {
    const { code, out } = await runCli("prices");
    expect(code).toBe(0);
    expect(out).toMatch(
      /krea-2-medium-turbo\s+references\s+\$0\.0175 \[1\]\s+\$0\.0175 \[2\]\s+\$0\.0175 \[6\]/,
    );
    expect(out).toMatch(/krea-2-large\s+moodboard\s+\$0\.07 \[1\]\s+\$0\.07 \[2\]\s+\$0\.07\* \[5\]/);
    expect(out).toContain("[1] listed, 2026-10-09: x-krea-pricing in https://api.krea.ai/openapi.json");
    expect(out).toContain("[3] copied, no date: a copy of Runware's catalogue rates");
    expect(out).toContain("[4] observed, 2026-06-26: the cost in a real answer");
    expect(out).toContain("[5] inferred, 2026-10-09: Krea's own list");
    expect(out).toContain("* inferred from another provider's list");
  });

  it("are one document with --json, 27 figures long", async () => {
    const { prices } = (await runCli("prices", "--json")).json() as { prices: { basis: string }[] };
    expect(prices).toHaveLength(27);
    expect(prices[20]).toStrictEqual({
      provider: "runware",
      model: "krea-2-medium",
      tier: "moodboard",
      usd: 0.04,
      basis: "inferred",
      source: expect.stringContaining("Krea's own list"),
      checkedOn: "2026-10-09",
    });
    const count = (basis: string) => prices.filter((price) => price.basis === basis).length;
    expect(["listed", "copied", "observed", "inferred"].map(count)).toStrictEqual([21, 3, 1, 2]);
  });

  it("are marked in the table of providers where they are inferred, and only there", async () => {
    const { out } = await runCli("providers");
    expect(out.match(/\$\d[\d.]*\*/g)).toStrictEqual(["$0.04*", "$0.07*"]);
    expect(out).toContain("* inferred from another provider's list");
  });
});

describe("prices --check", () => {
  /** A file with this text in the folder of a terminal. */
  const check = (content: string, ...flags: string[]) => {
    const terminal = fakeTerminal();
    writeFileSync(join(terminal.cwd, "krea.json"), content);
    return terminal.run("prices", "--check", "krea.json", ...flags);
  };

  it("finds no drift in Krea's document: 0", async () => {
    const { code, out } = await check(text);
    expect([code, out]).toStrictEqual([
      0,
      "no drift: our prices of krea (2026-10-09) are those of krea.json",
    ]);
  });

  it("shows what differs, and ends with 7", async () => {
    const { code, out } = await check(dearer);
    expect(code).toBe(7);
    expect(out).toMatch(/amount\s+krea-2-large\s+text\s+0\.06\s+0\.061/);
    expect(out).toContain("1 difference between our prices of krea (2026-10-09) and krea.json");
  });

  it("is one document with --json", async () => {
    const { code, json } = await check(dearer, "--json");
    expect([code, json()]).toStrictEqual([
      7,
      {
        ok: false,
        provider: "krea",
        document: "krea.json",
        version: "v1",
        checkedOn: "2026-10-09",
        drift: [{ kind: "amount", model: "krea-2-large", tier: "text", ours: 0.06, theirs: 0.061 }],
      },
    ]);
    expect((await check(text, "--json")).json()).toMatchObject({ ok: true, drift: [] });
  });

  it("reads a file that begins with a byte order mark", async () =>
    expect((await check(`\ufeff${text}`)).code).toBe(0));

  it("lets no word of the document act on the terminal", async () => {
    const { code, out } = await check(text.replaceAll('"moodboards"', '"mood\\u001b[2J"'));
    expect(code).toBe(7);
    expect(out).toMatch(/new tier\s+krea-2-large\s+mood \[2J/);
    expect(out).not.toContain("\u001b[2J");
  });

  it.each([
    ["is not there", ["nowhere.json"], /nowhere\.json cannot be read \(ENOENT\)/],
    ["is a folder", ["."], /cannot be read \(EISDIR\)/],
    [
      "is no such document",
      [fileURLToPath(import.meta.url)],
      /is not Krea's OpenAPI document: it is no JSON/,
    ],
  ])("refuses a file that %s: 2", async (_, args, message) => {
    const { code, err } = await runCli("prices", "--check", ...args);
    expect([code, err]).toStrictEqual([2, expect.stringMatching(message)]);
    const { json } = await runCli("prices", "--json", "--check", ...args);
    expect(json()).toMatchObject({ ok: false, error: { code: "file_error", billed: "no" } });
  });

  it.each([
    "http://h.example/openapi.json",
    "http://127.0.0.1.h.example/",
    "http://192.168.0.1/openapi.json",
    "ftp://h.example/openapi.json",
    "file:///etc/passwd",
    "https://user:secret@h.example/openapi.json",
    "https://",
  ])("does not fetch %s", async (url) => {
    const { code, err } = await runCli("prices", "--check", url);
    expect([code, err]).toStrictEqual([
      2,
      expect.stringContaining("an https URL or an http URL of this machine"),
    ]);
  });

  describe("with a URL", () => {
    const serve = async (listener: RequestListener) => {
      const server = createServer(listener).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const { port } = server.address() as AddressInfo;
      return { url: `http://127.0.0.1:${port}/openapi.json`, server };
    };

    it("fetches it, and finds no drift in what the emulator serves", async () => {
      const emulator = await startEmulator();
      const { code, out } = await runCli("prices", "--check", `${emulator.urls.krea.baseUrl}/openapi.json`);
      expect([code, out]).toStrictEqual([0, expect.stringMatching(/^no drift: /)]);
      expect(
        emulator.requests().map(({ operation, headers }) => [operation, headers.authorization]),
      ).toStrictEqual([["schema", undefined]]);
      await emulator.close();
    });

    it.each<[string, RequestListener, number, RegExp]>([
      ["is not found", (_, answer) => answer.writeHead(404).end(), 1, /status 404/],
      [
        "leads elsewhere",
        (_, answer) => answer.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
        1,
        /302: it leads elsewhere/,
      ],
      ["breaks off", (request) => void request.socket.destroy(), 1, /cannot be read \(/],
      [
        "never ends",
        (_, answer) => {
          const chunk = Buffer.alloc(1 << 20, " ");
          const pour = () => void (answer.destroyed || answer.write(chunk, () => setImmediate(pour)));
          pour();
        },
        1,
        /more than 32000000 bytes/,
      ],
      [
        "is a page",
        (_, answer) => answer.end("<!doctype html>"),
        2,
        /is not Krea's OpenAPI document: it is no JSON/,
      ],
    ])("that %s, says so", async (_, listener, code, message) => {
      const { url, server } = await serve(listener);
      const ran = await runCli("prices", "--check", url, "--json");
      expect(ran.code).toBe(code);
      expect(ran.json()).toMatchObject({
        ok: false,
        error: {
          code: code === 1 ? "url_error" : "file_error",
          message: expect.stringMatching(message),
          billed: "no",
        },
      });
      server.closeAllConnections();
      server.close();
    });

    it("where nobody listens, says so", async () => {
      const { code, err } = await runCli("prices", "--check", `${await deadOrigin()}/openapi.json`);
      expect([code, err]).toStrictEqual([1, expect.stringContaining("cannot be read (ECONNREFUSED)")]);
    });
  });
});
