import { models } from "../model.ts";
import { listAt, textAt } from "../schema/read.ts";
import { readVendored } from "../schema/vendor.ts";
import { envelope } from "./answer.ts";
import { restBody, unknownModel } from "./error.ts";

/** `GET …/ai/catalog/models`: the third-party catalogue as other projects read it in October 2026. */
export function answerCatalog(): Response {
  const catalog = readVendored("cloudflare.krea-2.catalog.json");
  const entries = listAt(catalog, "models").map((entry) => ({
    model_id: textAt(entry, "model_id"),
    name: textAt(entry, "name"),
    task: textAt(catalog, "task"),
    pricing: typeof entry === "object" && entry !== null && "pricing" in entry ? entry.pricing : null,
    metadata: typeof entry === "object" && entry !== null && "tier_prices" in entry ? entry.tier_prices : {},
    supports_async: false,
  }));
  const info = { page: 1, per_page: 50, count: entries.length, total_count: entries.length };
  return Response.json({ ...envelope(entries), result_info: info });
}

/** `GET …/ai/models/search`, also behind `env.AI.models()`: Cloudflare's own models and no others, so never Krea's. */
export function answerModelSearch(): Response {
  const name = "@cf/black-forest-labs/flux-1-schnell";
  return Response.json(envelope([{ id: "emulated", source: 1, name, task: { name: "Text-to-Image" } }]));
}

/** `GET …/ai/catalog/models/{author}/{model}/schema`. */
export function answerSchema(author: string, name: string): Response {
  const model = models.find((candidate) => author === "krea" && candidate === name);
  if (!model) return Response.json(restBody(unknownModel(`${author}/${name}`)), { status: 404 });
  const input = readVendored(`cloudflare.${model}.input.schema.json`);
  const output = readVendored("cloudflare.krea-2.output.schema.json");
  return Response.json(envelope({ schema: { input, output } }));
}
