import type {} from "@unikrea/core";
import {
  type Credential,
  credential,
  type Fetch,
  flag,
  HTTP_SETTINGS,
  integerIn,
  listOf,
  matching,
  oneOf,
  optional,
  shape,
  textLike,
} from "@unikrea/core/provider";

/** What we use of `env.AI`. Any object of this form will do, so no runtime types are needed. */
export interface AiBinding {
  run(model: string, input: Record<string, unknown>, options?: Record<string, unknown>): Promise<unknown>;
  /** Lists models. Asked only to see whether the service answers. */
  models?(query?: Record<string, unknown>): Promise<unknown>;
  /** The log of a gateway. Asked only with `reportCost`. */
  gateway?(id: string): { getLog(logId: string): Promise<unknown> };
}

/** How to reach Cloudflare. Importing and making a provider never fails for lack of a key. */
export interface CloudflareSettings {
  /**
   * `env.AI` of a Worker. With it nothing else is needed to make images; without it REST is used. To find a run whose
   * answer was lost, pass `accountId` and `apiToken` as well: a binding has no way to search the gateway's log.
   */
  binding?: AiBinding | undefined;
  /**
   * 32 hexadecimal characters, for REST. Read when a call needs it.
   * @default the environment's CLOUDFLARE_ACCOUNT_ID; none beside a binding
   */
  accountId?: string | undefined;
  /**
   * API token with the account permission "Workers AI: Read", or a function that gives the current one, for REST.
   * Read when a call needs it. To find a run whose answer was lost it needs "AI Gateway: Read" too, or instead when there
   * is a binding.
   * @default the environment's CLOUDFLARE_API_TOKEN; none beside a binding
   */
  apiToken?: Credential | undefined;
  /**
   * Where the REST API is: https, or http on this machine.
   * @default the environment's CLOUDFLARE_BASE_URL, else https://api.cloudflare.com/client/v4
   */
  baseUrl?: string | undefined;
  /** Your own fetch, for REST and downloads. It must not retry: a repeated run is a second bill. @default the platform's */
  fetch?: Fetch | undefined;
  /**
   * What to do about a run whose answer was lost and that the gateway's log does not give back. `"cached"` sends it once
   * more under the same cache key: an answer that was finished in the last minutes (`cacheTtl`) is replayed free of charge.
   * **One that was not finished, or not kept, is run and billed a second time**, which a warning then says. A budget and
   * `maxUsd` hold both runs from the start, so either needs twice the price of an image; the second counts as at risk where
   * it may have been run. It is not sent again with `skipCache`, nor when the cache must have forgotten it.
   * @default it stays unknown, and nothing is sent
   */
  resubmit?: "cached" | undefined;
  /**
   * Reads from the gateway's log what each run cost, which then counts as `reported`: in `cost`, and in a budget. Cloudflare
   * calls the figure an estimate of its own, and it may lag, so a run that is done waits for it for at most 2 s; an abort in
   * that time counts as one during the run. Where there is no figure, or none above 0, the price list stays in force. It is
   * a free read, by the binding itself or by REST with the permission "AI Gateway: Read". @default false
   */
  reportCost?: boolean | undefined;
  /** What to tell the gateway at every call. A call's own option replaces the one here. */
  gateway?: GatewayDefaults | undefined;
  /**
   * Says that `binding` is served by an emulator on this machine: its images may then come from loopback, and its costs
   * are not real money. REST knows by its base URL. @default false
   */
  local?: boolean | undefined;
}

/** Options of the AI Gateway that make sense for all calls alike. */
export interface GatewayDefaults extends GatewayOptions {
  /** The gateway's id, at most 64 characters. @default "default", which exists by itself */
  id?: string | undefined;
}

interface GatewayOptions {
  /** Leaves the gateway's cache alone. The cache key is random, so this only forbids replaying a lost answer. @default false */
  skipCache?: boolean | undefined;
  /** Seconds for which a lost answer can be replayed, 60…2,592,000. @default the gateway's setting, else 5 minutes */
  cacheTtl?: number | undefined;
  /** Whether the run is logged, prompt included. Without a log an unknown outcome cannot be looked up. @default the gateway's setting */
  collectLog?: boolean | undefined;
  /** Whether the log holds the prompt and the answer. REST only. @default the gateway's setting */
  collectLogPayload?: boolean | undefined;
  /** At most 4 entries of yours for the log; the fifth is `k2_intent`, the id of the job. */
  metadata?: Metadata | undefined;
  /** Forbids paying with Cloudflare's credits (Unified Billing). REST only. @default false */
  noWholesale?: boolean | undefined;
  /** At most 5 tags of 1…50 letters, digits and `: - . / @`. Binding only. */
  tags?: readonly string[] | undefined;
}

/** What only Cloudflare has: `providerOptions.cloudflare`. */
export interface CloudflareOptions extends GatewayOptions {
  /** The gateway's id, at most 64 characters. @default settings.gateway.id, else "default" */
  gatewayId?: string | undefined;
  /** Your own id for the log, echoed by the gateway; 1…100 visible ASCII characters. All n images share it. */
  eventId?: string | undefined;
  /**
   * Sends images that you pass as bytes or data URIs as data URIs. They satisfy the schema, but whether the service
   * takes them is documented nowhere, nor whether it bills the try. @default false
   */
  allowDataUris?: boolean | undefined;
}

declare module "@unikrea/core" {
  interface ProviderOptions {
    cloudflare?: CloudflareOptions | undefined;
  }
}

type Metadata = Readonly<Record<string, string | number | boolean>>;

/** The gateway keeps five, one of which is ours; a single null or object drops them all (docs of `cf-aig-metadata`). */
const MAX_METADATA = 4;
/** No limit is published. It travels in a header on REST, so this bounds a mistake. Characters of JSON. */
const MAX_METADATA_LENGTH = 4096;

function isMetadata(value: unknown): boolean {
  const entries = Object.entries(Object(value));
  return (
    Object.prototype.toString.call(value) === "[object Object]" &&
    entries.length <= MAX_METADATA &&
    entries.every(([key, entry]) => !/^(cf\.|k2_intent$|$)/.test(key) && isMetadataValue(entry)) &&
    JSON.stringify(value).length <= MAX_METADATA_LENGTH
  );
}

const isMetadataValue = (value: unknown) =>
  typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/** Options that one of the two doors does not have are refused there: dropping them might cost money or privacy. */
const absent = <Value>(door: string) => matching<Value>(() => false, `nothing: ${door} has no such option`);

const gatewayId = optional(
  textLike(/^[\x21-\x7e]{1,64}$/, "a gateway's id of 1…64 visible ASCII characters"),
);
const gatewayOptions = (isBinding: boolean) => ({
  skipCache: optional(flag()),
  cacheTtl: optional(integerIn(60, 2_592_000, "s")),
  collectLog: optional(flag()),
  collectLogPayload: optional(isBinding ? absent<boolean>("the binding") : flag()),
  metadata: optional(
    matching<Metadata>(
      isMetadata,
      `at most ${MAX_METADATA} entries of text, number or boolean under keys other than k2_intent and cf.…`,
    ),
  ),
  noWholesale: optional(isBinding ? absent<boolean>("the binding") : flag()),
  tags: optional(
    isBinding
      ? listOf(textLike(/^[a-z\d:./@-]{1,50}$/i, "1…50 letters, digits and : - . / @"), 5, "an array of tags")
      : absent<string[]>("REST"),
  ),
});

/** Schema of {@link CloudflareOptions}. */
export const optionsFor = (isBinding: boolean) =>
  shape({
    gatewayId,
    eventId: optional(textLike(/^[\x21-\x7e]{1,100}$/, "1…100 visible ASCII characters")),
    allowDataUris: optional(flag()),
    ...gatewayOptions(isBinding),
  });

/** Nothing that was asked for is dropped in silence. */
const NO_ROWS =
  "false: this binding has no gateway(id).getLog, and no accountId and apiToken stand beside it to read the log by REST";

const hasRun = (value: unknown) => typeof Object(value).run === "function";

/** Schema of {@link CloudflareSettings}. */
export const settingsFor = (isBinding: boolean, isLogReadable: boolean) =>
  shape({
    binding: optional(matching<AiBinding>(hasRun, "an object with a run method, such as env.AI")),
    accountId: optional(matching<string>((value) => typeof value === "string", "an account's id, as text")),
    apiToken: credential(),
    ...HTTP_SETTINGS,
    gateway: optional(shape({ id: gatewayId, ...gatewayOptions(isBinding) })),
    local: optional(flag()),
    resubmit: optional(oneOf(["cached"])),
    reportCost: optional(isLogReadable ? flag() : matching<boolean>((value) => value === false, NO_ROWS)),
  });
