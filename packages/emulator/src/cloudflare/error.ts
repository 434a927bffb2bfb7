/** A refusal of the gateway. */
export interface GatewayError {
  /** HTTP status. */
  status: number;
  /** Cloudflare's own number. Where none is documented, the HTTP status stands in for it. */
  code: number;
  /** The useful text. */
  message: string;
  /** The short and sometimes misleading text, which is all that a thrown binding error shows. */
  description: string;
}

const userInput = "User Input Error";
const wholesale = "Wholesale rate limit exceeded for this gateway. Please reduce request rate or use BYOK.";

/** Every refusal of the run path that is documented or was captured, by a name of ours. */
export const gatewayErrors = {
  "insufficient-balance": {
    status: 402,
    code: 2021,
    message: "Insufficient balance; add money to your gateway or use BYOK",
    description: "Insufficient AI Gateway credits",
  },
  "not-unified": {
    status: 402,
    code: 2021,
    message: "This model is not available via unified billing. Please use BYOK.",
    description: "Insufficient AI Gateway credits",
  },
  "wholesale-limit": { status: 429, code: 2018, message: wholesale, description: "Invalid User Credentials" },
  "wholesale-limit-402": {
    status: 402,
    code: 2021,
    message: wholesale,
    description: "Invalid User Credentials",
  },
  "wholesale-limit-200": {
    status: 200,
    code: 7003,
    message: wholesale,
    description: "Invalid User Credentials",
  },
  "provider-credentials": {
    status: 401,
    code: 2009,
    message: "The provider refused the credentials.",
    description: "Unauthorized",
  },
  "provider-unavailable": {
    status: 503,
    code: 503,
    message: "The provider is not available at the moment.",
    description: "Service Unavailable",
  },
  "credentials-required": {
    status: 400,
    code: 400,
    message: "Provider credentials are required by this gateway.",
    description: "Bad Request",
  },
  authentication: {
    status: 401,
    code: 10000,
    message: "Authentication error",
    description: "Authentication error",
  },
  forbidden: {
    status: 403,
    code: 10000,
    message: "Authentication error",
    description: "Authentication error",
  },
  "rate-limited": { status: 429, code: 2003, message: "Rate limited", description: "Rate limited" },
  "spend-limit": {
    status: 429,
    code: 2045,
    message: "Spend limit reached for this gateway.",
    description: "Spend limit reached",
  },
  "guardrail-prompt": {
    status: 400,
    code: 2016,
    message: "Prompt blocked due to security configurations",
    description: "Prompt blocked",
  },
  "guardrail-response": {
    status: 400,
    code: 2017,
    message: "Response blocked due to security configurations",
    description: "Response blocked",
  },
  "dlp-request": {
    status: 400,
    code: 2029,
    message: "Request blocked due to DLP policy",
    description: "Request blocked",
  },
  "dlp-response": {
    status: 400,
    code: 2030,
    message: "Response blocked due to DLP policy",
    description: "Response blocked",
  },
  deprecated: {
    status: 410,
    code: 7010,
    message: "This model is deprecated. Use krea/krea-3 instead.",
    description: "Model deprecated",
  },
  capacity: {
    status: 429,
    code: 3040,
    message: "Capacity temporarily exceeded, please try again.",
    description: "Capacity temporarily exceeded, please try again.",
  },
  allocation: {
    status: 429,
    code: 3036,
    message: "You have used up your daily free allocation.",
    description: "Account limited",
  },
  timeout: { status: 408, code: 3007, message: "Request timeout", description: "Request timeout" },
  aborted: { status: 408, code: 3008, message: "Request was aborted", description: "Aborted" },
  "too-large": {
    status: 413,
    code: 3006,
    message: "Request is too large",
    description: "Request is too large",
  },
  terms: {
    status: 403,
    code: 5016,
    message: "Model terms have not been agreed to",
    description: "Model agreement required",
  },
  blocked: {
    status: 403,
    code: 3023,
    message: "Service unavailable for this account",
    description: "Account blocked",
  },
  "no-body": {
    status: 400,
    code: 3003,
    message: "Missing or malformed request body",
    description: "Incomplete request",
  },
  "no-route": {
    status: 400,
    code: 7000,
    message: "No route for that URI",
    description: "No route for that URI",
  },
  "upstream-error": {
    status: 502,
    code: 502,
    message: "The upstream provider failed.",
    description: "Bad Gateway",
  },
  // No body is known for what Krea's moderation refuses; this follows the form of the other upstream refusals.
  moderated: {
    status: 400,
    code: 7003,
    message: "Model execution failed (User Input Error): flagged by content moderation",
    description: userInput,
  },
} as const satisfies Record<string, GatewayError>;

/** The name of a refusal. */
export type GatewayErrorName = keyof typeof gatewayErrors;

/** Whether `name` is one of {@link gatewayErrors}. */
export function isGatewayErrorName(name: string): name is GatewayErrorName {
  return Object.hasOwn(gatewayErrors, name);
}

/** The refusal of an input, worded like the ones seen live: code 7003, the field in the text. */
export function inputError(detail: string): GatewayError {
  return {
    status: 400,
    code: 7003,
    message: `Model execution failed (${userInput}): ${detail}`,
    description: userInput,
  };
}

/** The refusal of a model id nobody offers. */
export function unknownModel(model: string): GatewayError {
  return { status: 404, code: 7003, message: `Model not found: ${model}`, description: "Model not found" };
}

/** A misuse of the background options (docs, REST page): status 400, no code documented. */
export function backgroundError(message: string): GatewayError {
  return { status: 400, code: 400, message, description: "Bad Request" };
}

/** A refusal as REST tells it: the usual envelope with plural `errors`. */
export function restBody({ code, message }: GatewayError): object {
  return { result: null, success: false, errors: [{ code, message }], messages: [] };
}

/** A refusal as the binding's backend tells it (live capture of 2026-10-02): singular `error`, holding a list. */
export function bindingBody(error: GatewayError, requestId: string): object {
  const { status, code, message, description } = error;
  return {
    success: false,
    result: [],
    messages: [],
    error: [{ code, message }],
    name: "AiGatewayError",
    httpCode: status,
    internalCode: code,
    description,
    message,
    requestId,
  };
}

/** The likeliest refusal for a status that several share. */
const usualByStatus: Record<number, GatewayError> = {
  400: inputError("Validation error"),
  401: gatewayErrors.authentication,
  402: gatewayErrors["insufficient-balance"],
  403: gatewayErrors.forbidden,
  404: unknownModel("unknown"),
  408: gatewayErrors.timeout,
  410: gatewayErrors.deprecated,
  413: gatewayErrors["too-large"],
  429: gatewayErrors["rate-limited"],
  502: gatewayErrors["upstream-error"],
  503: gatewayErrors["provider-unavailable"],
};

/** What usually comes with an HTTP status. */
export function errorForStatus(status: number): GatewayError {
  const text = `Error ${status}`;
  return usualByStatus[status] ?? { status, code: status, message: text, description: text };
}
