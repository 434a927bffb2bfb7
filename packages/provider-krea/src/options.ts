import type {} from "@unikrea/core";
import {
  type Credential,
  credential,
  type Fetch,
  flag,
  HTTP_SETTINGS,
  optional,
  shape,
  webhookUrl,
} from "@unikrea/core/provider";

/** How to reach Krea. Everything is optional; importing and making a provider never fails for lack of a key. */
export interface KreaSettings {
  /**
   * API token, or a function that gives the current one. Read when a call needs it.
   * @default the environment's KREA_API_TOKEN, else KREA_API_KEY
   */
  apiKey?: Credential | undefined;
  /** Where the API is: https, or http on this machine. @default the environment's KREA_BASE_URL, else https://api.krea.ai */
  baseUrl?: string | undefined;
  /** Your own fetch. It must not retry: a repeated submission is a second bill. @default the platform's */
  fetch?: Fetch | undefined;
  /**
   * What it means when the answer to a submission was lost and Krea's list shows no job for it, 10 seconds and more
   * later. `true`: it was never accepted, so the request may be sent again, here or to another provider. `false`: that
   * is not known, and the error says so.
   *
   * The risk of `true`: how soon a job is listed is not documented and was not measured. If the list lags by more, if
   * Krea takes a request in later than that, or if this machine's calendar was set meanwhile, you pay twice.
   * @default false
   */
  trustAbsence?: boolean | undefined;
}

/** What only Krea has: `providerOptions.krea`. */
export interface KreaOptions {
  /**
   * Sends reference strengths of −2…2 and moodboard strengths of −0.5…1.5 instead of 0…1. Krea's newer prose names
   * these ranges; its OpenAPI document of 2026-10-09 still says 0…1, so Krea may refuse them.
   */
  wideStrengths?: boolean | undefined;
  /** Called by Krea once when a job has ended. Not signed: treat it as a hint to look. */
  webhookUrl?: string | undefined;
  /**
   * Asks for zero data retention (enterprise accounts). Images must then be bytes or data URIs. It is said to Krea alone: name
   * `krea` as the only provider of the call when nobody else may have the request.
   */
  zeroDataRetention?: boolean | undefined;
}

declare module "@unikrea/core" {
  interface ProviderOptions {
    krea?: KreaOptions | undefined;
  }
}

/** Schema of {@link KreaOptions}. */
export const OPTIONS = shape({
  wideStrengths: optional(flag()),
  webhookUrl: optional(webhookUrl()),
  zeroDataRetention: optional(flag()),
});

/** Schema of {@link KreaSettings}. */
export const SETTINGS = shape({ apiKey: credential(), ...HTTP_SETTINGS, trustAbsence: optional(flag()) });
