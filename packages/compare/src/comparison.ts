import type {
  AspectRatio,
  Billed,
  CanonicalRequest,
  ErrorCode,
  Model,
  PlannedSetting,
  Warning,
} from "@unikrea/core";

/**
 * What a comparison brought, as plain JSON but for the bytes of the images: every request on every provider, at the same
 * settings and the same seed.
 */
export interface Comparison {
  /** Version of this shape. */
  readonly v: 1;
  /** When it began, as an ISO 8601 date. */
  readonly createdAt: string;
  /** True when only emulators charged: no figure here is real money. Where some did, the `basis` of their cells says so. */
  readonly emulated: boolean;
  /** What might be spent at the most, in dollars. Missing: no ceiling was set. */
  readonly maxUsd?: number | undefined;
  /** The providers, in the order of the columns. */
  readonly providers: readonly string[];
  /** The requests, in the order of the rows. */
  readonly rows: readonly ComparisonRow[];
  /** All money of all cells, in dollars; beside real services that of emulators is left out. */
  readonly spend: ComparisonSpend;
}

/** One request, and what each provider made of it. */
export interface ComparisonRow {
  /** Its place, from 1. */
  readonly id: number;
  readonly prompt: string;
  readonly model: Model;
  readonly aspectRatio: AspectRatio;
  /** The seed that every provider was given. */
  readonly seed: number;
  readonly n: number;
  readonly request: CanonicalRequest;
  /** One for each provider of the comparison, in that order. */
  readonly cells: readonly ComparisonCell[];
  /** How far apart the first images of two providers look. Only pairs of which both have one. */
  readonly distances: readonly PerceptualDistance[];
}

/** One request at one provider. */
export interface ComparisonCell {
  readonly provider: string;
  /** `done`: every image came. `partial`: some did. `failed`: none. `ineligible`: it was not asked, and `reason` says why. */
  readonly status: "done" | "partial" | "failed" | "ineligible";
  /** Why it was not asked. Its estimate says what it would have cost. */
  readonly reason?: string | undefined;
  readonly images: readonly ComparedImage[];
  readonly cost: ComparedCost;
  readonly timing: ComparedTiming;
  /** Questions about the jobs, all together. 0 for a provider that answers with the image. */
  readonly polls: number;
  /** Each setting, and what the provider was really sent. */
  readonly settings: readonly PlannedSetting[];
  readonly warnings: readonly Warning[];
  /** What went wrong, in plain words. Several when several of n images failed in different ways. */
  readonly failures: readonly ComparedFailure[];
  /** By what the ledger knows its call. Missing when nothing was written down. */
  readonly jobId?: string | undefined;
}

/** Dollars. `undefined` stands for not known, never 0. */
export interface ComparedCost {
  /** By the price table, before anything was sent, for all n images. */
  readonly estimatedUsd: number | undefined;
  /** For the images that were made, also where their files could not be fetched. */
  readonly usd: number | undefined;
  readonly basis: "reported" | "estimated" | "emulated";
  /** `usd` less what those images were estimated at. */
  readonly deltaUsd: number | undefined;
  /** What is, or may be, billed for images that did not come, or for a second run of those that did. 0 when there is nothing. */
  readonly atRiskUsd: number | undefined;
}

/**
 * Milliseconds. `undefined` where the provider does not show the difference or it did not come so far. Of several jobs the
 * longest counts.
 */
export interface ComparedTiming {
  /** From the submission until it was first seen running. */
  readonly queuedMs: number | undefined;
  /** From then until its end was known. */
  readonly runningMs: number | undefined;
  /** From when the last image was made until the files of all were here, or had failed to come. */
  readonly downloadMs: number | undefined;
  /** From when it was asked for, waiting for its turn at the client included, to the last byte. */
  readonly totalMs: number;
}

export interface ComparedImage {
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number | undefined;
  /** The file. */
  readonly bytes: Uint8Array;
}

export interface ComparedFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly billed: Billed;
  readonly hint?: string | undefined;
}

/** 0: they look alike; 1: nothing in common. By perceptual hash, so it tells composition, not quality. */
export interface PerceptualDistance {
  /** Two providers. */
  readonly between: readonly [string, string];
  readonly distance: number;
}

export interface ComparisonSpend {
  readonly estimatedUsd: number | undefined;
  readonly usd: number | undefined;
  readonly atRiskUsd: number | undefined;
}
