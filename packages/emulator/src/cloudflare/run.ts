import { type FaultSite, faultOf } from "../fault/box.ts";
import type { Artwork } from "../image/artwork.ts";
import type { Tier } from "../model.ts";
import type { Validate } from "../schema/validate.ts";
import type { World } from "../world.ts";
import type { AnswerCache } from "./cache.ts";
import { type GatewayError, gatewayErrors, unknownModel } from "./error.ts";
import { clientKeyOf, type GatewayOptions } from "./gateway-option.ts";
import type { GatewayLog, LogRow } from "./log.ts";
import type { OutputBucket } from "./output.ts";
import { cloudflarePrices } from "./price.ts";
import type { RateGate } from "./rate-gate.ts";
import { type RunResult, recordOf } from "./record.ts";
import { artworkOfInput, checkInput, modelFrom, tierOfInput } from "./request.ts";
import type { CloudflareSwitches } from "./switch.ts";
import { callUpstream } from "./upstream.ts";

/** A run as either door took it in. */
export interface RunCall {
  modelId: string;
  input: unknown;
  gateway: GatewayOptions;
  site: FaultSite;
}

/** A run on its way: everything about it is known, only time has to pass. */
export interface Run {
  id: string;
  headers: Record<string, string>;
  /** When the answer is due; Infinity for never. */
  readyAtMs: number;
  result: RunResult;
}

/** What carrying out runs needs. */
export interface RunParts {
  world: World;
  switches: CloudflareSwitches;
  bucket: OutputBucket;
  cache: AnswerCache;
  log: GatewayLog;
  rateGate: RateGate;
  validateFor: (model: Artwork["model"]) => Validate;
}

/** Starts a run: checks in the order that was measured (model, input, credentials, provider), then the upstream. */
export function beginRun(parts: RunParts, call: RunCall): Run {
  const { world, switches, cache } = parts;
  const { gateway } = call;
  const nowMs = world.clock.now();
  const id = world.random.uuidAt(nowMs);
  const close = (result: RunResult, readyAtMs: number, extras: Partial<LogRow> = {}): Run => {
    logRun(parts, call, { id, result, startedAtMs: nowMs, readyAtMs, ...extras });
    const isHit = extras.isCached ?? false;
    return { id, headers: headersOf(id, call, isHit), readyAtMs, result };
  };
  const refuse = (error: GatewayError, readyAtMs = nowMs) => close({ kind: "refused", error }, readyAtMs);

  const model = modelFrom(call.modelId);
  if (!model) return refuse(unknownModel(call.modelId));
  const invalid = checkInput(parts.validateFor(model), call.input, switches.unknownKeys ?? "refuse");
  if (invalid) return refuse(invalid);
  if (gateway.noWholesale) return refuse(gatewayErrors["credentials-required"]);
  if (switches.unifiedBilling === false) return refuse(gatewayErrors["not-unified"]);
  if (!parts.rateGate.admits(gateway.id)) return refuse(gatewayErrors["wholesale-limit"]);

  const fault = world.faults.take("job", call.site);
  const named = faultOf(fault, "gateway-error");
  if (named) return refuse(gatewayErrors[named.error]);
  if (faultOf(fault, "success-false")) {
    return refuse({
      status: 200,
      code: 7003,
      message: "Model execution failed",
      description: "Model execution failed",
    });
  }

  const form = faultOf(fault, "image-form")?.form ?? "url";
  const stored = faultOf(fault, "cache-miss") ? undefined : cache.find({ ...call, model: call.modelId });
  if (stored) return close({ kind: "done", output: stored, form }, nowMs, { isCached: true });

  const tier = tierOfInput(call.input);
  if (world.leftMicroUsd("cloudflare") < cloudflarePrices[model][tier])
    return refuse(gatewayErrors["insufficient-balance"]);

  const artwork = artworkOfInput(model, call.input, world.random.below(2 ** 32));
  const upstream = callUpstream(world, switches, gateway, artwork, fault, nowMs);
  const costMicroUsd = charge(parts, call, { id, artwork, tier, dates: upstream.billedAtMs });
  const timeoutAtMs = nowMs + (gateway.requestTimeoutMs ?? Number.POSITIVE_INFINITY);
  if (timeoutAtMs < upstream.endAtMs) {
    // The gateway gives up, the provider does not: the work is done and paid for all the same.
    return close({ kind: "refused", error: gatewayErrors.timeout }, timeoutAtMs, { costMicroUsd });
  }
  if (upstream.error) return close(upstream.error, upstream.endAtMs, { costMicroUsd });
  const output = parts.bucket.store(artwork, upstream.endAtMs);
  world.agenda.plan(upstream.endAtMs, () =>
    cache.store({ ...call, model: call.modelId }, output, upstream.endAtMs),
  );
  return close({ kind: "done", output, form }, upstream.endAtMs, { costMicroUsd });
}

function charge(
  { world }: RunParts,
  { gateway }: RunCall,
  { id, artwork, tier, dates }: { id: string; artwork: Artwork; tier: Tier; dates: number[] },
): number {
  const { model } = artwork;
  const microUsd = cloudflarePrices[model][tier];
  const clientKey = clientKeyOf(gateway);
  for (const atMs of dates) {
    world.bill.expect(atMs, {
      service: "cloudflare",
      model,
      tier,
      microUsd,
      images: 1,
      id,
      ...(clientKey === undefined ? {} : { clientKey }),
    });
  }
  return microUsd * dates.length;
}

function logRun(
  { world, log, bucket, switches }: RunParts,
  { gateway, modelId, input }: RunCall,
  run: { id: string; result: RunResult; startedAtMs: number; readyAtMs: number } & Partial<LogRow>,
): void {
  if (!gateway.collectLog) return;
  const { id, result, startedAtMs, readyAtMs } = run;
  const row: LogRow = {
    id,
    gatewayId: gateway.id,
    eventId: gateway.eventId ?? id,
    model: modelId,
    writtenAtMs: readyAtMs,
    durationMs: readyAtMs - startedAtMs,
    status: result.kind === "refused" ? result.error.status : 200,
    isCached: run.isCached ?? false,
    costMicroUsd: undefined,
    metadata: gateway.metadata,
    request: gateway.collectPayload ? input : undefined,
    response: gateway.collectPayload
      ? (origin) => recordOf(result, (output) => bucket.urlOf(output, origin))
      : undefined,
  };
  world.agenda.plan(readyAtMs, () => log.write(row));
  world.agenda.plan(readyAtMs + (switches.costLagMs ?? 0), () => {
    row.costMicroUsd = run.costMicroUsd ?? 0;
  });
}

function headersOf(id: string, { gateway, modelId }: RunCall, isHit: boolean): Record<string, string> {
  return {
    ...(gateway.collectLog ? { "cf-aig-log-id": id } : {}),
    "cf-aig-request-id": id,
    "cf-aig-event-id": gateway.eventId ?? id,
    "cf-ai-req-id": id,
    "cf-aig-cache-status": isHit ? "HIT" : "MISS",
    "cf-aig-model": modelId,
    "cf-aig-provider": "krea",
  };
}
