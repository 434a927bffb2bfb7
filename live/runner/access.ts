import type { ServiceId } from "../check.ts";

/** How to reach one service with one key. */
export interface Access {
  readonly service: ServiceId;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly key: string;
  /** Cloudflare's account. */
  readonly account?: string | undefined;
}

/** What the environment has. Never logged: see `secretsOf`. */
export interface Keys {
  readonly services: { readonly [service in ServiceId]?: Access };
  /** A second key of Krea's, of the same workspace. */
  readonly second?: Access | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that each service needs, as its provider reads them. */
export const VARIABLES: Readonly<Record<ServiceId, string>> = {
  krea: "KREA_API_TOKEN or KREA_API_KEY",
  cloudflare: "CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN",
  runware: "RUNWARE_API_KEY",
};
export const SECOND_VARIABLE = "KREA_SECOND_API_TOKEN";

/** Reads the keys. Empty variables count as not set. */
export function readKeys(environment: Environment): Keys {
  const read = (...names: string[]) => names.map((name) => environment[name]).find(Boolean);
  const base = (variable: string, usual: string) => (read(variable) ?? usual).replace(/\/+$/, "");
  const kreaUrl = base("KREA_BASE_URL", "https://api.krea.ai");
  const kreaKey = read("KREA_API_TOKEN", "KREA_API_KEY");
  const secondKey = read(SECOND_VARIABLE);
  const token = read("CLOUDFLARE_API_TOKEN");
  const account = read("CLOUDFLARE_ACCOUNT_ID");
  const runwareKey = read("RUNWARE_API_KEY");
  const krea = (key: string): Access => ({ service: "krea", baseUrl: kreaUrl, key });
  return {
    services: {
      ...(kreaKey && { krea: krea(kreaKey) }),
      ...(token &&
        account && {
          cloudflare: {
            service: "cloudflare",
            baseUrl: base("CLOUDFLARE_BASE_URL", "https://api.cloudflare.com/client/v4"),
            key: token,
            account,
          },
        }),
      ...(runwareKey && {
        runware: {
          service: "runware",
          baseUrl: base("RUNWARE_BASE_URL", "https://api.runware.ai/v1"),
          key: runwareKey,
        },
      }),
    },
    second: secondKey ? krea(secondKey) : undefined,
  };
}

/** Everything that must not appear in a file or on a screen. Some keys are pairs, `id:secret`. */
export function secretsOf({ services, second }: Keys): string[] {
  const all = [...Object.values(services), second].flatMap((access) =>
    access ? [access.key, ...access.key.split(":"), access.account ?? ""] : [],
  );
  return [...new Set(all)].filter((secret) => secret.length > 3);
}
