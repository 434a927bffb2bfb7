/** What vitest.workerd.config.ts binds. */
declare module "cloudflare:workers" {
  export const env: { readonly AI: import("@cloudflare/workers-types").Ai };
}
