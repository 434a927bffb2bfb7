import process from "node:process";
import { type ImageProvider, isUnikreaError, UnikreaError } from "@unikrea/core";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";

/** The providers that the command knows, in the order in which they are preferred. */
export const PROVIDER_IDS = ["krea", "cloudflare", "runware"] as const;
export type ProviderId = (typeof PROVIDER_IDS)[number];

/** A key that no service gives out. */
const EMULATED_KEY = "emulated";
/** Cloudflare's account ids are 32 hexadecimal digits. */
const EMULATED_ACCOUNT = "0".repeat(32);

/** What the environment leaves open. */
interface Settings {
  readonly baseUrl?: string | undefined;
  readonly key?: string | undefined;
  readonly account?: string | undefined;
}

/** How each is made, and from which variables. The first that is set of each line counts. */
const KINDS: Readonly<
  Record<
    ProviderId,
    {
      readonly key: readonly string[];
      readonly account?: readonly string[];
      readonly baseUrl: string;
      readonly usualUrl: string;
      make(settings: Settings): ImageProvider;
    }
  >
> = {
  krea: {
    key: ["KREA_API_TOKEN", "KREA_API_KEY"],
    baseUrl: "KREA_BASE_URL",
    usualUrl: "https://api.krea.ai",
    make: ({ key, baseUrl }) => krea({ apiKey: key, baseUrl }),
  },
  cloudflare: {
    account: ["CLOUDFLARE_ACCOUNT_ID"],
    key: ["CLOUDFLARE_API_TOKEN"],
    baseUrl: "CLOUDFLARE_BASE_URL",
    usualUrl: "https://api.cloudflare.com/client/v4",
    make: ({ key, account, baseUrl }) => cloudflare({ apiToken: key, accountId: account, baseUrl }),
  },
  runware: {
    key: ["RUNWARE_API_KEY"],
    baseUrl: "RUNWARE_BASE_URL",
    usualUrl: "https://api.runware.ai/v1",
    make: ({ key, baseUrl }) => runware({ apiKey: key, baseUrl }),
  },
};

/** The provider with an emulator's key, at its address. */
export const emulatedProvider = (id: ProviderId, baseUrl?: string): ImageProvider =>
  KINDS[id].make({ key: EMULATED_KEY, account: EMULATED_ACCOUNT, baseUrl });

/** The provider for its data alone: an address that is wrong is none of its business. */
export const plainProvider = (id: ProviderId): ImageProvider =>
  KINDS[id].make({ baseUrl: KINDS[id].usualUrl });

/** The same as if there were a key, for what is only planned. */
export const keyedProvider = (id: ProviderId): ImageProvider => emulatedProvider(id, KINDS[id].usualUrl);

/** What the environment says of one provider. */
export interface ProviderSetup {
  readonly id: ProviderId;
  /** What to set. */
  readonly needed: string;
  /** `none`: no variable of it is set. `problem`: some are, but it cannot be used. */
  readonly state: "ready" | "none" | "problem";
  /** Missing when its address is wrong. */
  readonly provider: ImageProvider | undefined;
  readonly problem: UnikreaError | undefined;
  /** A sentence for the user, when something was assumed. */
  readonly notice: string | undefined;
}

const isSet = (variable: string) => Boolean(process.env[variable]);

/** Reads the environment. Half a set of credentials is a problem, not none. */
export function readSetup(id: ProviderId): ProviderSetup {
  const { key, account, baseUrl, make } = KINDS[id];
  const groups = [...(account ? [account] : []), key];
  const needed = groups.map((group) => group.join(" or ")).join(" and ");
  const common = { id, needed, provider: undefined, problem: undefined, notice: undefined };
  let provider: ImageProvider;
  try {
    provider = make({});
  } catch (problem) {
    if (!isUnikreaError(problem)) throw problem;
    return { ...common, state: "problem", problem };
  }
  const missing = groups.filter((group) => !group.some(isSet));
  const given = [...groups.flat(), baseUrl].filter(isSet);
  if (missing.length === 0) return { ...common, state: "ready", provider };
  if (given.length === 0) return { ...common, state: "none", provider };
  const names = missing.map((group) => group.join(" or ")).join(" and ");
  if (!provider.local) {
    const message = `${id}: ${given.join(" and ")} ${given.length > 1 ? "are" : "is"} set, ${names} is not. Set it too, or unset all to draw on the built-in emulator`;
    return {
      ...common,
      state: "problem",
      provider,
      problem: new UnikreaError("missing_credentials", message, { provider: id }),
    };
  }
  // An emulator takes any key. A real service would not be on this machine without one.
  const filled = make({
    key: missing.includes(key) ? EMULATED_KEY : undefined,
    account: account && missing.includes(account) ? EMULATED_ACCOUNT : undefined,
  });
  const notice = `${baseUrl} is this machine and ${names} is not set: an emulator's is sent`;
  return { ...common, state: "ready", provider: filled, notice };
}
