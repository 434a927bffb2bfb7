import type { Service } from "./model.ts";

/** Where a URL leads inside the emulator. */
export type Place =
  | { to: "service"; service: Service; path: string; origin: string | undefined }
  | { to: "control"; path: string }
  | { to: "page" }
  | { to: "nowhere" };

interface HostRule {
  host: RegExp;
  service: Service;
  /** Put before the path: a host of its own at the vendor is a folder here. */
  prefix: string;
}

/** The vendors' hosts. */
const vendorHosts: readonly HostRule[] = [
  { host: /^api\.krea\.ai$/, service: "krea", prefix: "" },
  { host: /^gen\.krea\.ai$/, service: "krea", prefix: "" },
  { host: /^app-uploads\.krea\.ai$/, service: "krea", prefix: "/uploads" },
  { host: /^api\.cloudflare\.com$/, service: "cloudflare", prefix: "" },
  { host: /^workers-binding\.ai$/, service: "cloudflare", prefix: "" },
  { host: /\.r2\.cloudflarestorage\.com$/, service: "cloudflare", prefix: "" },
  { host: /^(ws-)?api\.runware\.ai$/, service: "runware", prefix: "" },
  { host: /^(im|mm)\.runware\.ai$/, service: "runware", prefix: "" },
];

/** Whether a URL's host is this very machine. */
export function isLoopback(url: URL): boolean {
  return (
    url.hostname === "localhost" || url.hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
  );
}

/**
 * Finds out where a URL leads: by the vendor's host name, or by the first folder of the path on a loopback host.
 * `anyHost` treats every other host like loopback, which is right for requests that came in through our own socket.
 */
export function locate(url: URL, anyHost = false): Place {
  const path = url.pathname + url.search;
  if (!anyHost && !isLoopback(url)) {
    const rule = vendorHosts.find(({ host }) => host.test(url.hostname));
    if (!rule) return { to: "nowhere" };
    return { to: "service", service: rule.service, path: rule.prefix + path, origin: undefined };
  }
  const origin = url.origin;
  if (url.pathname === "/") return { to: "page" };
  if (/^\/_emulator(\/|$)/.test(url.pathname))
    return { to: "control", path: path.slice("/_emulator".length) || "/" };
  if (/^\/(run|ai-(gateway|api)\/.*)$/.test(url.pathname))
    return { to: "service", service: "cloudflare", path, origin };
  const folder = /^\/(krea|cloudflare|runware)(?=\/|$)/.exec(url.pathname);
  if (!folder) return { to: "nowhere" };
  const service = folder[1] === "krea" ? "krea" : folder[1] === "runware" ? "runware" : "cloudflare";
  return { to: "service", service, path: path.slice(folder[0].length) || "/", origin };
}
