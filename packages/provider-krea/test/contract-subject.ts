import type { ContractSubject, Exchange, Respond, RuleName } from "@unikrea/testkit";
import { imageUrl, json, STRANGE_STATE } from "@unikrea/testkit";
import { krea } from "../src/index.ts";

const BASE_URL = "https://api.krea.ai";
const CREATED_AT = "2026-01-01T00:00:00.000000Z";

/** Krea counts its jobs here, so that their ids say which submission they come from. */
const idOf = ({ request, submissions }: Exchange) =>
  request.operation === "submit" ? `job-${submissions.length}` : (request.url.split("/").at(-1) ?? "");

/** A job as every endpoint shows it. */
const jobOf = (id: string, status: string, more: object = {}) => ({
  job_id: id,
  status,
  created_at: CREATED_AT,
  completed_at: null,
  result: null,
  ...more,
});
const completed = (id: string) =>
  jobOf(id, "completed", { completed_at: CREATED_AT, result: { urls: [imageUrl(id)] } });
const job =
  (status: string, more?: object): Respond =>
  (exchange) =>
    json(jobOf(idOf(exchange), status, more));

/** Krea, as the contract suite sees it. */
export const subject: ContractSubject<RuleName> = {
  name: "krea",
  make: ({ fetch }, apiKey) => krea({ apiKey, fetch, baseUrl: BASE_URL }),
  operationOf({ method, url }) {
    const { pathname } = new URL(url);
    if (pathname === "/jobs") return "sweep";
    if (pathname.startsWith("/jobs/")) return method === "DELETE" ? "cancel" : "poll";
    return pathname === "/assets" ? "upload" : "submit";
  },
  phrases: {
    accepted: job("queued"),
    pending: job("sampling"),
    completed: (exchange) => json(completed(idOf(exchange))),
    failed: job("failed", { error: { code: "internal", message: "the service failed" } }),
    moderated: job("failed", { error: { code: "nsfw" } }),
    empty: job("completed", { result: { urls: [] } }),
    strange: job(STRANGE_STATE),
    canceled: job("cancelled"),
    uploaded: () => json({ image_url: "https://app-uploads.krea.ai/u/1-reference.png" }),
    sweep: ({ submissions }, state) => {
      const items = submissions.map((_, index) => {
        const id = `job-${index + 1}`;
        return state === "completed" ? completed(id) : jobOf(id, "sampling");
      });
      return json({ items: items.reverse(), next_cursor: null });
    },
    refusal: (status, message) => json({ error: message }, status),
  },
};
