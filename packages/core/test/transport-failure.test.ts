import { describe, expect, it } from "vitest";
import { readTransportError } from "../src/transport-failure.ts";

const node = (code: string, syscall?: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
const fetchFailed = (cause: unknown) => new TypeError("fetch failed", { cause });

describe("readTransportError", () => {
  it.each([
    ["no such name", node("ENOTFOUND", "getaddrinfo")],
    ["no name server", node("EAI_AGAIN", "getaddrinfo")],
    ["nobody listening", node("ECONNREFUSED", "connect")],
    ["no route", node("EHOSTUNREACH", "connect")],
    ["no network", node("ENETUNREACH", "connect")],
    ["a reset while connecting", node("ECONNRESET", "connect")],
    ["a time-out while connecting", node("ETIMEDOUT", "connect")],
    ["undici's own connect time-out", node("UND_ERR_CONNECT_TIMEOUT")],
    ["a certificate nobody signed", node("DEPTH_ZERO_SELF_SIGNED_CERT")],
    ["a certificate for another name", node("ERR_TLS_CERT_ALTNAME_INVALID")],
    ["an expired certificate", node("CERT_HAS_EXPIRED")],
    ["a chain that cannot be checked", node("UNABLE_TO_VERIFY_LEAF_SIGNATURE")],
    ["another protocol behind the port", node("ERR_SSL_WRONG_VERSION_NUMBER")],
    ["a port that fetch must not connect to", new Error("bad port")],
    [
      "every address refused",
      new AggregateError([node("ECONNREFUSED", "connect"), node("ECONNREFUSED", "connect")]),
    ],
  ])("takes %s for a proof that nothing was sent", (_, cause) => {
    expect(readTransportError(fetchFailed(cause)).isUnsent).toBe(true);
    expect(readTransportError(fetchFailed(fetchFailed(cause))).isUnsent).toBe(true);
  });

  it.each([
    ["a reset while reading", node("ECONNRESET", "read")],
    ["a reset of nobody knows what", node("ECONNRESET")],
    ["a route that is lost while reading", node("EHOSTUNREACH", "read")],
    ["a broken pipe while writing", node("EPIPE", "write")],
    ["a time-out while reading", node("ETIMEDOUT", "read")],
    ["the other side closing", node("UND_ERR_SOCKET")],
    ["no headers in time", node("UND_ERR_HEADERS_TIMEOUT")],
    ["a body that stops", node("UND_ERR_BODY_TIMEOUT")],
    ["an answer that is not HTTP", node("HPE_INVALID_CONSTANT")],
    [
      "one address refused and another reset",
      new AggregateError([node("ECONNREFUSED", "connect"), node("ECONNRESET", "read")]),
    ],
    ["an opaque error of a browser", new TypeError("Failed to fetch")],
    ["an opaque error of a worker", new Error("internal error; reference = abc")],
    ["no error at all", "boom"],
    ["a port that only somebody speaks of", new Error("the proxy said: bad port")],
    [
      "a port that is said to be bad after something else failed",
      Object.assign(new Error("bad port"), { code: "X" }),
    ],
    ["a code that only contains a good one", node("X_ECONNREFUSED", "connect")],
  ])("takes %s for no proof", (_, cause) =>
    expect(readTransportError(fetchFailed(cause)).isUnsent).toBe(false),
  );

  it("knows how this very runtime refuses such a port: before it connects", async () => {
    const error = await fetch("http://127.0.0.1:9").catch((thrown: unknown) => thrown);
    expect(readTransportError(error)).toStrictEqual({ isUnsent: true, text: "bad port" });
  });

  it("says the innermost code, or what there is", () => {
    expect(readTransportError(fetchFailed(node("ENOTFOUND"))).text).toBe("ENOTFOUND");
    expect(readTransportError(new TypeError("Failed to fetch")).text).toBe("Failed to fetch");
    expect(readTransportError("boom").text).toBe("boom");
  });
});
