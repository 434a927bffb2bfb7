import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "@unikrea/emulator";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runScript } from "../run-script.ts";
import { hastyClock } from "./hasty-clock.ts";

const PEER = fileURLToPath(new URL("peer.ts", import.meta.url));
/** A lease of half a minute, by which others know that its holder lives, is over in a second and a half. */
const SPEED = 20;

interface End {
  readonly images: number;
  readonly url?: string;
  readonly code?: string;
  readonly billed?: string;
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "unikrea-two-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** A ledger and the services, and a way to start processes over them. */
async function stage(kind: string) {
  const place = await mkdtemp(join(directory, "ledger-"));
  const beganAt = Date.now();
  const { wallTime, setTimer } = hastyClock(beganAt, SPEED);
  const server = await startEmulator({ clock: { now: wallTime, setTimer }, images: "plain" });
  onTestFinished(() => server.close());
  /** Resolves with what the process said at its end, or with nothing when it was killed. */
  const start = async (
    verb: "generate" | "recover",
    moment = "never",
  ): Promise<readonly End[] | undefined> => {
    const args = [kind, place, server.urls.runware.baseUrl, String(beganAt), String(SPEED), verb, moment];
    const { code, signal, said, complaint } = await runScript(PEER, args);
    if (signal === "SIGKILL") return undefined;
    if (code === 0) return JSON.parse(said);
    throw new Error(`a process ended with ${code}: ${complaint}`);
  };
  return { start, billed: () => server.bill().entries.length };
}

/** How the stores write is tried elsewhere; here it is who goes on after whom. */
const MOMENTS = { sqlite: ["after 1", "after 2", "before 3"], file: ["after 2"] } as const;

describe.each(["sqlite", "file"] as const)(
  "two processes with one %s ledger",
  { timeout: 60_000 },
  (kind) => {
    it("that are handed one order under one key make one image, and both get it", async () => {
      const { start, billed } = await stage(kind);
      const [one, other] = await Promise.all([start("generate"), start("generate")]);
      expect(one).toMatchObject([{ images: 1, url: expect.stringContaining("http") }]);
      expect(other).toStrictEqual(one);
      expect(billed()).toBe(1);
    });

    it.each(MOMENTS[kind])(
      "pay once when one of them is killed %s writes, and one of two that recover dies, too",
      async (moment) => {
        const { start, billed } = await stage(kind);
        const [dead, alive] = await Promise.all([start("generate", moment), start("generate")]);
        const paid = billed();
        expect(paid).toBeLessThanOrEqual(1);
        // Whoever was quicker has made it. The other has its image, or knows that it may be paid for.
        const ends = [dead, alive].filter((end) => end !== undefined).flat();
        expect(ends.length).toBeGreaterThan(0);
        for (const end of ends) expect(end.images === 1 || end.billed === "maybe" || paid === 0).toBe(true);
        await Promise.all([start("recover", "after 1"), start("recover")]);
        await start("recover");
        expect(billed()).toBe(paid);
      },
    );
  },
);
