import type { CanonicalRequest, Clock } from "@unikrea/core";
import type { CallContext, Phase } from "@unikrea/core/provider";
import { imageUrl } from "./service.ts";
import { type Twist, untilGivenUp } from "./twist.ts";

/** What a fake provider was asked. */
export interface FakeCall {
  readonly operation: "upload" | "submit" | "poll" | "sweep" | "cancel" | "find" | "probe";
  /** On the clock of the call, in milliseconds. */
  readonly at: number;
  /** The jobs that it is about. */
  readonly ids: readonly string[];
  /** What was asked for, when it is a submission. */
  readonly request?: CanonicalRequest;
}

/** What goes otherwise: for each kind of call one twist after the other, where nothing stands for "as usual". */
export type Twists = { readonly [operation in FakeCall["operation"]]?: readonly (Twist | undefined)[] };

/** What a fake service says about a job. */
interface FakeAnswer {
  readonly id: string;
  readonly state: "drawing" | "done" | "stopped";
  readonly urls: readonly string[];
}

/** The service behind a fake provider: it keeps the jobs, and the bill. */
export interface FakeService {
  readonly calls: readonly FakeCall[];
  /** The calls of one kind. */
  made(operation: FakeCall["operation"]): readonly FakeCall[];
  /** The most calls of one kind that were under way at once. */
  peak(operation: FakeCall["operation"]): number;
  /** Images that a real service would have charged for until `now`: those of jobs that came to their end. */
  billedImages(now: number): number;
  /** Runs one call: remembers it, lets its twist have its way, and ends it at its time limit. */
  call<Result>(
    operation: FakeCall["operation"],
    about: Pick<FakeCall, "ids" | "request">,
    context: CallContext,
    work: (context: CallContext) => Result | Promise<Result>,
  ): Promise<unknown>;
  /** Takes a job in. From here on it costs money, whether or not its answer arrives. */
  accept(n: number, clock: Clock, key?: string): string;
  /** The job that bears this name of ours, if it was taken in. */
  named(key: string): string | undefined;
  stop(id: string, clock: Clock): void;
  show(id: string, now: number): FakeAnswer;
}

interface FakeJob {
  readonly n: number;
  readonly doneAt: number;
  stoppedAt: number;
}

const PHASES: Record<FakeCall["operation"], Phase> = {
  upload: "upload",
  submit: "submit",
  poll: "poll",
  sweep: "poll",
  cancel: "cancel",
  find: "find",
  probe: "probe",
};

/** Opens a service whose jobs take `latencyMs(index)` each. */
export function fakeService(name: string, latencyMs: (index: number) => number, twists: Twists): FakeService {
  const calls: FakeCall[] = [];
  const jobs = new Map<string, FakeJob>();
  const names = new Map<string, string>();
  const counts = { upload: 0, submit: 0, poll: 0, sweep: 0, cancel: 0, find: 0, probe: 0 };
  const running = { ...counts };
  const peaks = { ...counts };

  const show = (id: string, now: number): FakeAnswer => {
    const job = jobs.get(id);
    if (!job) return { id, state: "drawing", urls: [] };
    const isDone = job.doneAt <= Math.min(now, job.stoppedAt);
    const state = isDone ? "done" : job.stoppedAt <= now ? "stopped" : "drawing";
    return {
      id,
      state,
      urls: Array.from({ length: isDone ? job.n : 0 }, (_, at) => imageUrl(`${id}-${at}`)),
    };
  };

  return {
    calls,
    made: (operation) => calls.filter((call) => call.operation === operation),
    peak: (operation) => peaks[operation],
    billedImages: (now) =>
      [...jobs].reduce((sum, [id, { n }]) => sum + (show(id, now).state === "done" ? n : 0), 0),
    async call(operation, about, context, work) {
      const twist = twists[operation]?.[counts[operation]++];
      calls.push({ operation, at: context.clock.now(), ...about });
      running[operation]++;
      peaks[operation] = Math.max(peaks[operation], running[operation]);
      try {
        return await withinLimit(context, async (limited) => {
          const usual = async () => work(limited);
          return twist ? twist({ phase: PHASES[operation], context: limited, usual }) : usual();
        });
      } finally {
        running[operation]--;
      }
    },
    named: (key) => names.get(key),
    accept(n, clock, key) {
      const id = `${name}-${jobs.size + 1}`;
      if (key !== undefined) names.set(key, id);
      const doneAt = clock.now() + latencyMs(jobs.size);
      jobs.set(id, { n, doneAt, stoppedAt: Number.POSITIVE_INFINITY });
      return id;
    },
    stop(id, clock) {
      const job = jobs.get(id);
      if (job) job.stoppedAt = Math.min(job.stoppedAt, clock.now());
    },
    show,
  };
}

/** Gives up at the time limit of the call or on its signal, as the HTTP door does. */
async function withinLimit<Result>(
  context: CallContext,
  work: (context: CallContext) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(context.signal?.reason);
  if (context.signal?.aborted) onAbort();
  context.signal?.addEventListener("abort", onAbort, { once: true });
  const timeout = () => controller.abort(new Error(`no answer within ${context.timeoutMs / 1000} s`));
  const cancelTimer = context.clock.setTimer(timeout, context.timeoutMs);
  const limited = { ...context, signal: controller.signal };
  try {
    return await Promise.race([work(limited), untilGivenUp(limited)]);
  } finally {
    cancelTimer();
    context.signal?.removeEventListener("abort", onAbort);
  }
}
