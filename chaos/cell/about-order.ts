import type { Cell } from "./cell.ts";
import { ANSWER, CONNECT, LASTING, NETWORK, redirects, STATUS } from "./exchange.ts";
import { aim, cellOf, cellsOf, LASTS, next, once } from "./make.ts";
import type { Mode } from "./mode.ts";

/** The order itself: the only exchange that costs money. */
export function submitCells(mode: Mode): Cell[] {
  const phase = "submit";
  const moved = Object.keys(redirects("")).map((label) =>
    cellOf({ mode, phase }, label, (place) => {
      const fault = redirects(place.origin)[label];
      return fault ? [once(mode, fault, "submit", place)] : [];
    }),
  );
  const detours = (["closed port", "no TLS"] as const).map((detour) =>
    cellOf({ mode, phase: "connect", more: { detour } }, `really-${detour.replace(" ", "-").toLowerCase()}`),
  );
  return [
    ...cellsOf({ mode, phase: "connect" }, CONNECT, (fault, place) => [once(mode, fault, "submit", place)]),
    ...(mode === "cloudflare-binding" ? [] : detours),
    ...cellsOf({ mode, phase }, { ...NETWORK, ...ANSWER, ...STATUS }, (fault, place) => [
      once(mode, fault, "submit", place),
    ]),
    ...moved,
    ...cellsOf({ mode, phase, reach: "lasting", group: "outage" }, LASTING, (fault) => [
      next(mode, fault, "submit", LASTS),
    ]),
    ...cellsOf({ mode, phase, reach: "everywhere", group: "outage" }, LASTING, (fault) => [
      aim(fault, { service: "*", operation: "submit", times: 2 * LASTS }),
    ]),
  ];
}
