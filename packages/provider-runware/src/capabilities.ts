import type { Capabilities } from "@unikrea/core/provider";

/** Pixels of each ratio; no arithmetic gives them. Runware's pages of medium and medium turbo, June 2026. */
export const SIZES = {
  "1:1": { width: 1024, height: 1024 },
  "4:3": { width: 1184, height: 896 },
  "3:2": { width: 1248, height: 832 },
  "16:9": { width: 1376, height: 768 },
  "2.35:1": { width: 1568, height: 672 },
  "4:5": { width: 928, height: 1152 },
  "2:3": { width: 832, height: 1248 },
  "9:16": { width: 768, height: 1376 },
} as const satisfies Capabilities["sizes"];

/**
 * What Runware takes for Krea 2, the same for all three models. Source: Runware's model pages of June 2026 and the
 * schema pins of its SDKs, 2026-06-23 and 2026-07-22.
 */
export const CAPABILITIES: Capabilities = {
  models: ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"],
  // Eight pairs of pixels; 3:4 is not among them.
  aspectRatios: ["1:1", "4:3", "3:2", "16:9", "2.35:1", "4:5", "2:3", "9:16"],
  sizes: SIZES,
  references: { min: -2, max: 2 },
  // From Runware's own node for ComfyUI, 2026-07-01. The pages give no range.
  moodboard: { min: -0.5, max: 1.5 },
  // Neither page nor SDK nor node has a trace of these for Krea 2.
  sliders: false,
  styles: false,
  images: { bytes: "inline", ids: true },
  imagesPerJob: 20,
};
