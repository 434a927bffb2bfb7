import type { Capabilities } from "@unikrea/core/provider";

/** What Cloudflare takes for Krea 2. Source: the published input schemas, the same for all three models, read 2026-11-21. */
export const CAPABILITIES: Capabilities = {
  models: ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"],
  // Krea itself has 3:4 since autumn 2026; it is not in Cloudflare's list.
  aspectRatios: ["1:1", "4:3", "3:2", "16:9", "2.35:1", "4:5", "2:3", "9:16"],
  references: { min: 0, max: 1 },
  moodboard: { min: 0, max: 1 },
  sliders: true,
  styles: true,
  // Whether data URIs work is documented nowhere. A URL's 1024 characters are in a description, not in the schema,
  // so longer ones get a warning (mapping.ts) and are sent.
  images: { bytes: "inline", bytesOption: "allowDataUris", ids: false },
  imagesPerJob: 1,
};
