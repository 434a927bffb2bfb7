import { services } from "../model.ts";
import type { KindSpec } from "./kind-spec.ts";

/** Faults of what is told about finished or running work: polls, lists, webhooks, files. */
export const reportKinds = {
  // What polls say.
  "unknown-status": {
    stage: "read",
    plays: "F43",
    services: ["krea", "runware"],
    parameters: { word: "text" },
    does: "a status word nobody documented",
  },
  "completed-without-url": {
    stage: "read",
    plays: "F44",
    services,
    parameters: {},
    does: "completed and billed, but the answer names no image",
  },
  "status-flap": {
    stage: "read",
    plays: "F45",
    services: ["krea", "runware"],
    parameters: {},
    does: "a finished job reads as running once more",
  },
  "early-not-found": {
    stage: "read",
    plays: "F46",
    services: ["krea", "runware"],
    parameters: { forMs: "ms" },
    does: "a fresh job is not found yet (younger than `forMs`, 30 s unless told)",
  },
  "list-lag": {
    stage: "list",
    plays: "F47",
    services: ["krea", "cloudflare"],
    parameters: { ms: "ms" },
    does: "lists and logs miss what is younger than `ms` (everything unless told)",
  },
  // Webhooks.
  "webhook-lost": {
    stage: "webhook",
    plays: "F52",
    services,
    parameters: {},
    does: "the delivery never comes",
  },
  "webhook-repeated": {
    stage: "webhook",
    plays: "F53",
    services,
    parameters: { deliveries: "count" },
    does: "the delivery comes five times (or `deliveries`)",
  },
  "webhook-forged": {
    stage: "webhook",
    plays: "F54",
    services,
    parameters: { url: "text" },
    does: "a forged delivery precedes the real one, naming an image elsewhere",
  },
  "webhook-early": {
    stage: "webhook",
    plays: "F55",
    services: ["krea", "runware"],
    parameters: {},
    does: "a delivery arrives before the submit is answered",
  },
  "webhook-late": {
    stage: "webhook",
    plays: "F56",
    services,
    parameters: { delayMs: "ms" },
    required: ["delayMs"],
    does: "the delivery comes `delayMs` after the end",
  },
  "webhook-wrong-job": {
    stage: "webhook",
    plays: "F57",
    services,
    parameters: {},
    does: "the delivery speaks of another job",
  },
  // Result files.
  expired: {
    stage: "file",
    plays: "F58",
    services,
    parameters: {},
    does: "the result URL is no longer valid",
  },
  "pixel-bomb": {
    stage: "file",
    plays: "F60",
    services,
    parameters: { width: "count", height: "count" },
    does: "a small PNG whose header claims 65,535 × 65,535 pixels (or as told)",
  },
  "short-file": {
    stage: "file",
    plays: "F62",
    services,
    parameters: { bytes: "count" },
    does: "the file ends after `bytes` (half of it unless told), with a matching content-length",
  },
} as const satisfies Record<string, KindSpec>;
