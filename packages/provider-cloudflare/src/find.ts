import { type Finding, type HttpAnswer, jsonOf, type LostSubmission, scrub } from "@unikrea/core/provider";
import { costIn, withCost } from "./cost.ts";
import { faultOf, noPermission } from "./errors.ts";
import { imageOf, recordOf } from "./mapping.ts";
import type { CloudflareToken, CloudflareWire } from "./wire.ts";

// A run carries its key as metadata, and the gateway's log can be searched for it. Sources: the API reference and the
// logging pages of AI Gateway, read 2026-11-21, and what other projects tried on the service in August 2026. Nobody has
// published a look-up of a run of Krea's; wherever something is not known, the answer here is `unknown`.

type Lost = LostSubmission<CloudflareWire, CloudflareToken>;
export type CloudflareFinding = Finding<CloudflareToken>;

/** Rows were there 0.3 to 4.7 s after the answer of a text model (measured by another project, 2026-08-03). */
const LOOKS_MS: readonly number[] = [2000, 5000, 10_000, 20_000];

/** When to look for a lost run. Without a log there is only its cache, or nothing to wait for. */
export function findAfterMs(hasLog: boolean, isReplayed: boolean): readonly number[] {
  if (hasLog) return LOOKS_MS;
  return isReplayed ? LOOKS_MS.slice(-1) : [0];
}

/** More is refused. */
const PAGE_SIZE = 50;

export const unknown = (reason: string) => ({ status: "unknown", reason }) as const;

/** Why nothing can be looked up behind a binding: it has a way to read a log by its id, and none to search. */
export const NO_LOG =
  'cloudflare\'s log can only be searched by REST: pass accountId and apiToken beside the binding, for a token with the permission "AI Gateway: Read"';

/** Why there is nothing to look up. */
export const NOT_LOGGED = "cloudflare has no log of the run, because collectLog is false";

/**
 * The path of a search in the log. The filter is one parameter of JSON, its value a list: `filters[0][key]=…` is ignored
 * without a word, and a bare text is refused (both seen 2026-08-03). The value alone names the run; the log does not tell
 * under which key of metadata it stands.
 */
export function searchPath(gatewayId: string, key: string): string {
  const query = new URLSearchParams({
    filters: JSON.stringify([{ key: "metadata.value", operator: "eq", value: [key] }]),
    order_by: "created_at",
    order_by_direction: "desc",
    per_page: String(PAGE_SIZE),
  });
  return `${logsPath(gatewayId)}?${query}`;
}

/** The path of what a logged run was answered. */
export const answerPath = (gatewayId: string, id: string) => `${rowPath(gatewayId, id)}/response`;

/** The path of one row. */
export const rowPath = (gatewayId: string, id: string) => `${logsPath(gatewayId)}/${encodeURIComponent(id)}`;

const logsPath = (gatewayId: string) => `ai-gateway/gateways/${encodeURIComponent(gatewayId)}/logs`;

/** What we read of a row of the log. */
export interface LogRow {
  readonly id: string;
  readonly isSuccess: boolean;
  readonly status: unknown;
  /** What the run cost, where the row has it. */
  readonly microUsd?: number;
}

/** The run's row in the answer of a search, or why there is none. Rows are held against the key again. */
export function rowIn(
  answer: HttpAnswer,
  { key, sentAt }: Pick<Lost, "key" | "sentAt">,
  gatewayId: string,
): LogRow | string {
  const { result, success } = Object(jsonOf(answer));
  if (!isOk(answer) || success === false) return searchObstacle(answer, gatewayId);
  if (!Array.isArray(result)) return "cloudflare's log gave an answer that cannot be read";
  const all: readonly Record<string, unknown>[] = result.map(Object);
  const rows = all.flatMap((row) => (isOf(row, key) ? rowOf(row, sentAt) : []));
  const row = rows.find(({ isSuccess }) => isSuccess) ?? rows[0];
  if (row) return row;
  if (all.some((other) => !isOf(other, key)))
    return "cloudflare's log was not searched for the run, and its newest entries are others";
  return `the log of gateway "${scrub(gatewayId)}" does not have the run. It may lag or be switched off, and an account made since 2026-09-24 keeps its log in Workers Logs, which are not read here`;
}

/** Metadata comes as text by the API reference, and as an object by what others saw. */
function isOf({ metadata }: Record<string, unknown>, key: string): boolean {
  return Object(typeof metadata === "string" ? parsed(metadata) : metadata).k2_intent === key;
}

function rowOf(row: Record<string, unknown>, sentAt: number): LogRow[] {
  const { id, status_code: status, success, created_at: createdAt } = row;
  if (typeof id !== "string") return [];
  const isSuccess = success !== false && (status === undefined ? success === true : isOk({ status }));
  // An earlier try under the same key, which was refused, says nothing about this one.
  const isEarlier = Date.parse(String(createdAt)) < sentAt;
  return isSuccess || !isEarlier ? [{ id, isSuccess, status, ...costIn(row, id) }] : [];
}

function searchObstacle(answer: HttpAnswer, gatewayId: string): string {
  const { status } = answer;
  if (status === 401 || status === 403) return noPermission(status);
  if (status === 404)
    return `cloudflare has no log of gateway "${scrub(gatewayId)}" (404): see gatewayId. An account made since 2026-09-24 keeps its log in Workers Logs, which are not read here`;
  return `cloudflare's log ${said(answer)}`;
}

/**
 * What a row and the answer stored with it come to. An image is ours, whatever else is said. A row of an error ends the
 * search: the run was tried, and no later look can bring its image. Whether it was billed is not published, so it settles
 * as a failure that may be.
 */
export function findingFrom(row: LogRow, answer: HttpAnswer): CloudflareFinding {
  const { id, isSuccess, status } = row;
  const token = { logId: id };
  const body = jsonOf(answer);
  const record = isOk(answer) ? recordOf(body) : {};
  const { state, error } = record;
  if (imageOf(record)) return { status: "accepted", token, answer: withCost(record, row) };
  if (!isSuccess || state === "Failed" || error) {
    const { code, message } = faultOf(isOk(answer) && (error === undefined ? body : { error }));
    // For a failed run of another model the text stood there by itself.
    const words = typeof error === "string" ? error : message;
    const fault = { code, message: words ?? `its log has status ${String(status)}` };
    return { status: "accepted", token, answer: { state: "Failed", error: fault } };
  }
  if (state === "Completed") return { status: "accepted", token, answer: record };
  const where = `cloudflare's log has the run as done (${scrub(id)})`;
  if (answer.status === 404) return unknown(`${where}, but not its answer: see collectLogPayload`);
  return unknown(
    isOk(answer) ? `${where}, but no image in its answer` : `${where}; its answer ${said(answer)}`,
  );
}

const isOk = ({ status }: { status: unknown }) => Number(status) >= 200 && Number(status) < 300;

/** An answer's status and words. */
function said(answer: HttpAnswer): string {
  const words = scrub(faultOf(jsonOf(answer)).message ?? "");
  return `answered ${answer.status}${words && `: ${words}`}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
