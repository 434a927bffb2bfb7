import {
  accountBy,
  defineProvider,
  hasCredential,
  type ImageProvider,
  readBaseUrl,
  readSettings,
} from "@unikrea/core/provider";
import { bindingPort, bindingRow } from "./binding.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { createTransport } from "./client.ts";
import { findAfterMs } from "./find.ts";
import { DEFAULT_GATEWAY, fromWire, SUBMIT_TIMEOUT_MS, tokenFrom, toWire, WIRE_PATHS } from "./mapping.ts";
import { type CloudflareSettings, optionsFor, settingsFor } from "./options.ts";
import { PRICES } from "./pricing.ts";
import { credentialsOf, restLog, restPort } from "./rest.ts";
import { RECORD, TOKEN } from "./wire.ts";

/**
 * Krea 2 on Cloudflare, by a Worker's AI binding or by REST: eight aspect ratios, sliders, styles, a moodboard. The
 * answer to a run is its image; a run cannot be canceled or asked about, but one whose answer was lost is looked for in the
 * gateway's log.
 *
 * @throws {UnikreaError} `invalid_input` when a setting is wrong. A missing key is an error only when a call needs it.
 * @example
 * const k2 = createKrea2({ providers: [cloudflare({ binding: env.AI })] });
 */
export function cloudflare(given: CloudflareSettings = {}): ImageProvider & { readonly id: "cloudflare" } {
  const isBinding = Object(given).binding !== undefined;
  const isLogReadable = !isBinding || canReadRows(Object(given));
  const settings: CloudflareSettings = readSettings(
    "cloudflare",
    settingsFor(isBinding, isLogReadable),
    given,
  );
  const { binding, local = false } = settings;
  const { id: gatewayId, ...defaults } = settings.gateway ?? {};
  const credentials = credentialsOf(settings);
  const [account] = credentials;
  const base = binding ? { url: "", local } : readRestUrl(settings.baseUrl);
  const log = binding ? bindingLog(settings) : restLog(settings, base.url);
  // A binding reads rows by itself, without a token.
  const readRow = (binding && bindingRow(binding)) ?? log?.row;
  const isReplayed = settings.resubmit === "cached";
  const port = binding ? bindingPort(binding, local) : restPort(settings, base.url);
  const provider = defineProvider({
    id: "cloudflare",
    capabilities: CAPABILITIES,
    prices: PRICES,
    options: optionsFor(binding !== undefined),
    local: base.local,
    fetch: settings.fetch,
    // One entry, since neither is enough.
    variables: [credentials.flatMap(({ variables }) => variables).join(" and ")],
    hasCredentials: () => binding !== undefined || credentials.every(hasCredential),
    // A binding does not say whose it is.
    ...(!binding && { account: accountBy(account, base.url) }),
    submitTimeoutMs: SUBMIT_TIMEOUT_MS,
    findAfterMs: findAfterMs(log !== undefined, isReplayed),
    mayRunTwice: isReplayed,
    wirePaths: WIRE_PATHS,
    toWire: (request, key) =>
      toWire({ ...request, options: { gatewayId, ...defaults, ...request.options } }, key),
    toRequest: port.request,
    answer: RECORD,
    token: TOKEN,
    tokenFrom,
    fromWire,
    transport: createTransport(port, {
      log,
      gatewayId: gatewayId ?? DEFAULT_GATEWAY,
      isReplayed,
      readRow: settings.reportCost ? readRow : undefined,
    }),
  });
  return { ...provider, id: "cloudflare" };
}

/** Beside a binding only what is passed counts: a token in the environment may be there to deploy the Worker. */
const bindingLog = (settings: CloudflareSettings) =>
  settings.accountId && settings.apiToken ? restLog(settings, readRestUrl(settings.baseUrl).url) : undefined;

/** Whether a binding, or what stands beside it, can read a row of the log. Nothing of it is checked yet. */
const canReadRows = ({ binding, accountId, apiToken }: Record<string, unknown>) =>
  typeof Object(binding).gateway === "function" || Boolean(accountId && apiToken);

const readRestUrl = (given: string | undefined) =>
  readBaseUrl("cloudflare", given, "CLOUDFLARE_BASE_URL", "https://api.cloudflare.com/client/v4");
