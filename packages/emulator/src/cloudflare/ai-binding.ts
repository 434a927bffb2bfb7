import { isObject } from "../schema/vendor.ts";

/** The options of {@link AiBinding.run}, as the runtime types name them. */
export interface AiRunOptions {
  gateway?: { id: string; [option: string]: unknown };
  returnRawResponse?: boolean;
  prefix?: string;
  extraHeaders?: Record<string, string>;
  signal?: AbortSignal;
  [option: string]: unknown;
}

/** The gateway part of the binding. */
export interface AiGatewayBinding {
  getLog(logId: string): Promise<Record<string, unknown>>;
  patchLog(
    logId: string,
    data: { score?: number | null; feedback?: -1 | 1 | null; metadata?: object | null },
  ): Promise<void>;
}

/** What `env.AI` is in a Worker, as far as Krea 2 needs it. */
export interface AiBinding {
  run(model: string, input: Record<string, unknown>, options?: AiRunOptions): Promise<unknown>;
  gateway(id: string): AiGatewayBinding;
  /** Cloudflare's own models. A free read. */
  models(query?: Record<string, string | number>): Promise<unknown[]>;
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  readonly aiGatewayLogId: string | null;
  readonly lastRequestId: string | null;
  readonly lastRequestHttpStatusCode: number | null;
  readonly lastRequestInternalStatusCode: number | null;
}

class InferenceUpstreamError extends Error {
  constructor(message: string, name = "InferenceUpstreamError") {
    super(message);
    this.name = name;
  }
}

class GatewayLogError extends Error {
  constructor(message: string, name: string) {
    super(message);
    this.name = name;
  }
}

/** Sends a request to the binding's backend; rejects when the connection breaks. */
export type SendToBackend = (request: Request) => Promise<Response>;

const backend = "https://workers-binding.ai";

/**
 * A stand-in for the runtime's `Ai` object, with its traps (workerd's ai-api.ts of 2026-08-22, checked against the runtime): options
 * are kept on the object, so the last of two concurrent calls decides about `returnRawResponse` for both; ids are
 * last-writer-wins; errors carry only a name and `"<code>: <text>"`; a content type that is not exactly
 * `application/json` comes back as a stream.
 */
export function createAiBinding(send: SendToBackend): AiBinding {
  let current: AiRunOptions = {};
  let aiGatewayLogId: string | null = null;
  let lastRequestId: string | null = null;
  let lastStatus: number | null = null;
  let lastInternalCode: number | null = null;

  const errorFrom = async (response: Response): Promise<Error> => {
    const text = await response.text();
    const parsed = parse(text);
    if (!isObject(parsed)) return new InferenceUpstreamError(text);
    const { internalCode, description, name, errors } = parsed;
    if (typeof internalCode === "number") {
      lastInternalCode = internalCode;
      return new InferenceUpstreamError(`${internalCode}: ${description}`, String(name));
    }
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    return new InferenceUpstreamError(isObject(first) ? `${first.code}: ${first.message}` : text);
  };

  return {
    get aiGatewayLogId() {
      return aiGatewayLogId;
    },
    get lastRequestId() {
      return lastRequestId;
    },
    get lastRequestHttpStatusCode() {
      return lastStatus;
    },
    get lastRequestInternalStatusCode() {
      return lastInternalCode;
    },

    async run(model, inputs, options = {}) {
      current = options;
      const { prefix, extraHeaders, sessionOptions: _sessionOptions, signal, ...sent } = options;
      const door = options.gateway?.id ? "/ai-gateway/run" : "/run";
      const request = new Request(`${backend}${door}?version=3`, {
        method: "POST",
        headers: {
          ...extraHeaders,
          "content-type": "application/json",
          "cf-consn-sdk-version": "2.0.0",
          "cf-consn-model-id": prefix ? `${prefix}:${model}` : model,
        },
        body: JSON.stringify({ inputs, options: sent }),
        ...(signal ? { signal } : {}),
      });
      const response = await send(request);
      lastRequestId = response.headers.get("cf-ai-req-id");
      aiGatewayLogId = response.headers.get("cf-aig-log-id");
      lastStatus = response.status;
      if (current.returnRawResponse) return response;
      if (!response.ok || !response.body) throw await errorFrom(response);
      if (response.headers.get("content-type") === "application/json") return response.json();
      return response.body;
    },

    async models(query = {}) {
      const url = new URL(`${backend}/ai-api/models/search`);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
      const response = await send(new Request(url));
      const parsed = parse(await response.text());
      if (response.status === 200 && isObject(parsed) && Array.isArray(parsed.result)) return parsed.result;
      const first: unknown = isObject(parsed) && Array.isArray(parsed.errors) ? parsed.errors[0] : undefined;
      const message = isObject(first) ? String(first.message) : "Internal Error";
      throw Object.assign(new Error(message), { name: "AiInternalError" });
    },

    gateway(id) {
      const logUrl = (logId: string) => `${backend}/ai-gateway/gateways/${id}/logs/${logId}`;
      const logError = async (response: Response) => {
        const parsed = parse(await response.text());
        const first: unknown =
          isObject(parsed) && Array.isArray(parsed.errors) ? parsed.errors[0] : undefined;
        const message = isObject(first) ? String(first.message) : "Internal Error";
        return new GatewayLogError(
          message,
          response.status === 404 ? "AiGatewayLogNotFound" : "AiGatewayInternalError",
        );
      };
      return {
        async getLog(logId) {
          const response = await send(new Request(logUrl(logId)));
          if (response.status !== 200) throw await logError(response);
          const parsed: unknown = await response.json();
          const log = isObject(parsed) && isObject(parsed.result) ? parsed.result : {};
          return { ...log, created_at: new Date(String(log.created_at)) };
        },
        async patchLog(logId, data) {
          const headers = { "content-type": "application/json" };
          const response = await send(
            new Request(logUrl(logId), { method: "PATCH", headers, body: JSON.stringify(data) }),
          );
          if (response.status !== 200) throw await logError(response);
        },
      };
    },

    fetch: (input, init) => send(new Request(input, init)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
