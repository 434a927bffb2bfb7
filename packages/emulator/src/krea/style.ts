import { isoTime } from "../clock.ts";
import { errorAnswer } from "./error.ts";

/** Trained styles that exist from the start; training itself is not emulated. */
const styles = [
  { id: "emulated-linocut", title: "Linocut", models: ["k2"] },
  { id: "emulated-gouache", title: "Gouache", models: ["k2", "k2-large"] },
  { id: "emulated-blueprint", title: "Blueprint", models: ["k2-large"] },
].map((style) => ({
  ...style,
  urls: [],
  public: true,
  cover_url: null,
  prompt: "",
  owner: null,
  like_count: 0,
  created_at: isoTime(Date.UTC(2026, 5, 1)),
}));

const filters = new Set([
  "all",
  "user",
  "community",
  "krea",
  "shared",
  "unapproved",
  "editor",
  "gallery",
  "public",
]);

/** Answers `GET /styles`: the fixed list, narrowed by `ids`, `model` and `limit`. */
export function answerStyles(query: URLSearchParams): Response {
  if (!filters.has(query.get("filter") ?? "all")) return errorAnswer(400, "filter: unknown value");
  const limit = Number(query.get("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    return errorAnswer(400, "limit: expected 1 to 1000");
  const ids = query.get("ids")?.split(",");
  const model = query.get("model");
  const items = styles
    .filter((style) => !ids || ids.includes(style.id))
    .filter((style) => model === null || style.models.includes(model))
    .slice(0, limit);
  return Response.json({ items, next_cursor: null });
}

/** Answers `GET /styles/{id}`. */
export function answerStyle(id: string): Response {
  const style = styles.find((candidate) => candidate.id === id);
  return style ? Response.json(style) : errorAnswer(404, "Style not found");
}
