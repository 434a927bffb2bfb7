import {
  createHttp,
  defineProvider,
  errorFromAnswer,
  type Fetch,
  flag,
  jsonOf,
  optional,
  REQUEST_SETTINGS,
  readCredential,
  shape,
  toBase64,
} from "@unikrea/core/provider";
import * as z from "zod/mini";

const ITEM = z.object({
  order: z.string(),
  url: z.optional(z.string()),
  usd: z.optional(z.number()),
  fault: z.optional(z.string()),
});
const ANSWER = z.object({ items: z.array(ITEM), share: z.optional(z.number()) });

/** A provider whose jobs make many images and bear our own ids; one request asks about many of them. */
export function press({ apiKey, fetch }: { apiKey: string; fetch: Fetch }) {
  const http = createHttp(fetch);
  const credential = { provider: "press", option: "apiKey", value: apiKey, variables: ["PRESS_KEY"] };
  type Context = Parameters<typeof http>[1];
  async function send(phase: "submit" | "poll", context: Context, body: object) {
    const key = await readCredential(credential);
    const answer = await http(
      {
        method: "POST",
        url: "https://press.example.com",
        headers: { authorization: `Bearer ${key}` },
        body,
        secrets: [key],
      },
      context,
    );
    if (answer.status !== 200)
      throw errorFromAnswer("press", phase, answer, { message: Object(jsonOf(answer)).fault }, [key]);
    return jsonOf(answer);
  }
  const range = { min: -2, max: 2 };
  const tiers = { text: 11_000, references: 12_000, moodboard: 13_000 };
  return defineProvider({
    id: "press",
    capabilities: {
      models: ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"],
      aspectRatios: ["1:1", "4:3", "3:2", "16:9", "2.35:1", "4:5", "3:4", "2:3", "9:16"],
      references: range,
      moodboard: { min: -0.5, max: 1.5 },
      source: { min: 0, max: 1 },
      sliders: true,
      styles: true,
      images: { bytes: "inline", ids: true },
      imagesPerJob: 20,
    },
    prices: {
      source: "press.example.com",
      checkedOn: "2026-01-01",
      microUsd: { "krea-2-medium": tiers, "krea-2-large": tiers },
    },
    options: shape({ glossy: optional(flag()) }),
    local: false,
    fetch,
    variables: credential.variables,
    hasCredentials: () => true,
    submitTimeoutMs: 30_000,
    batch: { max: 50, from: 2 },
    wirePaths: Object.fromEntries(REQUEST_SETTINGS.map((setting) => [setting, `body.${setting}`])),
    toWire({ options, providerOptions: _, references, source, styles, moodboard, sliders, ...rest }, order) {
      const picture = ({ image, strength }: (typeof references)[number]) => ({
        image: image.kind === "url" ? image.url : image.kind === "bytes" ? toBase64(image.bytes) : "",
        strength,
      });
      const wire = {
        order,
        glossy: options.glossy ?? false,
        ...rest,
        sliders: { ...sliders },
        styles: styles.map((style) => ({ ...style })),
        references: references.map(picture),
        ...(source && { source: picture(source) }),
        ...(moodboard && { moodboard: { ...moodboard } }),
      };
      return { wire, warnings: [] };
    },
    toRequest: (body) => ({ method: "POST", url: "https://press.example.com", headers: {}, body }),
    answer: ANSWER,
    token: z.object({ order: z.string(), expected: z.number() }),
    tokenFrom: ({ order, n }) => ({ order, expected: n }),
    fromWire({ items, share }, { order, expected }) {
      const own = items.filter((item) => item.order === order);
      const images = own.flatMap(({ url, usd }) =>
        url === undefined ? [] : [{ url, microUsd: Math.round((usd ?? 0) * 1e6) }],
      );
      const failures = own.flatMap(({ fault }) =>
        fault === undefined
          ? []
          : [
              {
                code: fault === "rude" ? "content_rejected" : "job_failed",
                message: `press: ${fault}`,
                billed: "no",
                n: 1,
              } as const,
            ],
      );
      if (images.length + failures.length >= expected) return { status: "settled", images, failures };
      return { status: "pending", phase: "running", ...(share !== undefined && { progress: share }) };
    },
    transport: {
      submit: (wire, context) => send("submit", context, wire),
      poll: ({ order }, context) => send("poll", context, { orders: [order] }),
      async pollMany(tokens, context) {
        const answer = z.parse(
          ANSWER,
          await send("poll", context, { orders: tokens.map(({ order }) => order) }),
        );
        return tokens.map(() => answer);
      },
    },
  });
}
