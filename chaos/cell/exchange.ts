import type { Fault } from "@unikrea/emulator";

/** What can happen to an HTTP exchange, by name. */
export type Variants = Readonly<Record<string, Fault>>;

/** Nothing can have been read: no name, no connection, no TLS. On real sockets most of them look like a closed connection. */
export const CONNECT: Variants = {
  dns: { kind: "dns" },
  refuse: { kind: "refuse" },
  "connect-timeout": { kind: "connect-timeout" },
  "connect-reset": { kind: "connect-reset" },
  "bad-certificate": { kind: "bad-certificate" },
  "tls-cut": { kind: "tls-cut" },
};

/** The connection breaks or drags after something was sent. */
export const NETWORK: Variants = {
  "unread-fin": { kind: "drop", unread: true },
  "unread-rst": { kind: "drop", unread: true, close: "rst" },
  "dropped-fin": { kind: "drop" },
  "dropped-rst": { kind: "drop", close: "rst" },
  "done-then-fin": { kind: "drop", afterWork: true },
  "done-then-rst": { kind: "drop", afterWork: true, close: "rst" },
  "late-headers": { kind: "slow", delayMs: 20_000 },
  "too-late-headers": { kind: "slow", delayMs: 240_000 },
  "done-then-silence": { kind: "hang" },
  silence: { kind: "hang", beforeWork: true },
  "half-status-line": { kind: "half-status-line" },
  "not-http": { kind: "not-http" },
  "body-cut-fin": { kind: "cut-body" },
  "body-cut-rst": { kind: "cut-body", close: "rst" },
  "drip-1-byte-a-second": { kind: "drip" },
  "drip-8-kb-a-second": { kind: "drip", bytesPerSecond: 8000, chunkBytes: 2000 },
  endless: { kind: "endless" },
};

/** The answer is not what it should be, though the work is done. */
export const ANSWER: Variants = {
  html: { kind: "html" },
  "html-before-work": { kind: "html", beforeWork: true },
  "html-502": { kind: "html", status: 502 },
  "html-403-challenge": { kind: "html", status: 403, beforeWork: true },
  "cut-json": { kind: "cut-json" },
  "wrong-shape": { kind: "wrong-shape" },
  "wrong-shape-null": { kind: "wrong-shape", body: null },
  "wrong-shape-list": { kind: "wrong-shape", body: [] },
  "huge-body": { kind: "huge-body", bytes: 33_000_000 },
  "gzip-bomb": { kind: "gzip-bomb", bytes: 40_000_000 },
  "other-content-type": { kind: "content-type", value: "text/plain" },
};

const statuses = (all: readonly number[], afterWork: boolean): Variants =>
  Object.fromEntries(
    all.map((status) => [
      afterWork ? `${status}-after-work` : `${status}`,
      { kind: "status", status, ...(afterWork && { afterWork }) },
    ]),
  );

const RETRY_AFTER: Record<string, string | string[]> = {
  "0": "0",
  "1": "1",
  "3600": "3600",
  date: "Thu, 01 Jan 2026 00:00:30 GMT",
  "past-date": "Thu, 01 Jan 1970 00:00:00 GMT",
  abc: "abc",
  negative: "-1",
  "1e10": "1e10",
  nan: "NaN",
  twice: ["1", "3600"],
};

const throttles: Variants = Object.fromEntries(
  Object.entries(RETRY_AFTER).map(([name, value]) => [
    `429-retry-after-${name}`,
    { kind: "status", status: 429, headers: { "retry-after": value } },
  ]),
);

/** Statuses before any work, and those that are also seen after it. */
export const STATUS: Variants = {
  ...statuses([400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 422, 425, 429], false),
  ...throttles,
  ...statuses([500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526], false),
  ...statuses([408, 409, 500, 502, 503, 504, 520, 522, 524], true),
};

/** `where` is the services' own origin: who follows a redirect of a paid request pays there. */
export const redirects = (where: string): Variants =>
  Object.fromEntries(
    [301, 302, 303, 307, 308].map((status) => [
      `redirect-${status}`,
      { kind: "redirect", status, location: `${where}/krea/generate/image/krea/krea-2/large` },
    ]),
  );

/** A few that stand for their kinds, for phases where every one would only say the same again. */
export const TELLING: Variants = {
  ...pickFrom(CONNECT, ["refuse", "connect-timeout"]),
  ...pickFrom(NETWORK, [
    ...[
      "dropped-fin",
      "done-then-rst",
      "late-headers",
      "silence",
      "half-status-line",
      "not-http",
      "body-cut-fin",
    ],
    ...["body-cut-rst", "drip-1-byte-a-second", "endless"],
  ]),
  ...pickFrom(ANSWER, [
    "html",
    "cut-json",
    "wrong-shape",
    "wrong-shape-null",
    "wrong-shape-list",
    "huge-body",
  ]),
  ...pickFrom(STATUS, [
    "401",
    "403",
    "404",
    "408",
    "409",
    "429",
    "429-retry-after-3600",
    "500",
    "503",
    "504",
  ]),
};

/** Those after which the same request is likely to be sent again by somebody. */
export const LASTING: Variants = {
  ...pickFrom(CONNECT, ["refuse"]),
  ...pickFrom(NETWORK, [
    "dropped-fin",
    "done-then-fin",
    "done-then-rst",
    "done-then-silence",
    "body-cut-fin",
  ]),
  ...pickFrom(ANSWER, ["html", "cut-json", "wrong-shape"]),
  ...pickFrom(STATUS, [
    "401",
    "402",
    "408",
    "409",
    "422",
    "429",
    "429-retry-after-3600",
    "500",
    "503",
    "504",
  ]),
  ...pickFrom(STATUS, ["500-after-work", "504-after-work"]),
};

function pickFrom(variants: Variants, names: readonly string[]): Variants {
  return Object.fromEntries(
    names.map((name) => {
      const fault = variants[name];
      if (!fault) throw new Error(`no variant ${name}`);
      return [name, fault];
    }),
  );
}
