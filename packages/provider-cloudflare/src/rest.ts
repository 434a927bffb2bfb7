import {
  type CredentialSource,
  createHttp,
  type HttpRequest,
  readCredential,
  UnikreaError,
} from "@unikrea/core/provider";
import { answerPath, rowPath, searchPath } from "./find.ts";
import { headersOf } from "./mapping.ts";
import type { CloudflareSettings } from "./options.ts";
import type { Exchange, LogPort, Port } from "./port.ts";
import type { CloudflareWire } from "./wire.ts";

/** Where REST's credentials are found: the account, and a token. Both are needed. */
export function credentialsOf({
  accountId,
  apiToken,
}: CloudflareSettings): [CredentialSource, CredentialSource] {
  const provider = "cloudflare";
  return [
    { provider, option: "accountId", value: accountId, variables: ["CLOUDFLARE_ACCOUNT_ID"] },
    { provider, option: "apiToken", value: apiToken, variables: ["CLOUDFLARE_API_TOKEN"] },
  ];
}

/** REST. The model stands in the body: with a model in the path the answer is "no route" (seen 2026-09-25). */
export function restPort(settings: CloudflareSettings, baseUrl: string): Port {
  const prepare = restDoor(settings, baseUrl);
  const say = ({ model, input, gateway }: CloudflareWire) => ({
    headers: headersOf(gateway),
    body: { model, input },
  });
  return {
    run: (wire) => prepare("POST", "ai/run", say(wire)),
    request: (wire) => ({ method: "POST", url: `${baseUrl}/accounts/<account>/ai/run`, ...say(wire) }),
    // Lists Cloudflare's own models. No listing of Krea's works for every token.
    probe: () => prepare("GET", "ai/models/search?per_page=1"),
  };
}

/** The log of the gateways. The API reference wants the permission "AI Gateway: Read" for it. */
export function restLog(settings: CloudflareSettings, baseUrl: string): LogPort {
  const prepare = restDoor(settings, baseUrl);
  return {
    search: (gatewayId, key) => prepare("GET", searchPath(gatewayId, key)),
    row: (gatewayId, id) => prepare("GET", rowPath(gatewayId, id)),
    answer: (gatewayId, id) => prepare("GET", answerPath(gatewayId, id)),
  };
}

function restDoor(settings: CloudflareSettings, baseUrl: string) {
  const http = createHttp(settings.fetch);
  const [account, token] = credentialsOf(settings);

  return async function prepare(
    method: HttpRequest["method"],
    path: string,
    more: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Exchange> {
    const accountId = await readCredential(account);
    if (!/^[\da-f]{32}$/i.test(accountId)) throw accountError(accountId);
    const key = await readCredential(token);
    const headers = { authorization: `Bearer ${key}`, ...more.headers };
    const url = `${baseUrl}/accounts/${accountId}/${path}`;
    return { http, request: { ...more, method, url, headers, secrets: [key] } };
  };
}

function accountError({ length }: string): UnikreaError {
  const path = "cloudflare.accountId (or CLOUDFLARE_ACCOUNT_ID)";
  const issue = { path, expected: "32 hexadecimal characters", got: `${length} characters` };
  const message = `${path}: expected ${issue.expected}, got ${issue.got}. Nothing was sent`;
  return new UnikreaError("invalid_input", message, { provider: "cloudflare", issues: [issue] });
}
