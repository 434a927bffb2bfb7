import type { Bill, Fault, RecordedRequest } from "@unikrea/emulator";
import { expect } from "vitest";
import { ACCOUNT_ID } from "./account.ts";

/** The control door of an emulator, from any runtime. */
export function controlOf(origin: string) {
  const ask = async <Answer>(path: string, body?: unknown): Promise<Answer> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${origin}${path}`, { ...init, headers: { authorization: "Bearer any" } });
    expect(response.status).toBe(200);
    return response.json() as Promise<Answer>;
  };
  const logs = `/cloudflare/client/v4/accounts/${ACCOUNT_ID}/ai-gateway/gateways/default/logs`;
  const filtersFor = (value: string) =>
    encodeURIComponent(JSON.stringify([{ key: "metadata.value", operator: "eq", value: [value] }]));
  return {
    bill: () => ask<Bill>("/_emulator/bill"),
    requests: () => ask<RecordedRequest[]>("/_emulator/requests"),
    inject: (...faults: Fault[]) => ask("/_emulator/faults", faults),
    reset: () => ask("/_emulator/reset", {}),
    /** What the gateway's log has under this value of metadata. */
    logged: (value: string) => ask<{ result: { id: string }[] }>(`${logs}?filters=${filtersFor(value)}`),
  };
}
