import { randomInt } from "node:crypto";
import type { ImageProvider } from "@unikrea/core";
import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import {
  emulatedProvider,
  PROVIDER_IDS,
  type ProviderId,
  type ProviderSetup,
  readSetup,
} from "./provider-setup.ts";

/** How much faster than life the emulator draws when it stands in for a service. */
const EMULATOR_SPEED = 10;

/** The providers, pointed at an emulator. */
export function emulatedProviders({ urls }: Pick<EmulatorServer, "urls">): Record<ProviderId, ImageProvider> {
  return {
    krea: emulatedProvider("krea", urls.krea.baseUrl),
    cloudflare: emulatedProvider("cloudflare", urls.cloudflare.baseUrl),
    runware: emulatedProvider("runware", urls.runware.baseUrl),
  };
}

/** What a command generates with. */
export interface ProviderSet {
  readonly providers: readonly ImageProvider[];
  /** True when the built-in emulator stands in for a service. Its jobs end with it. */
  readonly isBuiltIn: boolean;
  /** True when all that are asked are emulators: what they do has a ledger of its own. */
  readonly isLocal: boolean;
  /** Those to ask, in this order, when that was said. */
  readonly asked: readonly ProviderId[] | undefined;
  /** Lines for the user about what was assumed. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** Who is set up, of those that a command wants. */
export interface Choice {
  readonly setups: readonly ProviderSetup[];
  /** Nobody: the built-in emulator stands in. */
  readonly ready: readonly ProviderSetup[];
  /** What is missing, in words, where nobody is ready. */
  readonly missing: string;
  /** Lines for the user about who is left out. */
  readonly notices: readonly string[];
}

/**
 * Chooses those of `wanted`, or of all, that are set up; the others are left out, and named. When nothing is set for any of
 * them, nobody is ready.
 *
 * @throws {UnikreaError} when what is set is not enough, or wrong, and no other is left: a real image may be wanted, so none
 *   is emulated
 */
export function chooseProviders(wanted?: readonly ProviderId[]): Choice {
  const setups = PROVIDER_IDS.map(readSetup);
  const asked = wanted ? wanted.flatMap((id) => setups.find((setup) => setup.id === id) ?? []) : setups;
  const ready = asked.filter(({ state }) => state === "ready");
  const problem = asked.find((setup) => setup.problem)?.problem;
  if (ready.length === 0 && problem) throw problem;
  const missing = wanted ? asked.map(({ needed }) => needed).join(", ") : "key of any provider";
  const isTold = ({ state }: ProviderSetup) => state === "problem" || (wanted && state === "none");
  const notices = ready.length > 0 ? asked.filter(isTold).map(describeLeftOut) : [];
  return { setups, ready, missing, notices };
}

/**
 * The providers for a command, as they are chosen. When nobody is ready, the emulator stands in.
 *
 * @throws {UnikreaError} as `chooseProviders`
 */
export async function openProviders(wanted?: readonly ProviderId[]): Promise<ProviderSet> {
  const { setups, ready, missing, notices } = chooseProviders(wanted);
  if (ready.length > 0) {
    const set = realSet(setups, ready, wanted && ready.map(({ id }) => id));
    return { ...set, notices: [...notices, ...set.notices] };
  }
  // Another seed each time, or every run would draw the same image.
  const server = await startEmulator({ speed: EMULATOR_SPEED, seed: randomInt(2 ** 31) });
  const notice = `No ${missing}: the built-in emulator draws instead (${EMULATOR_SPEED}× faster than life; no real money)`;
  return {
    providers: Object.values(emulatedProviders(server)),
    isBuiltIn: true,
    isLocal: true,
    asked: wanted,
    notices: [notice],
    close: () => server.close(),
  };
}

const describeLeftOut = ({ id, needed, problem }: ProviderSetup) =>
  `skipped: ${problem ? `${id}: ${problem.message.replace(`${id}: `, "")}` : `${id} has no key: set ${needed}`}`;

/**
 * The providers that a stored job is with, and the others. Never the built-in emulator: the job is elsewhere.
 *
 * @throws {UnikreaError} when the address of one of them is wrong
 */
export function resumableProviders(ids: readonly string[]): ProviderSet {
  const setups = PROVIDER_IDS.map(readSetup);
  const asked = setups.filter(({ id }) => ids.includes(id));
  const broken = asked.find(({ provider }) => !provider);
  if (broken?.problem) throw broken.problem;
  return realSet(setups, asked, undefined);
}

function realSet(
  setups: readonly ProviderSetup[],
  used: readonly ProviderSetup[],
  asked: readonly ProviderId[] | undefined,
): ProviderSet {
  return {
    providers: setups.flatMap(({ provider }) => provider ?? []),
    isBuiltIn: false,
    isLocal: used.length > 0 && used.every(({ provider }) => provider?.local),
    asked,
    notices: used.flatMap(({ notice }) => notice ?? []),
    close: async () => {},
  };
}
