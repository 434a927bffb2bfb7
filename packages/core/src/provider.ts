/**
 * The door for authors of providers. Users of the library need only the package itself.
 *
 * @module
 */

export { accountBy } from "./account.ts";
export { errorFromAnswer, jsonOf, type Verdict } from "./answer.ts";
export { readBaseUrl } from "./base-url.ts";
export { toBase64 } from "./base64.ts";
export type { Capabilities, Range } from "./capabilities.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  type Credential,
  type CredentialSource,
  hasCredential,
  readCredential,
  readEnvironment,
} from "./credential.ts";
export {
  defineProvider,
  type ImageProvider,
  type ProviderDefinition,
  type ProviderRequest,
} from "./define-provider.ts";
export { type ErrorCode, type Phase, UnikreaError } from "./error.ts";
export type { Evidence, ProviderEvidence } from "./evidence.ts";
export { createHttp, type Fetch, type Http, type HttpAnswer, type HttpRequest } from "./http.ts";
export type { BytesImage, CanonicalImage } from "./image.ts";
export type { JobFailure, Json, Outcome, ProviderImage } from "./job.ts";
export { type PriceOrigin, type PriceTable, toMicroUsd } from "./price.ts";
export { scrub } from "./redact.ts";
export type { AspectRatio, CanonicalRequest, Model } from "./request.ts";
export {
  flag,
  integerIn,
  listOf,
  matching,
  numberIn,
  oneOf,
  optional,
  shape,
  textLike,
  webhookUrl,
} from "./schema.ts";
export { credential, HTTP_SETTINGS, readSettings } from "./settings.ts";
export type { CallContext, Finding, LostSubmission, Transport } from "./transport.ts";
export type { Warning } from "./warning.ts";
export {
  hideQuery,
  REQUEST_SETTINGS,
  type RequestSetting,
  type WirePaths,
  type WireRequest,
} from "./wire-request.ts";
