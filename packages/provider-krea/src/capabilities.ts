import type { Capabilities } from "@unikrea/core/provider";

/** What Krea's own API takes for Krea 2. Source: its OpenAPI document of 2026-10-09, the same for all three models. */
export const CAPABILITIES: Capabilities = {
  models: ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"],
  // 3:4 joined between August and September 2026.
  aspectRatios: ["1:1", "4:3", "3:2", "16:9", "2.35:1", "4:5", "3:4", "2:3", "9:16"],
  // Krea's user guide. It has no figure for 3:4.
  sizes: {
    "1:1": { width: 1024, height: 1024 },
    "4:3": { width: 1184, height: 896 },
    "3:2": { width: 1248, height: 832 },
    "16:9": { width: 1376, height: 768 },
    "2.35:1": { width: 1568, height: 672 },
    "4:5": { width: 928, height: 1152 },
    "2:3": { width: 832, height: 1248 },
    "9:16": { width: 768, height: 1376 },
  },
  // The wider ranges stand in Krea's newer prose only; nobody has been seen to use them there.
  references: { min: 0, max: 1, wider: { min: -2, max: 2, option: "wideStrengths" } },
  moodboard: { min: 0, max: 1, wider: { min: -0.5, max: 1.5, option: "wideStrengths" } },
  source: { min: 0, max: 1 },
  sliders: true,
  styles: true,
  // With zero data retention Krea wants data URIs, and takes no URL. Its page on that.
  images: { bytes: "upload", inlineOption: "zeroDataRetention", ids: false, urlLength: 1024 },
  imagesPerJob: 1,
};
