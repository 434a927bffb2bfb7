import {
  type CallContext,
  type CanonicalImage,
  defineProvider,
  type JobFailure,
  scrub,
  shape,
  UnikreaError,
} from "@unikrea/core/provider";
import * as z from "zod/mini";

/** A binding: one call, and its answer is the image. */
export interface Booth {
  snap(inputs: object, options: { signal?: AbortSignal }): Promise<unknown>;
}

const PRICES = { text: 10_000, references: 12_000, moodboard: 15_000 };
const linkOf = (image: CanonicalImage) => (image.kind === "url" ? image.url : "");

interface BoothSettings {
  /** Whether a picture whose answer was lost may be taken once more, and paid for twice. @default false */
  readonly isTakenAgain?: boolean;
}

/** A synchronous provider over a binding: no key, nothing to poll, nothing to cancel. */
export function booth({ snap }: Booth, { isTakenAgain = false }: BoothSettings = {}) {
  async function take(wire: object, { signal, timeoutMs, clock }: CallContext) {
    const controller = new AbortController();
    const stop = (reason: unknown) => controller.abort(reason);
    const onAbort = () => stop(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const cancelTimer = clock.setTimer(
      () => stop(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    try {
      return await snap(wire, { signal: controller.signal });
    } catch (error) {
      throw refusalFrom(error) ?? error;
    } finally {
      cancelTimer();
      signal?.removeEventListener("abort", onAbort);
    }
  }
  return defineProvider({
    id: "booth",
    capabilities: {
      models: ["krea-2-medium", "krea-2-large"],
      aspectRatios: ["1:1", "4:3", "3:2"],
      references: { min: 0, max: 1 },
      moodboard: { min: 0, max: 1 },
      sliders: true,
      styles: true,
      images: { ids: false },
      imagesPerJob: 1,
    },
    prices: {
      source: "the notice on the booth",
      checkedOn: "2026-01-01",
      microUsd: { "krea-2-medium": PRICES, "krea-2-large": PRICES },
    },
    options: shape({}),
    local: false,
    variables: [],
    hasCredentials: () => true,
    submitTimeoutMs: 60_000,
    mayRunTwice: isTakenAgain,
    ...(isTakenAgain && { findAfterMs: [1000] }),
    wirePaths: {
      model: "body.model",
      prompt: "body.prompt",
      aspectRatio: "body.aspectRatio",
      creativity: "body.creativity",
      "sliders.intensity": "body.sliders.intensity",
      "sliders.complexity": "body.sliders.complexity",
      "sliders.movement": "body.sliders.movement",
      "styles[].id": "body.styles[].id",
      "styles[].strength": "body.styles[].strength",
      "references[].image": "body.references[].link",
      "references[].strength": "body.references[].strength",
      "moodboard.id": "body.moodboard.id",
      "moodboard.strength": "body.moodboard.strength",
      seed: "body.seed",
    },
    toWire: ({ model, prompt, aspectRatio, creativity, sliders, styles, references, moodboard, seed }) => ({
      wire: {
        model,
        prompt,
        aspectRatio,
        creativity,
        sliders: { ...sliders },
        styles: styles.map((style) => ({ ...style })),
        references: references.map(({ image, strength }) => ({ link: linkOf(image), strength })),
        ...(moodboard && { moodboard: { ...moodboard } }),
        ...(seed !== undefined && { seed }),
      },
      warnings: [],
    }),
    toRequest: (body) => ({ method: "SNAP", url: "booth:", headers: {}, body }),
    answer: z
      .object({ picture: z.optional(z.string()), fault: z.optional(z.string()) })
      .check(({ value, issues }) => {
        if (value.picture === undefined && value.fault === undefined)
          issues.push({ code: "custom", input: value, message: "a picture or a fault" });
      }),
    token: z.null(),
    tokenFrom: () => null,
    fromWire({ picture, fault }) {
      const code = fault === "indecent" ? "content_rejected" : "job_failed";
      const failure: JobFailure = { code, message: `booth: ${fault}`, billed: "no", n: 1 };
      return {
        status: "settled",
        images: picture === undefined ? [] : [{ base64: picture }],
        failures: picture === undefined ? [failure] : [],
      };
    },
    transport: {
      submit: take,
      ...(isTakenAgain && {
        async find({ wire }, context) {
          if (!wire) return { status: "unknown", reason: "nobody knows what it was to show" };
          context.mayHaveRunTwice = true;
          return { status: "accepted", token: null, answer: await take(wire, context) };
        },
      }),
    },
  });
}

const CODES = {
  401: "authentication",
  402: "insufficient_credits",
  403: "authentication",
  429: "rate_limited",
} as const;

/** This binding names the status in its errors. Of those, 400 to 499 without 408 are refusals. */
function refusalFrom(error: unknown): UnikreaError | undefined {
  const [, digits, words = ""] = /^(\d{3}): (.*)$/s.exec(error instanceof Error ? error.message : "") ?? [];
  const status = Number(digits);
  if (!(status >= 400 && status < 500) || status === 408) return undefined;
  const code = status in CODES ? CODES[status as keyof typeof CODES] : "request_rejected";
  const details = { provider: "booth", phase: "submit", status, outcome: "refused" } as const;
  return new UnikreaError(code, `booth answered ${status}: ${scrub(words)}`, details);
}
