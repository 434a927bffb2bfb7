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
import { type KreaSettings, OPTIONS, SETTINGS } from "./options.ts";
import { PRICES } from "./pricing.ts";
import { JOB, TOKEN } from "./wire.ts";

/** Krea answers a submission before it starts to draw. */
const SUBMIT_TIMEOUT_MS = 30_000;

/** When to look for a lost submission. How soon Krea lists a job is not documented, so: soon at first, then patiently. */
const FIND_AFTER_MS = [1000, 2000, 4000, 8000, 15_000];

/**
 * Krea's own API: asynchronous jobs that can be canceled, all nine aspect ratios, sliders, styles, moodboards,
 * image-to-image.
 *
 * @throws {UnikreaError} `invalid_input` when a setting is wrong. A missing key is an error only when a call needs it.
 * @example
 * const k2 = createKrea2({ providers: [krea()] });
 */
export function krea(given: KreaSettings = {}): ImageProvider & { readonly id: "krea" } {
  const settings = readSettings("krea", SETTINGS, given);
  const { url, local } = readBaseUrl("krea", settings.baseUrl, "KREA_BASE_URL", "https://api.krea.ai");
  const credential = credentialOf(settings);
  const provider = defineProvider({
    id: "krea",
    capabilities: CAPABILITIES,
    prices: PRICES,
    options: OPTIONS,
    local,
    fetch: settings.fetch,
    variables: credential.variables,
    hasCredentials: () => hasCredential(credential),
    account: accountBy(credential, url),
    submitTimeoutMs: SUBMIT_TIMEOUT_MS,
    // A lost submission can only be told from others by its time.
    submitsAtOnce: 1,
    findAfterMs: FIND_AFTER_MS,
    // A sweep costs one request a page, however many jobs it is about.
    batch: { max: 500, from: 6 },
    wirePaths: WIRE_PATHS,
    toWire,
    toRequest: (wire) => requestOf(wire, url),
    answer: JOB,
    token: TOKEN,
    tokenFrom,
    fromWire,
    transport: createTransport(settings, url),
  });
  return { ...provider, id: "krea" };
}
