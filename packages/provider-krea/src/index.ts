export type { KreaOptions, KreaSettings } from "./options.ts";
export { krea } from "./provider.ts";
