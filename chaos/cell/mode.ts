/** The ways to reach the services that are told apart: each is the first to be asked in a fifth of the cells. */
export const MODES = [
  "krea",
  "cloudflare-rest",
  "cloudflare-binding",
  "runware-async",
  "runware-sync",
] as const;
export type Mode = (typeof MODES)[number];

export const SERVICES = ["krea", "cloudflare", "runware"] as const;
export type Service = (typeof SERVICES)[number];

/** Whose service a mode is. */
export function serviceOf(mode: Mode): Service {
  if (mode === "krea") return "krea";
  return mode.startsWith("cloudflare") ? "cloudflare" : "runware";
}

/** Everybody, first the service of the mode, then the other two as listed. */
export const orderFor = (mode: Mode): readonly Service[] => [
  serviceOf(mode),
  ...SERVICES.filter((service) => service !== serviceOf(mode)),
];

/** Whether the answer to an order is the picture itself. */
export const isSync = (mode: Mode) => mode.startsWith("cloudflare") || mode === "runware-sync";
