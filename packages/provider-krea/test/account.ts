import type { ImageProvider } from "@unikrea/core/provider";
import { createEmulator, type Emulator, type EmulatorOptions } from "@unikrea/emulator";
import { canonicalRequest, type FakeClock, fakeClock } from "@unikrea/testkit";
import { type KreaSettings, krea } from "../src/index.ts";

type Lost = Parameters<ImageProvider["find"]>[0];
type Found = Awaited<ReturnType<ImageProvider["find"]>>;
type Token = Lost["claimed"][number];

/** One key at Krea, by a clock that tests move. */
export interface Account {
  readonly clock: FakeClock;
  readonly emulator: Emulator;
  /** Another application with the same key. */
  client(settings?: KreaSettings): Client;
  /** Handles of all jobs, newest first, as the list itself would name them. */
  jobs(): Promise<{ jobId: string; createdAt: string }[]>;
  /** Requests of this kind that the emulator has seen, the ones for `jobs` left out. */
  seen(operation: string): number;
  /** Jobs that were billed, once all that was begun has ended. */
  billed(): Promise<number>;
}

/** What core does with a provider around a lost submission, and no more. */
export interface Client {
  /** Submits, and gives the job, or what is known of it when the answer was lost. */
  submit(): Promise<{ token: Token; lost?: never } | { token?: never; lost: Lost }>;
  /** Looks at the times that the provider names, until something is found. */
  look(lost: Lost): Promise<Found>;
  /** Submits what is lost, and looks for it. */
  find(): Promise<Found>;
  /** Submits; looks when the answer was lost; submits again when the job is absent. Gives the job, if it is known. */
  generate(): Promise<Token | undefined>;
}

const PRICE = 30_000;
const HOUR_MS = 3_600_000;
const request = canonicalRequest();

/** Opens an account at an emulator whose clock is ahead by `skewMs`. */
export function openAccount(options: EmulatorOptions = {}, skewMs = 0): Account {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock: { now: () => clock.wallTime() + skewMs, setTimer: clock.setTimer },
    images: "plain",
    latencyMs: { "krea-2-medium": 10_000 },
    ...options,
  });
  return {
    clock,
    emulator,
    client: (settings) => createClient(clock, emulator, settings),
    async jobs() {
      const headers = { authorization: "Bearer onlooker" };
      const answer = await clock.settle(emulator.fetch("https://api.krea.ai/jobs?limit=10", { headers }));
      const { items } = Object(await answer.json());
      return Array.from(items, (item) => ({
        jobId: Object(item).job_id,
        createdAt: Object(item).created_at,
      }));
    },
    seen: (operation) =>
      emulator
        .requests()
        .filter(({ operation: kind, path }) => kind === operation && path !== "/jobs?limit=10").length,
    async billed() {
      await clock.advance(HOUR_MS);
      return emulator.bill().totalMicroUsd / PRICE;
    },
  };
}

function createClient(clock: FakeClock, { fetch }: Emulator, settings: KreaSettings = {}): Client {
  const provider = krea({ apiKey: "canary-5f1d7c20", baseUrl: "https://api.krea.ai", fetch, ...settings });
  const { submitTimeoutMs: timeoutMs, findAfterMs = [] } = provider;
  const claimed: Token[] = [];
  const { n, model } = request;

  const submit: Client["submit"] = async () => {
    const sentAt = clock.wallTime();
    try {
      const { token } = await clock.settle(provider.submit(request, "key", { clock, timeoutMs }));
      claimed.push(token);
      return { token };
    } catch {
      const lostAt = clock.wallTime();
      return {
        lost: { key: "key", request, n, model, sentAt, lostAt, claimed, looks: 0, isLastLook: false },
      };
    }
  };

  const look: Client["look"] = async (lost) => {
    let found: Found = { status: "unknown", reason: "nobody looked" };
    for (const [looks, afterMs] of findAfterMs.entries()) {
      await clock.advance(Math.max(0, lost.lostAt + afterMs - clock.wallTime()));
      const isLastLook = looks === findAfterMs.length - 1;
      found = await clock.settle(provider.find({ ...lost, looks, isLastLook }, { clock, timeoutMs }));
      if (found.status !== "unknown") break;
    }
    if (found.status === "accepted") claimed.push(found.token);
    return found;
  };

  return {
    submit,
    look,
    async find() {
      const { lost } = await submit();
      if (lost) return look(lost);
      throw new Error("expected a submission whose answer was lost");
    },
    async generate() {
      const { token, lost } = await submit();
      const found = lost && (await look(lost));
      if (found?.status === "absent") return (await submit()).token;
      return found?.status === "accepted" ? found.token : token;
    },
  };
}
