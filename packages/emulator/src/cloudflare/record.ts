import type { GatewayError } from "./error.ts";
import type { Output } from "./output.ts";

/** What a run comes to. */
export type RunResult =
  | { kind: "refused"; error: GatewayError }
  | { kind: "failed"; error: { code: number; message: string } }
  | { kind: "done"; output: Output; form: "url" | "base64" | "data-uri" };

/** The run record of a result; `imageOf` gives the image's link or bytes. A refusal has none. */
export function recordOf(result: RunResult, imageOf: (output: Output) => string | undefined): object {
  const gatewayMetadata = { keySource: "Unified" };
  if (result.kind === "refused") return { error: { code: result.error.code, message: result.error.message } };
  if (result.kind === "failed") return { state: "Failed", result: {}, error: result.error, gatewayMetadata };
  const image = imageOf(result.output);
  return { state: "Completed", result: image === undefined ? {} : { image }, gatewayMetadata };
}
