import { isoTime } from "../clock.ts";
import type { World } from "../world.ts";
import type { MetadataValue } from "./gateway-option.ts";
import type { CloudflareSwitches } from "./switch.ts";

/** One row of the gateway log. */
export interface LogRow {
  id: string;
  gatewayId: string;
  eventId: string;
  model: string;
  /** When the row was written: the end of the run. */
  writtenAtMs: number;
  durationMs: number;
  status: number;
  isCached: boolean;
  /** Missing until the gateway has worked it out. */
  costMicroUsd: number | undefined;
  metadata: Record<string, MetadataValue>;
  feedback?: number | null;
  score?: number | null;
  /** The input, unless payloads are not collected. */
  request: unknown;
  /** The body that was answered, for the origin it is read from. */
  response: ((origin: string | undefined) => unknown) | undefined;
}

/** The log of all gateways. */
export interface GatewayLog {
  write(row: LogRow): void;
  /** A row that has already surfaced. */
  find(gatewayId: string, id: string): LogRow | undefined;
  /** Surfaced rows of one gateway, newest first. With `metadataValue`, only rows holding it (indexed). */
  rows(gatewayId: string, metadataValue?: string): LogRow[];
  clear(): void;
}

/** Opens the log. Rows surface `logLagMs` after they are written. */
export function createGatewayLog(world: World, switches: CloudflareSwitches): GatewayLog {
  const lagMs = switches.logLagMs ?? 0;
  let byId = new Map<string, LogRow>();
  let byGateway = new Map<string, LogRow[]>();
  let byMetadata = new Map<string, LogRow[]>();

  const hasSurfaced = (row: LogRow) => world.clock.now() >= row.writtenAtMs + lagMs;
  const append = (index: Map<string, LogRow[]>, key: string, row: LogRow) => {
    const list = index.get(key);
    if (list) list.push(row);
    else index.set(key, [row]);
  };

  return {
    write(row) {
      byId.set(row.id, row);
      append(byGateway, row.gatewayId, row);
      for (const value of new Set(Object.values(row.metadata).map(String))) append(byMetadata, value, row);
    },
    find(gatewayId, id) {
      world.agenda.catchUp(world.clock.now());
      const row = byId.get(id);
      return row && row.gatewayId === gatewayId && hasSurfaced(row) ? row : undefined;
    },
    rows(gatewayId, metadataValue) {
      world.agenda.catchUp(world.clock.now());
      const rows = metadataValue === undefined ? byGateway.get(gatewayId) : byMetadata.get(metadataValue);
      return (rows ?? []).filter((row) => row.gatewayId === gatewayId && hasSurfaced(row)).reverse();
    },
    clear() {
      byId = new Map();
      byGateway = new Map();
      byMetadata = new Map();
    },
  };
}

/** A row as the API shows it (runtime types, `AiGatewayLog`). REST gives `metadata` as text, the binding as an object. */
export function showRow(
  row: LogRow,
  metadataAs: "text" | "object",
  origin: string | undefined,
): Record<string, unknown> {
  const request = JSON.stringify(row.request ?? null);
  const response = JSON.stringify(row.response?.(origin) ?? null);
  return {
    id: row.id,
    provider: "krea",
    model: row.model,
    model_type: "text-to-image",
    path: "run",
    duration: Math.round(row.durationMs),
    request_type: "run",
    request_content_type: "application/json",
    response_content_type: "application/json",
    status_code: row.status,
    success: row.status < 400,
    cached: row.isCached,
    tokens_in: null,
    tokens_out: null,
    event_id: row.eventId,
    metadata: metadataAs === "text" ? JSON.stringify(row.metadata) : row.metadata,
    step: 0,
    ...(row.costMicroUsd !== undefined && { cost: row.costMicroUsd / 1e6 }),
    custom_cost: false,
    feedback: row.feedback ?? null,
    score: row.score ?? null,
    request_size: request.length,
    request_head: row.request === undefined ? "" : request.slice(0, 1024),
    request_head_complete: request.length <= 1024,
    response_size: response.length,
    response_head: row.response === undefined ? "" : response.slice(0, 1024),
    response_head_complete: response.length <= 1024,
    created_at: isoTime(Math.round(row.writtenAtMs)),
  };
}
