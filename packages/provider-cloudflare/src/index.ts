export type { AiBinding, CloudflareOptions, CloudflareSettings, GatewayDefaults } from "./options.ts";
export { cloudflare } from "./provider.ts";
