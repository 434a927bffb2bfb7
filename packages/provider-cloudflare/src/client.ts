import {
  type CallContext,
  type HttpAnswer,
  jsonOf,
  type LostSubmission,
  type Phase,
  type Transport,
  UnikreaError,
} from "@unikrea/core/provider";
import { type CostReading, estimatedWarning, readCost, UNLOGGED, withCost } from "./cost.ts";
import { cloudflareError } from "./errors.ts";
import { type CloudflareFinding, findingFrom, NO_LOG, NOT_LOGGED, rowIn, unknown } from "./find.ts";
import { imageOf, inconclusive, isConclusive, isSuccess, recordOf, SUBMIT_TIMEOUT_MS } from "./mapping.ts";
import type { CloudflareOptions } from "./options.ts";
import type { Exchange, LogPort, Port, ReadRow } from "./port.ts";
import { replayed, replayObstacle, SECOND_RUN } from "./replay.ts";
import type { CloudflareToken, CloudflareWire } from "./wire.ts";

/** How lost runs are looked for. */
interface Recovery {
  /** Missing where the log cannot be searched. */
  readonly log?: LogPort | undefined;
  /** The gateway of runs that do not name theirs any more. */
  readonly gatewayId: string;
  /** Whether a run that is not found may be sent again, to have its answer replayed. */
  readonly isReplayed: boolean;
  /** Given where the caller wants to hear what runs cost by the log. */
  readonly readRow?: ReadRow | undefined;
}

/**
 * Cloudflare through either port. Synchronous: the answer to a run is its image, and nothing can be asked later. A run
 * whose answer was lost can be found in the gateway's log, with its image.
 */
export function createTransport(
  port: Port,
  recovery: Recovery,
): Transport<CloudflareWire, CloudflareToken, CloudflareOptions> {
  const { run, probe, isEmulated } = port;
  const { log, isReplayed, readRow } = recovery;
  /** Runs that were sent again, by key: once is all that was allowed. */
  const sentAgain = new Set<string>();
  /** What was said once: it is true of every run. */
  const warned = new Set<string>();

  async function send(phase: Phase, context: CallContext, prepared: Promise<Exchange>): Promise<unknown> {
    const { http, request } = await prepared;
    if (isEmulated) context.emulated = true;
    const answer = await http(request, context);
    const body = jsonOf(answer);
    const record = recordOf(body);
    if (!isSuccess(answer.status, body)) throw cloudflareError(answer, phase, request.secrets);
    if (phase === "submit" && body === Object(body) && !isConclusive(record)) {
      const outcome = "unknown";
      const details = { phase, outcome, provider: "cloudflare" } as const;
      throw new UnikreaError("outcome_unknown", inconclusive(record.state), details);
    }
    const logId = answer.headers.get("cf-aig-log-id");
    return body === Object(body) ? withCost({ ...record, logId }, {}) : body;
  }

  /** The answer to a run, with what it cost where the log says so in time. */
  async function withLoggedCost(
    answer: unknown,
    { gateway }: CloudflareWire,
    context: CallContext,
    leftMs: number,
  ): Promise<unknown> {
    const record = Object(answer);
    const { logId } = record;
    if (!readRow || !imageOf(record)) return answer;
    const reading: CostReading =
      typeof logId === "string"
        ? await readCost(() => readRow(gateway.id, logId), logId, context, leftMs)
        : { obstacle: UNLOGGED };
    if (reading.obstacle !== undefined && !warned.has(reading.obstacle)) {
      warned.add(reading.obstacle);
      context.warnings?.push(estimatedWarning(reading.obstacle));
    }
    return withCost(record, reading);
  }

  async function ask(context: CallContext, prepared: Promise<Exchange>): Promise<HttpAnswer> {
    const { http, request } = await prepared;
    return http(request, context);
  }

  async function lookUp(lost: Lost, context: CallContext): Promise<CloudflareFinding> {
    const { id: gatewayId = recovery.gatewayId, collectLog } = lost.wire?.gateway ?? {};
    if (collectLog === false) return unknown(NOT_LOGGED);
    if (!log) return unknown(NO_LOG);
    const row = rowIn(await ask(context, log.search(gatewayId, lost.key)), lost, gatewayId);
    if (typeof row === "string") return unknown(row);
    const { microUsd: _, ...unpriced } = row;
    return findingFrom(readRow ? row : unpriced, await ask(context, log.answer(gatewayId, row.id)));
  }

  /** Sends the run once more under its cache key, which the gateway may answer without running it. */
  async function replay(lost: Lost, reason: string, context: CallContext): Promise<CloudflareFinding> {
    const { wire, key } = lost;
    const obstacle = sentAgain.has(key)
      ? "that was done before"
      : replayObstacle(lost, context.clock.wallTime());
    if (!wire || obstacle) return unknown(`${reason}. It was not sent again: ${obstacle}`);
    sentAgain.add(key);
    const { http, request } = await run(wire);
    // It may take as long as the first time: to hang up early could lose two images instead of one.
    const patient = { ...context, timeoutMs: Math.max(context.timeoutMs, SUBMIT_TIMEOUT_MS) };
    // Until the answer says otherwise: an answer may never come.
    context.mayHaveRunTwice = true;
    try {
      const { finding, isSecondRun } = replayed(await http(request, patient), key, reason);
      context.mayHaveRunTwice = isSecondRun;
      return finding;
    } catch (error) {
      if (Object(error).isUnsent) context.mayHaveRunTwice = false;
      throw error;
    } finally {
      if (isEmulated || patient.emulated) context.emulated = true;
      if (context.mayHaveRunTwice) context.warnings?.push(SECOND_RUN);
    }
  }

  return {
    async submit(wire, context) {
      const { clock, timeoutMs } = context;
      const deadlineAt = clock.now() + timeoutMs;
      const answer = await send("submit", context, run(wire));
      return withLoggedCost(answer, wire, context, deadlineAt - clock.now());
    },
    async find(lost, context) {
      const finding = await lookUp(lost, context);
      const isGivenUp = lost.isLastLook && finding.status === "unknown";
      return isGivenUp && isReplayed ? replay(lost, finding.reason, context) : finding;
    },
    ...(probe && { probe: async (context: CallContext) => void (await send("probe", context, probe())) }),
  };
}

type Lost = LostSubmission<CloudflareWire, CloudflareToken>;
