import type { HttpAnswer } from "@unikrea/core/provider";

/** An answer as the HTTP door gives it. A text is sent as it is. */
export const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: new Headers(headers),
  bytes: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
});
