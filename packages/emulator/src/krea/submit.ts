import { type FaultSite, faultOf } from "../fault/box.ts";
import type { FaultAt } from "../fault/fault.ts";
import type { Model } from "../model.ts";
import type { Issue, Validate } from "../schema/validate.ts";
import { bearerOf, jsonOf, type Visit } from "../visit.ts";
import type { World } from "../world.ts";
import { errorAnswer, invalidBody, modelUnavailable, unauthorized } from "./error.ts";
import { type Ending, type ImageUrl, microTime, pendingResult, statusOf } from "./job.ts";
import type { JobBook, Order } from "./job-book.ts";
import { kreaPrices } from "./price.ts";
import { artworkOf, checkRetention, type FindUpload, renameAliases, tierOfBody } from "./request.ts";
import type { KreaCheck, KreaSwitches } from "./switch.ts";

/** What answering a submit needs. */
export interface SubmitParts {
  world: World;
  switches: KreaSwitches;
  book: JobBook;
  validate: Validate;
  findUpload: FindUpload;
}

const usualOrder: readonly KreaCheck[] = ["auth", "model", "body", "balance", "concurrency"];

/** Answers `POST /generate/image/krea/krea-2/…`: checks in order, then one job per order. */
export async function submitJob(
  { world, switches, book, validate, findUpload }: SubmitParts,
  visit: Visit,
  model: Model,
  site: FaultSite,
  imageUrl: ImageUrl,
): Promise<Response> {
  const sent = jsonOf(visit);
  const body = renameAliases(sent, switches);
  const tier = tierOfBody(body);
  const issues: Issue[] = sent === undefined ? [] : validate(body);
  const hasRetention = visit.headers.get("x-api-zero-data-retention") === "1";
  const webhookUrl = visit.headers.get("x-webhook-url") ?? undefined;

  const checks: Record<KreaCheck, () => Response | undefined> = {
    auth: () => (world.accepts("krea", bearerOf(visit.headers)) ? undefined : unauthorized()),
    model: () => refuseRetired(switches, world.clock.now()),
    body: () => {
      if (sent === undefined) return errorAnswer(400, "Request body is not valid JSON");
      if (issues.length > 0) return invalidBody(switches.validationStatus ?? 422, issues);
      const leaks = hasRetention ? checkRetention(body) : [];
      if (leaks.length > 0) return invalidBody(422, leaks);
      if (webhookUrl === undefined || URL.canParse(webhookUrl)) return undefined;
      const issue = { path: ["X-Webhook-URL"], keyword: "format", message: "Invalid URL", params: {} };
      return invalidBody(switches.validationStatus ?? 422, [issue]);
    },
    balance: () =>
      world.leftMicroUsd("krea") < kreaPrices[model][tier]
        ? errorAnswer(402, "Insufficient API balance. Add balance to continue.")
        : undefined,
    concurrency: () =>
      book.isFull() ? errorAnswer(429, "Maximum number of concurrent jobs reached") : undefined,
  };
  for (const check of switches.checkOrder ?? usualOrder) {
    const refused = checks[check]();
    if (refused) return refused;
  }

  const fault = world.faults.take("job", site);
  const artwork = artworkOf(model, body, world.random.below(2 ** 32), findUpload);
  const order: Order = { artwork, tier, webhookUrl, imageUrl, ...fateOf(fault, world.latency(model)) };
  const runs = faultOf(fault, "executed-twice");
  const strangers = faultOf(fault, "foreign-jobs");
  const job = book.submit(order);
  for (let extra = 1; extra < (runs ? (runs.runs ?? 2) : 1); extra += 1) book.submit(order);
  for (let extra = 0; extra < (strangers ? (strangers.count ?? 1) : 0); extra += 1) {
    book.submit({ ...order, webhookUrl: undefined, isForeign: true });
  }
  if (
    world.faults.take("webhook", { ...site, operation: "webhook" }, (fault) => fault.kind === "webhook-early")
  )
    await book.announce(job, imageUrl);

  const isWaiting = statusOf(job, world.clock.now()) === "backlogged";
  const answer = {
    job_id: job.id,
    ...(switches.jobType === undefined ? {} : { type: switches.jobType }),
    status: isWaiting ? "backlogged" : "queued",
    created_at: microTime(job.createdMicros),
    completed_at: null,
    ...pendingResult(switches),
  };
  return Response.json(answer, { headers: deprecationHeaders(switches) });
}

/** How the job will end: well, unless a fault says otherwise. */
function fateOf(
  fault: FaultAt<"job"> | undefined,
  paceMs: number,
): Pick<Order, "ending" | "afterMs" | "paceMs"> {
  return { paceMs, ...endOf(fault, paceMs) };
}

function endOf(fault: FaultAt<"job"> | undefined, usualMs: number): { ending: Ending; afterMs: number } {
  if (faultOf(fault, "stuck")) return { ending: { status: "completed" }, afterMs: Number.POSITIVE_INFINITY };
  const moderated = faultOf(fault, "moderated");
  if (moderated) {
    const message = moderated.message ?? "The request was flagged by content moderation.";
    return {
      ending: { status: "failed", error: { code: "nsfw", message } },
      afterMs: Math.round(usualMs / 2),
    };
  }
  const failed = faultOf(fault, "job-failed");
  if (failed) {
    const error = {
      code: failed.code ?? "internal",
      message: failed.message ?? "The generation service failed.",
    };
    return { ending: { status: "failed", error }, afterMs: failed.afterMs ?? Math.round(usualMs / 2) };
  }
  const canceled = faultOf(fault, "canceled-by-other");
  if (canceled)
    return { ending: { status: "cancelled" }, afterMs: canceled.afterMs ?? Math.round(usualMs / 2) };
  return { ending: { status: "completed" }, afterMs: usualMs };
}

function refuseRetired({ deprecated }: KreaSwitches, nowMs: number): Response | undefined {
  if (!deprecated || nowMs < Date.parse(deprecated.sunset)) return undefined;
  return modelUnavailable(deprecated.sunset, deprecated.replacement, deprecated.migrationUrl);
}

/** The three headers of a model that is about to retire (docs, deprecations page). */
function deprecationHeaders({ deprecated }: KreaSwitches): Record<string, string> {
  if (!deprecated) return {};
  const link = deprecated.migrationUrl ?? "https://docs.krea.ai/developers/deprecations";
  return {
    deprecation: "true",
    sunset: new Date(deprecated.sunset).toUTCString(),
    link: `<${link}>; rel="deprecation"; type="text/html"`,
  };
}
