import type { Artwork } from "../image/artwork.ts";
import type { Tier } from "../model.ts";
import type { World } from "../world.ts";
import { type Ending, type ImageUrl, isTerminal, type KreaJob, showJob, statusOf } from "./job.ts";
import { kreaPrices } from "./price.ts";
import { createSchedule, type Slot } from "./schedule.ts";
import type { KreaSwitches } from "./switch.ts";

/** A job to be taken in. */
export interface Order {
  artwork: Artwork;
  tier: Tier;
  webhookUrl: string | undefined;
  imageUrl: ImageUrl;
  /** How the job is to end, and after how long; Infinity for never. */
  ending: Ending;
  afterMs: number;
  /** How long a healthy run takes: the pace at which the states are walked. */
  paceMs: number;
  /** Somebody else's job: listed, but not on this bill. */
  isForeign?: boolean;
}

/** The jobs of the one workspace, to which every key belongs. */
export interface JobBook {
  /** Whether the workspace takes no further job. */
  isFull(): boolean;
  /** Takes a job in. */
  submit(order: Order): KreaJob;
  find(id: string): KreaJob | undefined;
  findImage(imageId: string): KreaJob | undefined;
  /** Cancels a job that is not over; `false` when it is. */
  cancel(job: KreaJob): boolean;
  /** Jobs created before `beforeMicros`, newest first, lazily: a page costs as much as it holds. */
  newestFirst(beforeMicros: number): Iterable<KreaJob>;
  /** Delivers the job's webhook as the job stands now. */
  announce(job: KreaJob, imageUrl: ImageUrl): Promise<void>;
  clear(): void;
}

interface Commitments {
  order: Order;
  cancelCharge: () => void;
  cancelWebhooks: () => void;
}

/** Opens the book. Jobs advance by the clock alone; a charge falls due when a job completes, seen or unseen. */
export function createJobBook(world: World, switches: KreaSwitches): JobBook {
  const { clock, random, bill, timers, outbox } = world;
  const schedule = createSchedule(switches.concurrency, switches.backlog);
  let jobs: KreaJob[] = [];
  let byId = new Map<string, KreaJob>();
  let byImage = new Map<string, KreaJob>();
  let commitments = new WeakMap<KreaJob, Commitments>();
  let bySlot = new WeakMap<Slot, KreaJob>();

  const announce = async (job: KreaJob, imageUrl: ImageUrl) => {
    if (job.webhookUrl === undefined) return;
    const body = showJob(job, clock.now(), imageUrl, switches);
    const delivery = {
      service: "krea" as const,
      url: job.webhookUrl,
      body,
      forge: (url: string) => ({ ...body, status: "completed", result: { urls: [url] } }),
      mistake: () => ({ ...body, job_id: random.uuid() }),
      prompt: job.artwork.prompt,
    };
    for (let round = 0; round < (switches.webhookDeliveries ?? 1); round += 1) await outbox.deliver(delivery);
  };

  /** Books the charge and sets the webhook for when the job ends, instead of what was planned before. */
  const commit = (job: KreaJob, order: Order) => {
    commitments.get(job)?.cancelCharge();
    commitments.get(job)?.cancelWebhooks();
    const { startAtMs, endAtMs } = job.slot;
    const { model } = job.artwork;
    const charge = {
      service: "krea" as const,
      model,
      tier: job.tier,
      microUsd: kreaPrices[model][job.tier],
      images: 1,
      id: job.id,
      ...(job.webhookUrl === undefined ? {} : { clientKey: job.webhookUrl }),
    };
    const isBilled = job.ending.status === "completed" && !order.isForeign;
    const cancelCharge = isBilled ? bill.expect(endAtMs, charge) : () => {};
    const cancels: (() => void)[] = [];
    if (job.webhookUrl !== undefined && endAtMs !== Number.POSITIVE_INFINITY) {
      const send = () => void announce(job, order.imageUrl);
      cancels.push(timers.at(endAtMs, send));
      if (switches.webhookOnStart && startAtMs > clock.now()) cancels.push(timers.at(startAtMs, send));
    }
    commitments.set(job, {
      order,
      cancelCharge,
      cancelWebhooks() {
        for (const cancel of cancels) cancel();
      },
    });
  };

  const recommit = (slots: readonly Slot[]) => {
    for (const slot of slots) {
      const job = bySlot.get(slot);
      const order = job && commitments.get(job)?.order;
      if (job && order) commit(job, order);
    }
  };

  return {
    isFull: () => schedule.isFull(clock.now()),
    submit(order) {
      const nowMs = clock.now();
      const slot = schedule.admit(nowMs, order.afterMs);
      const createdMicros = Math.max(Math.floor(nowMs * 1000), (jobs.at(-1)?.createdMicros ?? 0) + 1);
      const { artwork, tier, webhookUrl, paceMs, ending } = order;
      const ids = { id: random.uuid(), imageId: random.uuid() };
      const job = { ...ids, createdMicros, artwork, tier, webhookUrl, slot, paceMs, ending };
      jobs.push(job);
      byId.set(job.id, job);
      byImage.set(job.imageId, job);
      bySlot.set(slot, job);
      commit(job, order);
      return job;
    },
    find: (id) => byId.get(id),
    findImage: (imageId) => byImage.get(imageId),
    cancel(job) {
      const nowMs = clock.now();
      if (isTerminal(statusOf(job, nowMs))) return false;
      job.ending = { status: "cancelled" };
      recommit([...schedule.release(nowMs, job.slot), job.slot]);
      return true;
    },
    *newestFirst(beforeMicros) {
      let low = 0;
      let high = jobs.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((jobs[middle]?.createdMicros ?? 0) < beforeMicros) low = middle + 1;
        else high = middle;
      }
      for (let index = low - 1; index >= 0; index -= 1) {
        const job = jobs[index];
        if (job) yield job;
      }
    },
    announce,
    clear() {
      jobs = [];
      byId = new Map();
      byImage = new Map();
      commitments = new WeakMap();
      bySlot = new WeakMap();
      schedule.clear();
    },
  };
}
