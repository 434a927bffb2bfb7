import { ASPECT_RATIOS, type CanonicalRequest, MODELS } from "@unikrea/core";
import {
  type Capabilities,
  defineProvider,
  type Fetch,
  type ImageProvider,
  listOf,
  oneOf,
  type PriceTable,
  REQUEST_SETTINGS,
  readCredential,
  shape,
  type Transport,
  textLike,
} from "@unikrea/core/provider";
import { type FakeService, fakeService, type Twists } from "./fake-service.ts";
import { TINY_IMAGES } from "./tiny-image.ts";
import { pause } from "./twist.ts";

/** How a fake provider behaves. Everything is optional. */
export interface FakeProviderOptions {
  /** @default "fake" */
  readonly id?: string;
  /** Whether the answer to the submission is the image. @default "job" */
  readonly delivery?: "job" | "sync";
  /** @default true for jobs */
  readonly cancelable?: boolean;
  /** From acceptance to the image, in milliseconds, of each job or of the job with this index. @default 5000 */
  readonly latencyMs?: number | ((index: number) => number);
  /** How long a submission takes to be answered, in milliseconds. @default 0 */
  readonly submitMs?: number;
  /** How long the answer to a submission may take, in milliseconds. @default 30_000 */
  readonly submitTimeoutMs?: number;
  readonly capabilities?: Partial<Capabilities>;
  /** Micro-dollars an image; `undefined` for unknown. @default 30_000 */
  readonly microUsd?: number | undefined;
  /** Asks about many jobs in one request. @default not at all */
  readonly batch?: { readonly max: number; readonly from: number };
  /** Fetches the results. @default a small PNG for each */
  readonly fetch?: Fetch;
  /** Whether it stands for a service on this machine. @default false */
  readonly local?: boolean;
  /** Whether there is a key. Without one it is asked nothing, and every call is `missing_credentials`. @default true */
  readonly hasKey?: boolean;
  /** Whether it can say what became of a submission by our name for it. @default false */
  readonly finds?: boolean;
  /** Whether it proves that what it does not know was never accepted. @default true */
  readonly provesAbsence?: boolean;
  /** Whether it has a free read that shows that it is alive. @default false */
  readonly probes?: boolean;
  readonly twists?: Twists;
}

/** Where a real provider would look for its key. Nothing is read from it. */
const VARIABLE = "FAKE_KEY";
/** When a fake provider is asked what became of a lost submission, in milliseconds. */
const FIND_AFTER_MS = [1000, 3000];

interface Wire extends CanonicalRequest {
  readonly key: string;
}

/** A provider that draws nothing, takes no money, and remembers everything. */
export interface FakeProvider extends ImageProvider {
  readonly service: FakeService;
}

interface Token {
  readonly [key: string]: string;
  readonly id: string;
}

const ID = textLike(/^[\w-]+$/, "an id");
const TOKEN = shape({ id: ID });
const ANSWER = shape({
  id: ID,
  state: oneOf(["drawing", "done", "stopped", "broken"]),
  urls: listOf(textLike(/^/, "a link"), 20, "links"),
});

/** How a job ended that brought no image. Neither is billed. */
const ENDS = { done: undefined, stopped: "job_canceled", broken: "job_failed" } as const;

/**
 * Makes a provider that can do everything, within its own process. Two clients that share it share its service.
 *
 * @example
 * const provider = fakeProvider({ latencyMs: 20_000, twists: { poll: [refusing(503)] } });
 * const k2 = createKrea2({ providers: [provider], clock });
 */
export function fakeProvider(options: FakeProviderOptions = {}): FakeProvider {
  const { id = "fake", latencyMs = 5000, batch, capabilities, twists = {}, local = false } = options;
  const latencyOf = typeof latencyMs === "number" ? () => latencyMs : latencyMs;
  const service = fakeService(id, latencyOf, twists);
  const provider = defineProvider({
    id,
    capabilities: { ...CAPABILITIES, ...capabilities },
    prices: pricesOf("microUsd" in options ? options.microUsd : 30_000),
    options: shape({}),
    local,
    fetch: options.fetch ?? (async () => new Response(TINY_IMAGES["image/png"])),
    variables: [VARIABLE],
    hasCredentials: () => options.hasKey ?? true,
    submitTimeoutMs: options.submitTimeoutMs ?? 30_000,
    ...(batch && { batch }),
    ...(options.finds && { findAfterMs: FIND_AFTER_MS }),
    // Its wire is the canonical request, so every setting stands where it stood.
    wirePaths: Object.fromEntries(REQUEST_SETTINGS.map((setting) => [setting, `body.${setting}`])),
    toWire: ({ options: _, ...wire }, key): { wire: Wire; warnings: [] } => ({
      wire: { ...wire, key },
      warnings: [],
    }),
    toRequest: (wire) => ({ method: "FAKE", url: id, headers: {}, body: wire }),
    answer: ANSWER,
    token: TOKEN,
    tokenFrom: (_, answer): Token => ({ id: answer.id }),
    fromWire({ state, urls }) {
      if (state === "drawing") return { status: "pending", phase: "running", detail: state };
      const end = ENDS[state];
      const failures = end
        ? [{ code: end, message: `${id}: it is ${state}`, billed: "no", n: 1 } as const]
        : [];
      return { status: "settled", images: urls.map((url) => ({ url })), failures };
    },
    transport: transportOf(service, options),
  });
  return { ...provider, service };
}

function transportOf(
  { accept, named, show, stop, ...service }: FakeService,
  options: FakeProviderOptions,
): Transport<Wire, Token, unknown> {
  const {
    delivery = "job",
    cancelable = true,
    submitMs = 0,
    batch,
    finds,
    provesAbsence = true,
    probes,
  } = options;
  const isSync = delivery === "sync";
  const { id = "fake", hasKey = true } = options;
  // An empty key is read as the providers read theirs: it is their error, before anything is sent.
  const noKey = { provider: id, option: "key", value: "", variables: [VARIABLE] };
  const call: FakeService["call"] = hasKey ? service.call : async () => readCredential(noKey);
  return {
    submit: (request, context) =>
      call("submit", { ids: [], request }, context, async (limited) => {
        const job = accept(request.n, limited.clock, request.key);
        if (submitMs > 0) await pause(limited, submitMs);
        return show(job, isSync ? Number.POSITIVE_INFINITY : limited.clock.now());
      }),
    ...(!isSync && {
      poll: ({ id }, context) => call("poll", { ids: [id] }, context, ({ clock }) => show(id, clock.now())),
    }),
    ...(!isSync &&
      cancelable && {
        cancel: ({ id }, context) =>
          call("cancel", { ids: [id] }, context, ({ clock }) => {
            stop(id, clock);
            return show(id, clock.now());
          }),
      }),
    ...(batch && {
      pollMany: async (tokens, context) => {
        const ids = tokens.map(({ id }) => id);
        const work = () => ids.map((id) => show(id, context.clock.now()));
        const answers = await call("sweep", { ids }, context, work);
        return Array.isArray(answers) ? answers : [];
      },
    }),
    ...(finds && {
      find: async ({ key }, context) => {
        const id = await call("find", { ids: [] }, context, () => named(key));
        if (typeof id === "string") return { status: "accepted", token: { id } };
        return provesAbsence ? { status: "absent" } : { status: "unknown", reason: `${key} is not there` };
      },
    }),
    ...(probes && { probe: async (context) => void (await call("probe", { ids: [] }, context, () => true)) }),
    prepareImage: async (image, _, context) => {
      await call("upload", { ids: [] }, context, () => undefined);
      return image;
    },
  };
}

const CAPABILITIES: Capabilities = {
  models: MODELS,
  aspectRatios: ASPECT_RATIOS,
  references: { min: -2, max: 2 },
  moodboard: { min: -0.5, max: 1.5 },
  source: { min: 0, max: 1 },
  sliders: true,
  styles: true,
  images: { bytes: "inline", ids: true },
  imagesPerJob: 1,
};

function pricesOf(each: number | undefined): PriceTable {
  const tiers = each === undefined ? {} : { text: each, references: each, moodboard: each };
  const microUsd = Object.fromEntries(MODELS.map((model) => [model, tiers]));
  return { source: "nowhere: it is a fake", checkedOn: "2026-01-01", microUsd };
}
