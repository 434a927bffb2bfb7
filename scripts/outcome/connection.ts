import { readTransportError } from "../../packages/core/src/transport-failure.ts";
import { row } from "./row.ts";

const node = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });
const ERRORS: readonly (readonly [name: string, cause: unknown])[] = [
  ["no such name", node("ENOTFOUND", "getaddrinfo")],
  ["nobody listens", node("ECONNREFUSED", "connect")],
  ["reset while connecting", node("ECONNRESET", "connect")],
  ["time-out while connecting", node("UND_ERR_CONNECT_TIMEOUT")],
  ["a certificate that nobody signed", node("DEPTH_ZERO_SELF_SIGNED_CERT")],
  ["reset while reading", node("ECONNRESET", "read")],
  ["closed by the other side", node("UND_ERR_SOCKET")],
  ["no headers in time", node("UND_ERR_HEADERS_TIMEOUT")],
  ["not HTTP", node("HPE_INVALID_CONSTANT")],
  ["an opaque error of a browser or Worker", new TypeError("Failed to fetch")],
];

/** What it means when no answer came, whoever was asked. */
export function connectionTable(): string[] {
  const lines = ERRORS.map(([name, cause]) => {
    const { isUnsent } = readTransportError(new TypeError("fetch failed", { cause }));
    return isUnsent
      ? row(name, "not_sent", "yes", "measured on Node 20, against servers on loopback")
      : row(name, "unknown", "after it was looked for", "nothing proves that it was not read");
  });
  return [
    row("The connection", "Class", "Next provider?", "Evidence"),
    row("---", "---", "---", "---"),
    ...lines,
  ];
}
