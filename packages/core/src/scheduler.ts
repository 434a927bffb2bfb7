import type { Listen } from "./abort.ts";
import type { Clock } from "./clock.ts";
import type { ImageProvider } from "./define-provider.ts";
import { isUnikreaError } from "./error.ts";
import type { SettledOutcome } from "./job.ts";
import { type Latency, learn } from "./latency.ts";
import { firstLookMs } from "./poll-schedule.ts";
import { hear, LAST_LOOK_MS, timeoutError, type Watch, type Watched } from "./watch.ts";

/** Asks about every pending job of a client: one timer and few requests, never a loop per job. */
export interface Scheduler {
  /**
   * Resolves when the job is settled. Rejects with `timeout` at its deadline, with the signal's reason on abort, and
   * with the provider's error where asking again is useless.
   */
  watch(watch: Watch): Promise<SettledOutcome>;
  /** How long jobs of a provider and model have taken here, if any have. */
  latencyOf(provider: ImageProvider, model: string): Latency | undefined;
  /** Takes in how long an image took that came with the answer to its submission. */
  learn(provider: ImageProvider, model: string, durationMs: number): void;
}

/** Exchanges at once per provider. With batches this is plenty; without, it bounds the sockets. */
const MAX_EXCHANGES = 32;
const POLL_TIMEOUT_MS = 15_000;
/** With many jobs, looks that fall due close together wait for each other and share a request. */
const COALESCE_MS = 25;
const COALESCE_FROM = 16;
/** A question about many jobs takes along those that would be due this soon: there they cost nothing. */
const SOON_MS = 400;
/** A job that is watched this soon after its submission teaches how long such jobs take. */
const FRESH_MS = 1000;

/** Makes the scheduler of one client. */
export function createScheduler({ clock, listen }: { clock: Clock; listen: Listen }): Scheduler {
  const jobs = new Set<Watched>();
  const latencies = new Map<string, Latency>();
  const exchanges = new Map<ImageProvider, number>();
  let lastTickAt = 0;
  let timerAt = Number.POSITIVE_INFINITY;
  let cancelTimer = () => {};

  function wakeAt(time: number) {
    const at = Math.max(time, lastTickAt + (jobs.size < COALESCE_FROM ? 0 : COALESCE_MS));
    if (at >= timerAt) return;
    cancelTimer();
    timerAt = at;
    cancelTimer = clock.setTimer(tick, Math.max(at - clock.now(), 0));
  }

  function tick() {
    const now = clock.now();
    lastTickAt = now;
    timerAt = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    const due = new Map<ImageProvider, Watched[]>();
    const soon = new Map<ImageProvider, Watched[]>();
    for (const job of jobs) {
      if (now >= job.deadlineAt) {
        job.reject(timeoutError(job, now));
        continue;
      }
      const isDue = !job.isBusy && job.dueAt <= now;
      if (isDue) collect(due, job.provider).push(job);
      else if (!job.isBusy && !job.isAlone && job.dueAt <= now + SOON_MS)
        collect(soon, job.provider).push(job);
      next = Math.min(next, job.deadlineAt, isDue || job.isBusy ? Number.POSITIVE_INFINITY : job.dueAt);
    }
    for (const [provider, ripe] of due) dispatch(provider, withCompany(provider, ripe, soon.get(provider)));
    if (jobs.size > 0) wakeAt(next);
  }

  /** Asks about as many as there is room for. The others are taken up when an exchange ends. */
  function dispatch(provider: ImageProvider, due: Watched[]) {
    const { batch } = provider;
    const together = batch && due.length >= batch.from ? due.filter(({ isAlone }) => !isAlone) : [];
    const alone = together.length > 0 ? due.filter(({ isAlone }) => isAlone) : due;
    const groups = alone.map((job) => [job]);
    for (let at = 0; at < together.length; at += batch?.max ?? 1)
      groups.push(together.slice(at, at + (batch?.max ?? 1)));
    const room = Math.max(MAX_EXCHANGES - (exchanges.get(provider) ?? 0), 0);
    for (const group of groups.slice(0, room)) void ask(provider, group);
  }

  async function ask(provider: ImageProvider, group: readonly Watched[]) {
    exchanges.set(provider, (exchanges.get(provider) ?? 0) + 1);
    for (const job of group) job.isBusy = true;
    const answers = await look(provider, group);
    exchanges.set(provider, (exchanges.get(provider) ?? 1) - 1);
    const now = clock.now();
    group.forEach((job, index) => {
      if (jobs.has(job)) hear(job, answers[index], now, latencies.get(latencyKey(job)));
    });
    if (jobs.size > 0) wakeAt(now);
  }

  async function look(provider: ImageProvider, group: readonly Watched[]): Promise<readonly unknown[]> {
    const context = { clock, timeoutMs: POLL_TIMEOUT_MS };
    const [first] = group;
    try {
      if (first && group.length === 1) return [await provider.poll(first.token, context)];
      return await provider.pollMany(
        group.map(({ token }) => token),
        context,
      );
    } catch (error) {
      // A question about many that was refused says nothing of each: they are then asked about alone.
      const isRefused = group.length > 1 && !(isUnikreaError(error) && error.retryable);
      return group.map(() => (isRefused ? undefined : error));
    }
  }

  const teach = (key: string, durationMs: number) =>
    void latencies.set(key, learn(latencies.get(key), durationMs));

  return {
    latencyOf: (provider, model) => latencies.get(latencyKey({ provider, model })),
    learn: (provider, model, durationMs) => teach(latencyKey({ provider, model }), durationMs),
    watch: (watch) =>
      new Promise((resolve, reject) => {
        const { submittedAt, deadlineAt, signal } = watch;
        const now = clock.now();
        const end = () => {
          stopListening();
          jobs.delete(job);
          if (jobs.size > 0) return;
          cancelTimer();
          timerAt = Number.POSITIVE_INFINITY;
        };
        const job: Watched = {
          ...watch,
          watchedAt: now,
          // However short the caller's patience is, there is one look within it.
          dueAt: Math.min(now + firstLookMs(now - submittedAt), Math.max(deadlineAt - LAST_LOOK_MS, now)),
          lastLookAt: now,
          isBusy: false,
          isAlone: false,
          empties: 0,
          failures: 0,
          lastWord: "",
          resolve(outcome) {
            end();
            // What was not watched from its start says nothing about how long it took.
            if (outcome.images.length > 0 && now - submittedAt < FRESH_MS) {
              // It finished at some time between the last two looks.
              const finishedAt = (job.lastLookAt + clock.now()) / 2;
              teach(latencyKey(job), finishedAt - submittedAt);
            }
            resolve(outcome);
          },
          reject(error) {
            end();
            reject(error);
          },
        };
        const stopListening = listen(signal, () => job.reject(signal?.reason));
        jobs.add(job);
        wakeAt(Math.min(job.dueAt, job.deadlineAt));
      }),
  };
}

/** The jobs that are due, with those that are due soon where both together are worth a question about many. */
function withCompany({ batch }: ImageProvider, due: Watched[], soon: Watched[] = []): Watched[] {
  return batch && due.length + soon.length >= batch.from ? [...due, ...soon] : due;
}

const latencyKey = ({ provider, model }: Pick<Watch, "provider" | "model">) => `${provider.id} ${model}`;

function collect<Key, Item>(groups: Map<Key, Item[]>, key: Key): Item[] {
  const group = groups.get(key) ?? [];
  groups.set(key, group);
  return group;
}
