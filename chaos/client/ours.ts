import { inspect } from "node:util";
import {
  createKrea2,
  type GenerateRequest,
  type GenerateResult,
  isUnikreaError,
  type JobRef,
  type Krea2,
  type LedgerStore,
} from "@unikrea/core";
import { memoryLedger } from "@unikrea/core/ledger";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import { type Intent, intentIn } from "../audit/intent.ts";
import { type Mode, SERVICES, type Service } from "../cell/mode.ts";
import {
  ACCOUNT,
  type Booth,
  CANARY,
  type Claim,
  type Complaint,
  type Ending,
  hookOf,
  type Picture,
  type Subject,
} from "./subject.ts";

/** What a run may set that most do not. */
export interface OursOptions {
  /** Spoils the ledger. */
  readonly wrapLedger?: ((ledger: LedgerStore) => LedgerStore) | undefined;
  /** Where it is kept. @default in memory */
  readonly ledger?: LedgerStore | undefined;
  /** Switches on what is off because nobody has proved it live: absence at Krea, replay at Cloudflare. */
  readonly isTrusting?: boolean | undefined;
  readonly stuckAfterMs?: number | undefined;
  readonly totalUsd?: number | undefined;
  /** Callbacks that throw. */
  readonly isClumsy?: boolean | undefined;
  /** How far the machine's calendar is off, in milliseconds. */
  readonly skewMs?: number | undefined;
  /** Asks for webhooks wherever there are any. */
  readonly isHooked?: boolean | undefined;
  /** Leaves alone what was changed less than this ago when it recovers, in milliseconds. @default 0 */
  readonly minAgeMs?: number | undefined;
}

type JobPart = JobRef["parts"][number];

/** Our library, as its users have it: three providers, and its defaults. */
export function ours(booth: Booth, options: OursOptions = {}): Subject {
  const { stage, random, newId, mode } = booth;
  const { skewMs = 0, wrapLedger, stuckAfterMs, totalUsd, isClumsy = false, minAgeMs = 0 } = options;
  const { time } = stage;
  const clock = {
    now: () => time.now(),
    wallTime: () => time.wallTime() + skewMs,
    setTimer: (callback: () => void, delayMs: number) => time.setTimer(callback, delayMs),
  };
  const inner = options.ledger ?? memoryLedger(clock);
  const ledger = wrapLedger?.(inner) ?? inner;
  const onClumsy = () => {
    throw new Error("a callback of the caller");
  };
  const k2: Krea2<Service> = createKrea2({
    providers: providersFor(booth, options),
    ...{ clock, random, newId, ledger },
    ...(stuckAfterMs !== undefined && { stuckAfterMs }),
    ...(totalUsd !== undefined && { budget: { totalUsd } }),
    ...(isClumsy && { onLedgerError: onClumsy }),
  });
  /** What callers were left with. */
  const held = new Map<string, JobRef>();
  const keptAll = async () => await inner.list({ limit: Number.MAX_SAFE_INTEGER });

  return {
    async make(intent, { order, timeoutMs, signal, idempotencyKey }) {
      const onProgress = isClumsy ? onClumsy : undefined;
      const call = { provider: order, timeoutMs, signal, onProgress, idempotencyKey };
      try {
        const result = await k2.generate(requestFor(intent, mode, options), call);
        const settledAt = time.now();
        const ending = await endingOf(result);
        if (ending.pictures.length < intent.n) held.set(intent.id, result.job);
        return { ...ending, settledAt };
      } catch (error) {
        if (isUnikreaError(error) && error.job) held.set(intent.id, error.job);
        return endingOfError(error);
      }
    },
    async recover() {
      const endings = new Map<string, Ending>();
      for (const { id, result, error, job } of await k2.recover({ minAgeMs })) {
        const prompt = (await inner.get(id))?.request.prompt ?? "";
        const intent = intentIn(prompt) ?? prompt;
        const ending = result ? await endingOf(result) : endingOfError(error, job);
        if (result && ending.error) held.set(intent, result.job);
        endings.set(intent, ending);
      }
      // What a spoiled ledger does not hold, the error did.
      for (const [intent, job] of wrapLedger ? held : []) {
        if ((endings.get(intent)?.pictures.length ?? 0) > 0) continue;
        endings.set(intent, await k2.resume(job).then(endingOf, (error) => endingOfError(error, job)));
      }
      return endings;
    },
    async noted(intent) {
      const records = (await keptAll()).filter(({ request }) => request.prompt === intent.prompt);
      return records.flatMap(({ job }) => claimsOf(job));
    },
    spent: async () => (totalUsd === undefined ? undefined : (await inner.spent(["total"]))[0]),
    kept: async () => JSON.stringify(await keptAll()),
  };
}

function providersFor({ stage, fetch, mode }: Booth, { isTrusting = false }: OursOptions) {
  const { origin, emulator } = stage;
  const baseUrl = `${origin}/cloudflare/client/v4`;
  const account = { accountId: ACCOUNT, apiToken: CANARY, baseUrl, fetch };
  const binding = {
    run: (...[model, input, options]: Parameters<typeof emulator.ai.run>) =>
      stage.moving(emulator.ai.run(model, input, options)),
    models: () => stage.moving(emulator.ai.models()),
  };
  return [
    krea({ apiKey: CANARY, baseUrl: `${origin}/krea`, fetch, trustAbsence: isTrusting }),
    cloudflare({
      ...account,
      ...(mode === "cloudflare-binding" && { binding, local: true }),
      ...(isTrusting && { resubmit: "cached" }),
    }),
    runware({ apiKey: CANARY, baseUrl: `${origin}/runware/v1`, fetch }),
  ] as const;
}

const requestFor = (intent: Intent, mode: Mode, { isHooked }: OursOptions): GenerateRequest => ({
  ...{ prompt: intent.prompt, n: intent.n },
  ...(intent.seed !== undefined && { seed: intent.seed }),
  providerOptions: {
    krea: { webhookUrl: hookOf(intent) },
    runware: {
      deliveryMethod: mode === "runware-sync" ? "sync" : "async",
      ...(isHooked && { webhookUrl: hookOf(intent) }),
    },
  },
});

/** A picture counts once its bytes are there. One that cannot be read does not take the others with it. */
async function endingOf({ images, job, failures }: GenerateResult): Promise<Ending> {
  const read = await Promise.allSettled(
    images.map(async (image): Promise<Picture> => ({ bytes: await image.bytes(), seed: image.seed })),
  );
  const pictures = read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const broken = read.find((one) => one.status === "rejected");
  return {
    ...{ pictures, claims: claimsOf(job), failures: failures.map(complaintOf) },
    ...(broken && { error: complaintOf(broken.reason) }),
  };
}

function complaintOf(error: unknown): Complaint {
  const text = `${JSON.stringify(error)} ${inspect(error, { depth: 6 })}`;
  const { code = "not ours", outcome = "", billed = "" } = isUnikreaError(error) ? error : {};
  return { code, outcome, billed, text };
}

function endingOfError(error: unknown, job?: JobRef): Ending {
  const known = (isUnikreaError(error) ? error.job : undefined) ?? job;
  return { pictures: [], claims: known ? claimsOf(known) : [], error: complaintOf(error) };
}

const claimsOf = ({ parts }: JobRef): Claim[] =>
  parts.map((part) => ({
    ...{ service: serviceNamed(part.provider), billed: billedOf(part), index: part.index, n: part.n },
    made: part.outcome?.images.length ?? 0,
    open: openIn(part),
    again: part.mayRunTwice ? part.n : 0,
    key: part.key,
    token: part.token === undefined ? undefined : JSON.stringify(part.token),
  }));

/** Pictures of a part that may be billed without having come. */
function openIn({ outcome, n }: JobPart): number {
  if (!outcome) return n;
  return outcome.failures.reduce((sum, failure) => sum + (failure.billed === "no" ? 0 : failure.n), 0);
}

function billedOf({ outcome }: JobPart): Claim["billed"] {
  if (!outcome) return "maybe";
  if (outcome.images.length > 0) return "yes";
  return outcome.failures.find(({ billed }) => billed !== "no")?.billed ?? "no";
}

function serviceNamed(id: string): Service {
  const service = SERVICES.find((known) => known === id);
  if (service) return service;
  throw new Error(`no such service: ${id}`);
}
