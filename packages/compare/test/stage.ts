import { createKrea2, isUnikreaError, type Krea2, type Krea2Options, type UnikreaError } from "@unikrea/core";
import { createEmulator, type Emulator, type EmulatorOptions, type RecordedRequest } from "@unikrea/emulator";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import { countedIds, type FakeClock, fakeClock } from "@unikrea/testkit";
import { type CompareInput, type CompareOptions, type Comparison, compare } from "../src/index.ts";

export const IDS = ["krea", "cloudflare", "runware"] as const;
export type Id = (typeof IDS)[number];

/** A client with all three providers before an emulator in this process; both live by one clock that tests move. */
export interface Stage {
  readonly clock: FakeClock;
  readonly emulator: Emulator;
  readonly k2: Krea2;
  /** Compares, and lets time pass until that is over. */
  compares(input: CompareInput, options?: CompareOptions): Promise<Comparison>;
  /** The same for what must fail. */
  fails(input: CompareInput, options?: CompareOptions): Promise<UnikreaError>;
  /** Orders that the services have got. */
  orders(): RecordedRequest[];
  /** Micro-dollars that they have charged, once all that was begun has ended. */
  charged(): Promise<number>;
}

/** How long a picture takes, in milliseconds of the clock. */
export const LATENCY_MS = 10_000;
const HOUR_MS = 3_600_000;
const ACCOUNT = "0".repeat(32);

export interface StageOptions {
  readonly world?: World;
  readonly client?: Partial<Omit<Krea2Options, "providers">>;
  /** Providers without a key. */
  readonly keyless?: readonly Id[];
  /** Providers whose price list is empty. */
  readonly unpriced?: readonly Id[];
  /** Whether Cloudflare may run a lost run a second time. */
  readonly resubmit?: "cached";
}

/** The services, and their time. */
export type World = Pick<Stage, "clock" | "emulator">;

/** To be shared by many stages, which is quicker: the services' schemas are then read once. */
export function openWorld(options: EmulatorOptions = {}): World {
  const clock = fakeClock();
  const emulator = createEmulator({
    clock: { now: () => clock.wallTime(), setTimer: clock.setTimer },
    images: "plain",
    latencyMs: {
      "krea-2-medium": LATENCY_MS,
      "krea-2-large": LATENCY_MS,
      "krea-2-medium-turbo": LATENCY_MS,
    },
    ...options,
  });
  return { clock, emulator };
}

export function setStage({
  world = openWorld(),
  client = {},
  keyless = [],
  unpriced = [],
  resubmit,
}: StageOptions = {}): Stage {
  const { clock, emulator } = world;
  const { fetch } = emulator;
  const key = (id: Id) => (keyless.includes(id) ? "" : "canary-5f1d7c20");
  const providers = [
    krea({ apiKey: key("krea"), baseUrl: "https://api.krea.ai", fetch }),
    cloudflare({
      ...{ apiToken: key("cloudflare"), accountId: ACCOUNT, fetch },
      baseUrl: "https://api.cloudflare.com/client/v4",
      ...(resubmit && { resubmit }),
    }),
    runware({ apiKey: key("runware"), baseUrl: "https://api.runware.ai/v1", fetch }),
  ];
  const isPriced = ({ id }: { id: string }) => !unpriced.some((other) => other === id);
  const k2 = createKrea2({
    providers: providers.map((provider) =>
      isPriced(provider) ? provider : { ...provider, prices: { ...provider.prices, microUsd: {} } },
    ),
    ...{ clock, newId: countedIds(), random: () => 0.5 },
    ...client,
  });
  const start = (input: CompareInput, options: CompareOptions = {}) =>
    compare(k2, input, { clock, random: () => 0.25, ...options });
  return {
    ...{ clock, emulator, k2 },
    compares: (input, options) => clock.settle(start(input, options)),
    async fails(input, options) {
      const error = await clock.settle(start(input, options).catch((thrown: unknown) => thrown));
      if (isUnikreaError(error)) return error;
      throw new Error("expected an error of ours", { cause: error });
    },
    orders: () => emulator.requests().filter(({ operation }) => operation === "submit"),
    async charged() {
      await clock.advance(HOUR_MS);
      return emulator.bill().totalMicroUsd;
    },
  };
}
