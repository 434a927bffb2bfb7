import { isReasonOf } from "./abort.ts";
import type { CallOptions, SubmitOptions, WaitOptions } from "./call.ts";
import { abortError, cancelJob } from "./cancel.ts";
import type { Course } from "./course.ts";
import { isUnikreaError, UnikreaError } from "./error.ts";
import { fulfil } from "./fulfil.ts";
import { joinIntent } from "./idempotency.ts";
import { createIntent, type Intent, type IntentStart } from "./intent.ts";
import { errorFrom, type JobRef, missingResult } from "./job.ts";
import { parseRequest, readBlobs } from "./parse-request.ts";
import { type Patience, startPatience } from "./patience.ts";
import { createReport } from "./progress.ts";
import type { CanonicalRequest } from "./request.ts";
import { collectResult, type GenerateResult } from "./result.ts";
import { checkProviderOptions, planRoute, type Route, type Skipped } from "./route.ts";
import type { Runtime } from "./runtime.ts";
import { storeRequest } from "./stored-request.ts";
import { surveyOptions } from "./survey.ts";
import { requestWarnings } from "./warning.ts";

/** The straight line: parse, rank, then one part after the other or at once: submit, wait; and collect. */
export function generate(runtime: Runtime, input: unknown, options: CallOptions): Promise<GenerateResult> {
  return withPatience(runtime, options, async (patience) => {
    const { request, route } = await prepare(runtime, input, options);
    const run = async (intent: Intent) => {
      const course = courseOf(runtime, intent, route, patience, options, true);
      return whileLive(runtime, intent.id, async () => {
        await fulfil(course, request);
        course.report("settled");
        return finish(course, route.skipped, request);
      });
    };
    const { idempotencyKey, tags } = options;
    if (idempotencyKey === undefined)
      return run(await createFor(runtime, request, { id: runtime.newId(), tags }));
    return joinIntent(runtime, request, idempotencyKey, patience, async (id, record, lease) => {
      const intent = await createFor(runtime, request, { id, tags, idempotencyKey, record, lease });
      return (await intent.claim()) ? run(intent) : undefined;
    });
  });
}

/** The first half of the line, for a job that is collected later. */
export function submit(runtime: Runtime, input: unknown, options: SubmitOptions): Promise<JobRef> {
  return withPatience(runtime, options, async (patience) => {
    const { request, route } = await prepare(runtime, input, options);
    const intent = await createFor(runtime, request, { id: runtime.newId(), tags: options.tags });
    const course = courseOf(runtime, intent, route, patience, options, false);
    await whileLive(runtime, intent.id, async () => {
      await fulfil(course, request);
      await intent.note(patience);
      await stopIfAborted(runtime, intent, patience);
    });
    const job = intent.job();
    // Goes on only with something that was accepted.
    if (job.parts.some(({ token }) => token !== undefined)) return job;
    throw worstOf(collectResult(runtime, job, { problems: [], request }));
  });
}

async function prepare(runtime: Runtime, input: unknown, options: CallOptions) {
  const parsed = parseRequest(input);
  checkProviderOptions(parsed, runtime.providers);
  const request = await readBlobs(parsed);
  const route = planRoute(request, runtime.providers, surveyOptions(runtime, options), (provider) =>
    runtime.scheduler.latencyOf(provider, request.model),
  );
  return { request, route };
}

async function createFor(
  runtime: Runtime,
  request: CanonicalRequest,
  { tags = [], ...own }: Pick<IntentStart, "id" | "tags" | "idempotencyKey" | "record" | "lease">,
): Promise<Intent> {
  const { model, aspectRatio, n } = request;
  const intent = createIntent(runtime, {
    ...{ ...own, model, aspectRatio, n, job: own.record?.job },
    request: await storeRequest(request, own.idempotencyKey !== undefined),
    tags: tags.length > 0 ? [...new Set(tags)] : undefined,
  });
  intent.warnings.push(...requestWarnings(request));
  return intent;
}

const UPLOAD_TIMEOUT_MS = 60_000;

/** Sets a call on its way. */
export function courseOf(
  runtime: Runtime,
  intent: Intent,
  { candidates }: Pick<Route, "candidates">,
  patience: Patience,
  { onUnknown = "report", maxUsd, maxRetries = runtime.maxRetries, onProgress }: CallOptions,
  isCollecting: boolean,
): Course {
  const [first, second] = candidates;
  if (first && !second) runtime.health.forgive(first.provider, intent.model);
  const prepared = new Map<unknown, Promise<CanonicalRequest>>();
  return {
    ...{
      runtime,
      intent,
      patience,
      candidates,
      onUnknown,
      maxUsd,
      maxRetries,
      isCollecting,
      problems: [],
      bugs: [],
    },
    prepare(candidate) {
      const { provider, request } = candidate;
      const context = { clock: runtime.clock, signal: patience.over, timeoutMs: UPLOAD_TIMEOUT_MS };
      const upload = () => provider.prepareImages(request, context);
      const known = prepared.get(candidate) ?? runtime.readGateOf(provider).run(upload, patience.over);
      prepared.set(candidate, known);
      // An upload that failed may work the next time.
      known.catch(() => prepared.delete(candidate));
      return known;
    },
    report: createReport(runtime, intent, patience, onProgress),
  };
}

/** Stops what is not wanted any more, or hands over what came. */
export async function finish(
  course: Course,
  skipped: readonly Skipped[] = [],
  request?: CanonicalRequest,
): Promise<GenerateResult> {
  const { runtime, intent, patience, problems } = course;
  await intent.note(patience);
  await stopIfAborted(runtime, intent, patience);
  const result = collectResult(runtime, intent.job(), {
    problems,
    request,
    skipped,
    onDelivered: () => void intent.deliver(),
  });
  if (result.images.length > 0) return result;
  const [cause] = course.bugs;
  throw cause === undefined ? worstOf(result) : worstOf(result).with({ cause });
}

async function stopIfAborted(runtime: Runtime, intent: Intent, patience: Patience) {
  const { signal } = patience;
  if (!signal?.aborted) return;
  const result = await cancelJob(runtime, intent.job());
  for (const [at, slot] of intent.slots().entries()) {
    const part = result.job.parts[at];
    if (part) slot.set(part);
  }
  await intent.note(patience);
  const { attempts } = collectResult(runtime, result.job, { problems: [] });
  throw abortError(result, signal.reason).with({ attempts });
}

/** Of several problems the one to act on first: money that may be gone, then a job that can still be collected. */
function worstOf({ failures, attempts, job, skipped }: GenerateResult): UnikreaError {
  const find = (wanted: string) => failures.find(({ outcome }) => outcome === wanted);
  // What a provider has said counts more than that the others were not asked because of it.
  const said = failures.findLast(({ status }) => status !== undefined);
  const paid = failures.find(({ billed }) => billed !== "no");
  const worst = find("unknown") ?? find("accepted") ?? paid ?? said ?? failures.at(-1);
  const error = worst ?? errorFrom(missingResult(1), job.parts.at(-1)?.provider ?? "", job);
  // Whatever is acted on first: what may be billed elsewhere in the same call is never called free.
  const all = attempts.map(({ billed }) => billed);
  const billed = all.includes("maybe") ? "maybe" : all.includes("yes") ? "yes" : error.billed;
  return error.with({ attempts, skipped, billed });
}

/** Keeps `recover` away from what is under way here. */
export async function whileLive<Result>(
  { live }: Runtime,
  id: string,
  run: () => Promise<Result>,
): Promise<Result> {
  live.add(id);
  try {
    return await run();
  } finally {
    live.delete(id);
  }
}

/** Gives a call its patience, and turns an abort before anything was sent into our error. */
export async function withPatience<Result>(
  { clock, listen, timeoutMs }: Runtime,
  options: WaitOptions,
  run: (patience: Patience) => Promise<Result>,
): Promise<Result> {
  const patience = startPatience(clock, listen, options.signal, options.timeoutMs ?? timeoutMs);
  try {
    if (patience.over.aborted) throw patience.over.reason;
    return await run(patience);
  } catch (error) {
    const isOurs = isUnikreaError(error) && !isReasonOf(options.signal, error);
    if (isOurs || !patience.over.aborted) throw error;
    throw new UnikreaError("aborted", "Aborted before anything was sent: nothing is billed", {
      cause: error,
    });
  } finally {
    patience.end();
  }
}
