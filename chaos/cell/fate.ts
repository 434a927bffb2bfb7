import type { Fault } from "@unikrea/emulator";
import type { Variants } from "./exchange.ts";
import type { Service } from "./mode.ts";

const GATEWAY = [
  ...["insufficient-balance", "not-unified", "wholesale-limit", "wholesale-limit-402", "wholesale-limit-200"],
  ...["provider-credentials", "provider-unavailable", "credentials-required", "authentication", "forbidden"],
  ...["rate-limited", "spend-limit", "guardrail-prompt", "guardrail-response", "dlp-request", "dlp-response"],
  ...[
    "deprecated",
    "capacity",
    "allocation",
    "timeout",
    "aborted",
    "too-large",
    "terms",
    "blocked",
    "no-body",
  ],
  ...["no-route", "upstream-error", "moderated"],
] as const;

const TASK_ERRORS = [
  ...["insufficientCredits", "rateLimitExceeded", "invalidApiKey", "timeoutProvider", "internalServerError"],
  ...[
    "inferenceError",
    "providerContentPolicyViolation",
    "invalidWidth",
    "serviceUnavailable",
    "neverHeardOf",
  ],
];

/** What becomes of the work itself, by service. */
export const FATES: Readonly<Record<Service, Variants>> = {
  krea: {
    ...common(),
    "canceled-by-other": { kind: "canceled-by-other" },
  },
  cloudflare: {
    ...common(),
    "success-false": { kind: "success-false" },
    "image-base64": { kind: "image-form", form: "base64" },
    "image-data-uri": { kind: "image-form", form: "data-uri" },
    ...Object.fromEntries(GATEWAY.map((error) => [`gateway-${error}`, { kind: "gateway-error", error }])),
  },
  runware: {
    ...common(),
    "error-plural": { kind: "error-shape", shape: "plural" },
    "error-singular": { kind: "error-shape", shape: "singular" },
    "error-in-item": { kind: "error-shape", shape: "in-item" },
    ...Object.fromEntries(TASK_ERRORS.map((code) => [`task-${code}`, { kind: "task-error", code }])),
  },
};

function common(): Record<string, Fault> {
  return {
    "job-failed": { kind: "job-failed" },
    moderated: { kind: "moderated" },
    "completed-without-url": { kind: "completed-without-url" },
  };
}

/** One job of several pictures of which not all come. */
export const PARTS: Variants = {
  "1-fails": { kind: "partial-success" },
  "2-fail": { kind: "partial-success", failed: 2 },
  "1-is-refused": { kind: "partial-success", code: "providerContentPolicyViolation" },
  "2-are-late": { kind: "partial-success", failed: 2, code: "timeoutProvider" },
};

/** What a service says about a job that it has. */
export const REPORTS: Variants = {
  "unknown-status": { kind: "unknown-status" },
  "status-flap": { kind: "status-flap" },
  "early-not-found": { kind: "early-not-found" },
};

/** What may be wrong with a file. */
export const FILES: Variants = {
  expired: { kind: "expired" },
  "pixel-bomb": { kind: "pixel-bomb" },
  "short-file": { kind: "short-file" },
};
