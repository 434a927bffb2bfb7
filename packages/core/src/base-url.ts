import { isLoopbackHost } from "./address.ts";
import { readEnvironment } from "./credential.ts";
import { inputError } from "./issue.ts";
import { preview } from "./preview.ts";

/**
 * Where a service is, without a slash at the end, and whether that is this machine.
 *
 * @throws {UnikreaError} `invalid_input` for anything but https, or http on this machine: the key goes there.
 */
export function readBaseUrl(
  provider: string,
  given: string | undefined,
  variable: string,
  usual: string,
): { url: string; local: boolean } {
  const text = given ?? readEnvironment(variable) ?? usual;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && isLoopbackHost(url.hostname);
  const isPlain =
    url && !url.username && !url.password && !url.search && !url.hash && !/\/\.{1,2}(\/|$)/.test(text);
  if (isPlain && (url.protocol === "https:" || (local && url.protocol === "http:"))) {
    return { url: url.href.replace(/\/$/, ""), local };
  }
  const expected = "https, or http on this machine, without credentials, query or fragment";
  throw inputError([{ path: `${provider}.baseUrl (or ${variable})`, expected, got: preview(text) }]);
}
