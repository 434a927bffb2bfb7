import { BIDI_OVERRIDE } from "./prompt.ts";
import type { CanonicalRequest } from "./request.ts";

/**
 * Something that you should know although the call went on.
 *
 * - `unsupported`: a setting was left out, because you allowed it with `onUnsupported: "warn"`.
 * - `adjusted`: a setting was changed to the nearest that the provider has, for the same reason.
 * - `suspicious`: the request is legal, but probably not what you meant.
 * - `deprecated`: the provider says that what you use is going away.
 * - `failover`: another provider made it, because of something that will not mend itself: a key, or an empty account.
 */
export interface Warning {
  type: "unsupported" | "adjusted" | "suspicious" | "deprecated" | "failover";
  /** The setting it is about, as you would write it. Empty when it is about no single one. */
  path: string;
  message: string;
  /** Who says so, when it is not about the request alone. */
  provider?: string;
}

/** What is legal in a request but probably a mistake. */
export function requestWarnings(request: CanonicalRequest): Warning[] {
  const warnings: Warning[] = [];
  const suspicious = (path: string, message: string) => warnings.push({ type: "suspicious", path, message });
  if (BIDI_OVERRIDE.test(request.prompt)) {
    suspicious(
      "prompt",
      "it holds marks that change the direction of text, so it may read otherwise than it is",
    );
  }
  const urls = request.references.map(({ image }) => (image.kind === "url" ? image.url : ""));
  urls.forEach((url, index) => {
    const first = urls.indexOf(url);
    if (url && first < index)
      suspicious(`references[${index}].image`, `the same image as references[${first}]`);
  });
  return warnings;
}
