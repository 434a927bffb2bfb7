import type { Issue } from "../schema/validate.ts";

/** `{"error": "…"}`: the body of nearly every Krea error (OpenAPI 2026-05-25). */
export function errorAnswer(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** The 401 body as observed live on 2026-09-26; the spec would have `error`. */
export function unauthorized(): Response {
  return Response.json({ message: "Unauthorized" }, { status: 401 });
}

/**
 * A body that does not fit the schema. The text is in the style of the real one; the `issues` array is ours, so that
 * clients exercise the parsers they have for it.
 */
export function invalidBody(status: number, issues: readonly Issue[]): Response {
  const body = {
    error: "Request validation failed",
    issues: issues.map(({ path, message, keyword }) => ({ path, message, code: keyword })),
  };
  return Response.json(body, { status });
}

/** The answer for a model past its sunset (docs, deprecations page). */
export function modelUnavailable(sunset: string, replacement?: string, migrationUrl?: string): Response {
  const body = {
    error: "model_unavailable",
    reason: "deprecated",
    message: `This model was deprecated and is no longer available since ${sunset}`,
    sunset_date: sunset,
    ...(replacement === undefined ? {} : { replacement }),
    ...(migrationUrl === undefined ? {} : { migration_url: migrationUrl }),
  };
  return Response.json(body, { status: 410 });
}

const texts: Record<number, string> = {
  400: "Bad request",
  402: "Insufficient API balance",
  403: "Forbidden",
  404: "Not found",
  408: "Request timeout",
  409: "Conflict",
  413: "Payload too large",
  422: "Request validation failed",
  429: "Maximum number of concurrent jobs reached",
  500: "Internal server error",
  502: "Bad gateway",
  503: "Service unavailable",
  504: "Gateway timeout",
};

/** What Krea, or the edge in front of it, usually says with a status. 520 to 526 come from the edge, in HTML. */
export function kreaRefusal(status: number): Response {
  if (status === 401) return unauthorized();
  if (status === 410) return modelUnavailable("2026-01-01");
  if (status >= 520 && status <= 526) {
    const html = `<!DOCTYPE html><html><head><title>api.krea.ai | ${status}</title></head><body>Error ${status}</body></html>`;
    return new Response(html, { status, headers: { "content-type": "text/html; charset=UTF-8" } });
  }
  return errorAnswer(status, texts[status] ?? `Error ${status}`);
}
