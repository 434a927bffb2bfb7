export type { RunwareOptions, RunwareSettings } from "./options.ts";
export { runware } from "./provider.ts";
