import { services } from "../model.ts";
import type { KindSpec } from "./kind-spec.ts";

/** Faults of the connection itself: before the request can have been read, and once it was sent. */
export const networkKinds = {
  // The network, before the request can have been read.
  dns: {
    stage: "door",
    plays: "F01",
    services,
    parameters: {},
    does: "the host name does not resolve (in process ENOTFOUND; a socket is closed unread)",
  },
  refuse: {
    stage: "door",
    plays: "F02",
    services,
    parameters: {},
    does: "nobody listens (in process ECONNREFUSED; a socket is closed unread)",
  },
  "connect-timeout": {
    stage: "door",
    plays: "F03",
    services,
    parameters: { afterMs: "ms" },
    does: "connecting leads nowhere until the client's own limit (in process UND_ERR_CONNECT_TIMEOUT after `afterMs`, 10 s unless told; a socket stays silent)",
  },
  "connect-reset": {
    stage: "door",
    plays: "F02",
    services,
    parameters: {},
    does: "reset while connecting (in process ECONNRESET with syscall connect)",
  },
  "bad-certificate": {
    stage: "door",
    plays: "F04",
    services,
    parameters: {},
    does: "a self-signed certificate (in process only by its code)",
  },
  "tls-cut": {
    stage: "door",
    plays: "F05",
    services,
    parameters: {},
    does: "the TLS handshake is cut (in process only by its code)",
  },
  // The network, once the request was sent.
  drop: {
    stage: "door",
    plays: "F06 F07 F08 F09 F10",
    services,
    parameters: { close: "close", afterWork: "flag", unread: "flag" },
    does: "the connection is closed (`fin`) or reset (`rst`) without an answer, before the work or `afterWork`; `unread` leaves no trace in the journal",
  },
  slow: {
    stage: "door",
    plays: "F11",
    services,
    parameters: { delayMs: "ms" },
    required: ["delayMs"],
    does: "the work is done, the headers come `delayMs` late",
  },
  hang: {
    stage: "door",
    plays: "F12",
    services,
    parameters: { beforeWork: "flag" },
    does: "the work is done (or not: `beforeWork`), then silence",
  },
  "half-status-line": {
    stage: "door",
    plays: "F13",
    services,
    parameters: {},
    does: "the work is done, the answer breaks off inside its first line",
  },
  "not-http": {
    stage: "door",
    plays: "F14",
    services,
    parameters: {},
    does: "the work is done, the answer is not HTTP",
  },
  "cut-body": {
    stage: "door",
    plays: "F15 F16",
    services,
    parameters: { close: "close", bytes: "count" },
    does: "the work is done, the body ends after `bytes` (half of it unless told)",
  },
  drip: {
    stage: "door",
    plays: "F17 F19",
    services,
    parameters: { bytesPerSecond: "count", chunkBytes: "count" },
    does: "the work is done, the body trickles (1 byte a second unless told)",
  },
  endless: {
    stage: "door",
    plays: "F18",
    services,
    parameters: {},
    does: "the work is done, the body never ends",
  },
} as const satisfies Record<string, KindSpec>;
