/** The part of a task that errors repeat, so that a client can tell whose they are. */
export interface TaskName {
  taskType?: string;
  taskUUID?: string;
}

/** An error of one task or of the whole request. `status` is the HTTP status it deserves when nothing succeeded. */
export interface TaskFailure {
  status: number;
  body: { code: string; message: string; [detail: string]: unknown };
}

/** HTTP status by code where it is not 400 (Runware's error pages, 2026). */
const statusByCode: Record<string, number> = {
  invalidApiKey: 401,
  missingApiKey: 401,
  insufficientCredits: 402,
  forbidden: 403,
  taskFailedOrNotFound: 404,
  rateLimitExceeded: 429,
  internalServerError: 500,
  serviceUnavailable: 503,
  timeout: 504,
};

/** Makes an error. Task errors always carry `taskUUID` and `taskType`, else clients wait for ever. */
export function failure(
  code: string,
  message: string,
  name: TaskName = {},
  details: { [detail: string]: unknown } = {},
): TaskFailure {
  const { status, ...rest } = details;
  return {
    status: typeof status === "number" ? status : (statusByCode[code] ?? 400),
    body: { code, message, ...rest, ...name },
  };
}

/** A failed authentication: no taskUUID on it (docs, authentication). */
export function authenticationFailure(code: "invalidApiKey" | "missingApiKey"): TaskFailure {
  const message = code === "missingApiKey" ? "No API key was given." : "The API key is not valid.";
  return failure(code, message, { taskType: "authentication" }, { parameter: "apiKey", type: "string" });
}

const codeByStatus: Record<number, readonly [code: string, message: string]> = {
  400: ["invalidRequest", "The request is not valid."],
  401: ["invalidApiKey", "The API key is not valid."],
  402: ["insufficientCredits", "Insufficient credits."],
  403: ["forbidden", "The key lacks the permission for this."],
  404: ["taskFailedOrNotFound", "The task failed or was not found."],
  409: ["conflictTaskUUID", "The taskUUID is already in use."],
  429: ["rateLimitExceeded", "Too many requests, try again later."],
  503: ["serviceUnavailable", "Temporarily out of capacity."],
  504: ["timeout", "The request waited too long in the queue."],
};

/** What usually comes with an HTTP status: request-level, so without a taskUUID. */
export function failureForStatus(status: number): TaskFailure {
  const [code, message] =
    codeByStatus[status] ??
    (status >= 500 ? ["internalServerError", "Internal error."] : ["unknownError", "Unknown error."]);
  return { status, body: { code, message } };
}
