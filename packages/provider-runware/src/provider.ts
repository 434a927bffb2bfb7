import {
  accountBy,
  defineProvider,
  hasCredential,
  type ImageProvider,
  readBaseUrl,
  readSettings,
} from "@unikrea/core/provider";
import { CAPABILITIES } from "./capabilities.ts";
import { createTransport, credentialOf } from "./client.ts";
import { fromWire, requestOf, tokenFrom, toWire, WIRE_PATHS } from "./mapping.ts";
import { OPTIONS, type RunwareSettings, SETTINGS } from "./options.ts";
import { PRICES } from "./pricing.ts";
import { ANSWER, TOKEN } from "./wire.ts";

/** Longer than the 120 s for which Runware waits with a synchronous answer, by its SDK's readme. */
const SUBMIT_TIMEOUT_MS = 150_000;

/**
 * At once, since asking is free and a repeat under the same name is safe. The later looks are for what keeps the first
 * from an answer: a full queue, a restart, a task that is not listed yet. A caller waits for all of them before being told
 * that nobody knows, so there are few.
 */
const FIND_AFTER_MS = [0, 1000, 3000, 8000];

/**
 * Krea 2 on Runware: tasks that bear our own ids, up to 20 images each, negative reference strengths, costs reported per
 * image. No sliders, no styles, no image-to-image, no 3:4, and no way to stop a job.
 *
 * @throws {UnikreaError} `invalid_input` when a setting is wrong or unknown.
 * @example
 * const k2 = createKrea2({ providers: [runware()] });
 */
export function runware(settings: RunwareSettings = {}): ImageProvider & { readonly id: "runware" } {
  const checked = readSettings("runware", SETTINGS, settings);
  const usual = "https://api.runware.ai/v1";
  const { url, local } = readBaseUrl("runware", checked.baseUrl, "RUNWARE_BASE_URL", usual);
  const credential = credentialOf(checked);
  const provider = defineProvider({
    id: "runware",
    capabilities: CAPABILITIES,
    prices: PRICES,
    options: OPTIONS,
    local,
    fetch: checked.fetch,
    variables: credential.variables,
    hasCredentials: () => hasCredential(credential),
    account: accountBy(credential, url),
    submitTimeoutMs: SUBMIT_TIMEOUT_MS,
    findAfterMs: FIND_AFTER_MS,
    // One request asks about any number of tasks; the bound is ours.
    batch: { max: 100, from: 2 },
    wirePaths: WIRE_PATHS,
    toWire,
    toRequest: (wire) => requestOf(wire, url),
    answer: ANSWER,
    token: TOKEN,
    tokenFrom,
    fromWire,
    transport: createTransport(checked, url),
  });
  return { ...provider, id: "runware" };
}
