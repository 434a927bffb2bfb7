import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createKrea2 } from "@unikrea/core";
import { startEmulator } from "@unikrea/emulator";
import { afterAll, beforeAll, describe, it } from "vitest";
import { openStore } from "../crash/store.ts";
import { hasPostgres } from "../postgres-server.ts";
import { newPrefix } from "../reachable.ts";
import { hasRedis } from "../redis-server.ts";
import { runScript } from "../run-script.ts";
import { providerOf } from "./provider.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** Every moment of the writes of one call: the intent, the job, its end, the delivery. Cloudflare's job is its end. */
const momentsOf = (mode: string) =>
  (mode === "cloudflare" ? [1, 2, 3] : [1, 2, 3, 4]).flatMap((count) => [
    `before ${count}`,
    `after ${count}`,
  ]);
const STORES = [
  "file",
  "sqlite",
  ...((await hasPostgres()) ? ["postgres"] : []),
  ...((await hasRedis()) ? ["redis"] : []),
];
const MODES = ["runware", "cloudflare", "krea"] as const;
/** A lost submission is looked for as often, only sooner: here everything is a hundred times faster. */
const SOONER = 50;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "unikrea-kill-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Resolves with the signal by which the child died. */
async function runChild(args: readonly string[]): Promise<string> {
  const { code, signal, complaint } = await runScript(CHILD, args);
  if (signal) return signal;
  throw new Error(`the child ended by itself with ${code}: ${complaint}`);
}

describe.each(STORES)("a process with a %s ledger that is killed", (kind) => {
  // The stores differ in how they write, the services in what can be found: one of each with all of the other.
  describe.each(MODES.filter((mode) => kind === "file" || mode === "runware"))(
    "while it makes an image on %s",
    (mode) => {
      it.concurrent.for(momentsOf(mode))(
        "%s: nothing is lost, and nothing is paid twice",
        { timeout: 60_000 },
        async (moment, { expect, onTestFinished }) => {
          const name = newPrefix();
          const place =
            kind === "file" || kind === "sqlite" ? await mkdtemp(join(directory, "ledger-")) : name;
          const server = await startEmulator({ speed: 100 });
          onTestFinished(() => server.close());
          const { baseUrl } = server.urls[mode];
          const billed = () => server.bill().entries.reduce((sum, { images }) => sum + images, 0);
          expect(await runChild([kind, place, mode, baseUrl, moment])).toBe("SIGKILL");

          const { store, close } = await openStore(kind, place);
          const provider = providerOf(mode, baseUrl);
          const findAfterMs = provider.findAfterMs?.map((ms) => ms / SOONER);
          const k2 = createKrea2({
            providers: [{ ...provider, ...(findAfterMs && { findAfterMs }) }],
            ledger: store,
          });
          const recovered = await k2.recover({ minAgeMs: 0 });
          const paid = billed();
          expect(paid).toBeLessThanOrEqual(1);
          // It is there, or it was delivered before, or the ledger says that it may have been paid for.
          const images = recovered.flatMap(({ result }) => result?.images ?? []);
          const [record] = await store.list({ limit: 10 });
          const isNamed = recovered.some(({ error }) => error?.billed === "maybe");
          const isDelivered = record?.state === "delivered";
          if (paid === 1) expect([images.length === 1, isNamed, isDelivered]).toContain(true);
          for (const image of images) expect((await image.bytes()).length).toBeGreaterThan(1000);

          await k2.recover({ minAgeMs: 0 });
          expect(billed()).toBe(paid);
          if (record) await store.remove(record.id);
          await close();
        },
      );
    },
  );
});
