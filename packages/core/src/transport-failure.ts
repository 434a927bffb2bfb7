/**
 * A request that got no usable answer. Thrown by the HTTP door, which knows whether bytes can have left; what that
 * means for the money is decided where the phase is known.
 */
export class TransportFailure extends Error {
  /** True only when it is proved that the service has not seen the request. */
  readonly isUnsent: boolean;

  constructor(message: string, isUnsent = false) {
    super(message);
    this.isUnsent = isUnsent;
  }
}

/**
 * Codes, with the syscall where it matters, of errors that prove that no byte of the request left: no name, no
 * connection, no TLS. The same `ECONNRESET` after connecting proves nothing. Measured on Node 20 against loopback
 * servers; other runtimes give opaque errors, which prove nothing either.
 */
const UNSENT =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|\w*SELF_SIGNED_CERT\w*|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER)\b|^(ECONNRESET|ETIMEDOUT|EPIPE|E(HOST|NET)UNREACH) connect$/;

/**
 * What fetch says instead of connecting to a port that it must not connect to, so nothing was sent. Fetch standard, "port
 * blocking", https://fetch.spec.whatwg.org/#port-blocking; the words, without a code, are Node's, measured on Node 22. They
 * prove it only because the HTTP door follows no redirect: one may lead to such a port after the first request.
 */
const BLOCKED_PORT = "bad port";

interface NodeError extends Error {
  code?: unknown;
  syscall?: unknown;
  errors?: unknown;
}

/** What an error of `fetch` says: whether it proves that nothing was sent, and its code or innermost message. */
export function readTransportError(error: unknown): { isUnsent: boolean; text: string } {
  if (!(error instanceof Error)) return { isUnsent: false, text: textOf(error) };
  const { code, syscall, errors, cause, message }: NodeError = error;
  // Trying several addresses gives one error each, and all of them must prove it.
  const inner = Array.isArray(errors) && errors.length > 0 ? errors : cause === undefined ? [] : [cause];
  const [first, ...others] = inner.map(readTransportError);
  if (first) return { ...first, isUnsent: first.isUnsent && others.every(({ isUnsent }) => isUnsent) };
  return {
    isUnsent:
      UNSENT.test(`${textOf(code)} ${textOf(syscall)}`) || (code === undefined && message === BLOCKED_PORT),
    text: textOf(code) || textOf(message),
  };
}

/** Anything can be thrown, also what cannot be turned into text. */
const textOf = (value: unknown) => (typeof value === "string" ? value : "");
