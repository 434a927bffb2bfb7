import type {} from "@unikrea/core";
import {
  type Credential,
  credential,
  type Fetch,
  flag,
  HTTP_SETTINGS,
  integerIn,
  matching,
  oneOf,
  optional,
  shape,
  webhookUrl,
} from "@unikrea/core/provider";

/**
 * How to reach Runware. Everything is optional; importing and making a provider never fails for lack of a key. Unknown
 * keys are refused.
 */
export interface RunwareSettings {
  /**
   * API key, or a function that gives the current one. Read when a call needs it.
   * @default the environment's RUNWARE_API_KEY
   */
  apiKey?: Credential | undefined;
  /**
   * Where the API is: https, or http on this machine.
   * @default the environment's RUNWARE_BASE_URL, else https://api.runware.ai/v1
   */
  baseUrl?: string | undefined;
  /** Your own fetch. It must not retry: Runware refuses the repeat, but only while it remembers the first. @default the platform's */
  fetch?: Fetch | undefined;
}

/** What only Runware has: `providerOptions.runware`. Defaults that are ours are always sent. */
export interface RunwareOptions {
  /** File format. Runware's own default is JPG; ours is what Krea itself delivers. @default "PNG" */
  outputFormat?: "JPG" | "PNG" | "WEBP" | undefined;
  /** Quality of JPG and WEBP, an integer 20…99. @default 95, as at Runware */
  outputQuality?: number | undefined;
  /** A link, or the bytes inside the answer; with those a stored job holds them too. @default "URL" */
  outputType?: "URL" | "base64Data" | "dataURI" | undefined;
  /**
   * Seconds that links live, an integer from 60. Only with `outputType: "URL"`.
   * @default not sent; how long links then live is not documented
   */
  ttl?: number | undefined;
  /** Marks images that its check finds unsafe: `flagged` of an image. @default not sent; Runware then checks nothing */
  safety?:
    | {
        /** Switches the check on. Runware then takes mode `fast`. */
        checkContent?: boolean | undefined;
        /** `none`: no check; `fast`: one. */
        mode?: "none" | "fast" | undefined;
      }
    | undefined;
  /** Where Runware also sends the bytes of each image, by PUT: https, or http on this machine. */
  uploadEndpoint?: string | undefined;
  /** Called by Runware once per finished image, and again until it is answered. Not signed: treat it as a hint to look. */
  webhookUrl?: string | undefined;
  /**
   * `async`: acknowledged at once, then asked about. `sync`: the answer is the image; should the connection break
   * meanwhile, all that is known is that it may be billed. @default "async"; Runware's own default is sync
   */
  deliveryMethod?: "async" | "sync" | undefined;
  /** Has Runware report what each image cost. Without it costs are estimates. @default true */
  includeCost?: boolean | undefined;
}

declare module "@unikrea/core" {
  interface ProviderOptions {
    runware?: RunwareOptions | undefined;
  }
}

const isTtl = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 60;

/** Schema of {@link RunwareOptions}. Ranges: Runware's model pages of 2026. */
export const OPTIONS = shape({
  outputFormat: optional(oneOf(["JPG", "PNG", "WEBP"])),
  outputQuality: optional(integerIn(20, 99)),
  outputType: optional(oneOf(["URL", "base64Data", "dataURI"])),
  ttl: optional(matching<number>(isTtl, "an integer of at least 60 s")),
  safety: optional(shape({ checkContent: optional(flag()), mode: optional(oneOf(["none", "fast"])) })),
  uploadEndpoint: optional(webhookUrl()),
  webhookUrl: optional(webhookUrl()),
  deliveryMethod: optional(oneOf(["async", "sync"])),
  includeCost: optional(flag()),
}).check(({ value, issues }) => {
  const { ttl, outputType = "URL" } = value;
  if (ttl === undefined || outputType === "URL") return;
  const message = `nothing beside outputType ${outputType}: only links expire`;
  issues.push({ code: "custom", path: ["ttl"], input: ttl, message });
});

/** Schema of {@link RunwareSettings}. */
export const SETTINGS = shape({ apiKey: credential(), ...HTTP_SETTINGS });
