/**
 * True when a URL's host is not, by its looks, a name on the public internet: addresses written as numbers, names
 * without a dot, and the endings that are reserved for private networks. Takes `hostname` as `URL` gives it, which has
 * already turned `0x7f000001`, `2130706433` and `127.1` into dotted form. Public addresses in numbers are refused too:
 * no image host needs them, and the blocks that are not public are too many to trust a list. Nothing is resolved.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, "").toLowerCase();
  return /^\[|^[\d.]+$|^[^.]*$|\.(localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/.test(
    host,
  );
}

/** True for `localhost`, 127.0.0.0/8 and ::1: the addresses of a service on this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
