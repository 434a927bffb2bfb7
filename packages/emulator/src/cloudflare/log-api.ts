import type { FaultSite } from "../fault/box.ts";
import { numberAt, objectAt } from "../schema/read.ts";
import { isObject } from "../schema/vendor.ts";
import type { World } from "../world.ts";
import { type Door, envelope } from "./answer.ts";
import type { MetadataValue } from "./gateway-option.ts";
import { type GatewayLog, type LogRow, showRow } from "./log.ts";

/** The 404 of a log that is not there (blueprint: `errors[0].message`). */
function logNotFound(): Response {
  const body = {
    result: null,
    success: false,
    errors: [{ code: 7002, message: "Log not found" }],
    messages: [],
  };
  return Response.json(body, { status: 404 });
}

/** A query that is refused (live answers of August 2026: code 7001, and where it is wrong). */
function queryRefused(message: string, path: readonly (string | number)[]): Response {
  const errors = [{ code: 7001, message, path: ["query", ...path] }];
  return Response.json({ result: null, success: false, errors, messages: [] }, { status: 400 });
}

/** Answers everything below `…/gateways/{gateway}/logs`. */
export interface LogApi {
  list(gatewayId: string, query: URLSearchParams, site: FaultSite, origin: string | undefined): Response;
  get(gatewayId: string, id: string, door: Door, site: FaultSite, origin: string | undefined): Response;
  patch(gatewayId: string, id: string, body: unknown): Response;
  /** The stored input or answer, bare: these two endpoints have no envelope (published REST client). */
  payload(gatewayId: string, id: string, part: "request" | "response", origin: string | undefined): Response;
}

/** Makes the log endpoints. */
export function createLogApi(world: World, log: GatewayLog): LogApi {
  const isHidden = (row: LogRow, youngestMs: number) => row.writtenAtMs > youngestMs;
  const youngest = (site: FaultSite) => {
    const lag = world.faults.take("list", site);
    return lag ? world.clock.now() - (lag.ms ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  };

  return {
    list(gatewayId, query, site, origin) {
      const filters = readFilters(query);
      const bare = filters.findIndex(({ isList }) => !isList);
      if (bare >= 0) return queryRefused("Expected array, received string", ["filters", bare, "value"]);
      if (Number(query.get("per_page")) > maxPerPage)
        return queryRefused(`Number must be less than or equal to ${maxPerPage}`, ["per_page"]);
      const wanted = filters.find(({ key, operator }) => key === "metadata.value" && operator === "eq");
      const exact = wanted?.values.length === 1 ? wanted.values[0] : undefined;
      const limitMs = youngest(site);
      const rows = log
        .rows(gatewayId, exact)
        .filter((row) => !isHidden(row, limitMs))
        .filter((row) => filters.every((filter) => passes(row, filter)));
      if (query.get("order_by_direction") === "asc" || query.get("direction") === "asc") rows.reverse();
      const perPage = Math.max(1, Number(query.get("per_page") ?? 20) || 20);
      const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
      const shown = rows
        .slice((page - 1) * perPage, page * perPage)
        .map((row) => showRow(row, "text", origin));
      const info = { page, per_page: perPage, count: shown.length, total_count: rows.length };
      return Response.json({ ...envelope(shown), result_info: info });
    },
    get(gatewayId, id, door, site, origin) {
      const row = log.find(gatewayId, id);
      if (!row || isHidden(row, youngest(site))) return logNotFound();
      return Response.json(envelope(showRow(row, door === "rest" ? "text" : "object", origin)));
    },
    patch(gatewayId, id, body) {
      const row = log.find(gatewayId, id);
      if (!row) return logNotFound();
      if (isObject(body) && "feedback" in body) row.feedback = numberAt(body, "feedback") ?? null;
      if (isObject(body) && "score" in body) row.score = numberAt(body, "score") ?? null;
      row.metadata = { ...row.metadata, ...plainValues(objectAt(body, "metadata")) };
      return Response.json(envelope({}));
    },
    payload(gatewayId, id, part, origin) {
      const row = log.find(gatewayId, id);
      if (!row?.response) return logNotFound();
      return Response.json(part === "request" ? row.request : row.response(origin));
    },
  };
}

/** The API's own limit (live answers of August 2026). */
const maxPerPage = 50;

interface Filter {
  key: string;
  operator: string;
  values: string[];
  /** Whether the value was a list, as it must be in JSON. */
  isList: boolean;
}

/** Reads `filters`, as JSON or in the bracket spellings that query builders make of a list of objects. */
function readFilters(query: URLSearchParams): Filter[] {
  const json = query.get("filters");
  if (json !== null) return filtersFromJson(json);
  const groups = new Map<string, Filter>();
  for (const [name, value] of query) {
    const match = /^filters(?:\[(\d*)\])?\[(key|operator|value)\](?:\[\d*\])?$/.exec(name);
    if (!match) continue;
    const group = groups.get(match[1] ?? "") ?? { key: "", operator: "eq", values: [], isList: true };
    groups.set(match[1] ?? "", group);
    if (match[2] === "key") group.key = value;
    else if (match[2] === "operator") group.operator = value;
    else group.values.push(value);
  }
  return [...groups.values()];
}

function filtersFromJson(json: string): Filter[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return [];
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).filter(isObject).map((filter) => ({
    key: String(filter.key ?? ""),
    operator: String(filter.operator ?? "eq"),
    values: (Array.isArray(filter.value) ? filter.value : [filter.value]).map(String),
    isList: Array.isArray(filter.value),
  }));
}

/** Whether a row passes one filter; a key that the emulator does not know lets every row pass. */
function passes(row: LogRow, { key, operator, values }: Filter): boolean {
  const shown = showRow(row, "object", undefined);
  const found =
    key === "metadata.value"
      ? Object.values(row.metadata).map(String)
      : key === "metadata.key"
        ? Object.keys(row.metadata)
        : key in shown
          ? [String(shown[key])]
          : undefined;
  if (!found) return true;
  if (operator === "neq") return !found.some((value) => values.includes(value));
  if (operator === "contains") return found.some((value) => values.some((part) => value.includes(part)));
  if (operator === "lt") return found.some((value) => values.some((limit) => value < limit));
  if (operator === "gt") return found.some((value) => values.some((limit) => value > limit));
  return found.some((value) => values.includes(value));
}

function plainValues(metadata: Record<string, unknown> | undefined): Record<string, MetadataValue> {
  const plain: Record<string, MetadataValue> = {};
  for (const [key, value] of Object.entries(metadata ?? {})) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      plain[key] = value;
  }
  return plain;
}
