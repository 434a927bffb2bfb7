import type { ContractSubject, RuleName, ServiceRequest } from "@unikrea/testkit";
import { imageUrl, json } from "@unikrea/testkit";
import { type CloudflareSettings, cloudflare } from "../src/index.ts";
import { ACCOUNT_ID } from "./account.ts";

/** The codes that come with some statuses, and how their texts begin. */
const CODES: Record<number, number> = { 401: 10000, 402: 2021, 403: 10000, 413: 3006, 429: 2003 };
const fault = (status: number, message: string) => {
  const code = CODES[status] ?? (status < 500 ? 7003 : status);
  return { code, message: code === 7003 ? `User Input Error: Invalid value at prompt: ${message}` : message };
};

const record = { state: "Completed", gatewayMetadata: { keySource: "Unified" } };
const failed = (code: number, message: string) => ({ state: "Failed", result: {}, error: { code, message } });

const byRest =
  (more: CloudflareSettings = {}): ContractSubject["make"] =>
  ({ fetch }, apiToken) => {
    const baseUrl = "https://api.cloudflare.com/client/v4";
    return cloudflare({ accountId: ACCOUNT_ID, apiToken, fetch, baseUrl, ...more });
  };

/** REST, as the contract suite sees it. The record stands in an envelope. */
export const rest: ContractSubject<RuleName> = {
  name: "cloudflare by REST",
  make: byRest(),
  operationOf: ({ url }) => (url.endsWith("/ai/run") ? "submit" : "probe"),
  phrases: {
    completed: ({ submissions }) => enveloped({ ...record, result: { image: imageUrl(submissions.length) } }),
    failed: () => enveloped(failed(10000, "the provider failed")),
    moderated: () => enveloped(failed(7003, "flagged by content moderation")),
    refusal: (status, message) =>
      json({ result: null, success: false, errors: [fault(status, message)], messages: [] }, status),
  },
};

const again = "what is lost is sent again, as the caller allowed";

/** The same where a lost run may be sent, and billed, twice. */
export const restAgain: ContractSubject<RuleName> = {
  ...rest,
  name: "cloudflare by REST, resubmitting",
  make: byRest({ resubmit: "cached" }),
  deviations: { skip: { "unclear-answer": again, "garbage-answer": again } },
};

const enveloped = (result: object) => json({ result, success: true, errors: [], messages: [] });

/** The binding, as the contract suite sees it. The record is bare, and errors have the gateway's own form. */
export const binding: ContractSubject<RuleName> = {
  name: "cloudflare by its binding",
  keyless: true,
  make: ({ exchange, fetch }) =>
    cloudflare({
      fetch,
      binding: {
        async run(model, input, { signal, ...options } = {}) {
          const request: ServiceRequest = {
            method: "RUN",
            url: "env.AI.run",
            headers: {},
            body: { model, input, options },
          };
          const { status, headers, body } = await exchange(request, signal as AbortSignal);
          const isRaw = typeof body === "string" || body instanceof Uint8Array;
          return new Response(isRaw ? (body as BodyInit) : JSON.stringify(body), { status, headers });
        },
      },
    }),
  operationOf: () => "submit",
  phrases: {
    completed: ({ submissions }) => json({ ...record, result: { image: imageUrl(submissions.length) } }),
    failed: () => json(failed(10000, "the provider failed")),
    moderated: () => json(failed(7003, "flagged by content moderation")),
    refusal(status, message) {
      const { code } = fault(status, message);
      const error = [fault(status, message)];
      const more = { name: "AiGatewayError", httpCode: status, internalCode: code, description: "Error" };
      return json({ success: false, result: [], messages: [], error, ...more }, status);
    },
  },
};
