import {
  createHttp,
  defineProvider,
  errorFromAnswer,
  type Fetch,
  jsonOf,
  readCredential,
  shape,
} from "@unikrea/core/provider";
import * as z from "zod/mini";

/** A whole provider: jobs that are asked about and can be stopped, over HTTP. */
export function postcard({ apiKey, fetch }: { apiKey?: string; fetch?: Fetch } = {}) {
  const http = createHttp(fetch);
  const credential = { provider: "postcard", option: "apiKey", value: apiKey, variables: ["POSTCARD_KEY"] };
  type Call = Parameters<typeof http>;
  async function send(
    phase: "submit" | "poll" | "cancel",
    context: Call[1],
    method: Call[0]["method"],
    path: string,
    body?: object,
  ) {
    const key = await readCredential(credential);
    const headers = { "x-key": key };
    const answer = await http(
      { method, url: `https://postcard.example.com${path}`, headers, body, secrets: [key] },
      context,
    );
    if (answer.status !== 200)
      throw errorFromAnswer("postcard", phase, answer, { message: Object(jsonOf(answer)).oops }, [key]);
    return jsonOf(answer);
  }
  return defineProvider({
    id: "postcard",
    capabilities: {
      models: ["krea-2-medium"],
      aspectRatios: ["1:1", "16:9"],
      references: { min: 0, max: 1 },
      sliders: false,
      styles: false,
      images: { ids: false },
      imagesPerJob: 1,
    },
    prices: {
      source: "postcard.example.com/prices",
      checkedOn: "2026-01-01",
      microUsd: { "krea-2-medium": { text: 20_000 } },
    },
    options: shape({}),
    local: false,
    fetch,
    variables: credential.variables,
    hasCredentials: () => apiKey !== undefined,
    submitTimeoutMs: 10_000,
    wirePaths: {
      prompt: "body.text",
      aspectRatio: "body.shape",
      creativity: "body.freedom",
      "references[].image": "body.like[].link",
      "references[].strength": "body.like[].strength",
      seed: "body.seed",
    },
    toWire: ({ prompt, aspectRatio, creativity, seed, references }) => ({
      wire: {
        text: prompt,
        shape: aspectRatio,
        freedom: creativity,
        like: references.map(({ image, strength }) => ({
          link: image.kind === "url" ? image.url : "",
          strength,
        })),
        ...(seed !== undefined && { seed }),
      },
      warnings: [],
    }),
    toRequest: (body) => ({ method: "POST", url: "https://postcard.example.com/cards", headers: {}, body }),
    answer: z.object({
      id: z.string(),
      state: z.string(),
      link: z.optional(z.string()),
      why: z.optional(z.string()),
    }),
    token: z.object({ id: z.string() }),
    tokenFrom: (_, { id }) => ({ id }),
    fromWire({ state, link, why = "" }) {
      const ended = (code: "job_failed" | "content_rejected" | "job_canceled") =>
        ({
          status: "settled",
          images: [],
          failures: [{ code, message: `postcard: ${why || state}`, billed: "no", n: 1 }],
        }) as const;
      if (state === "sent") return { status: "settled", images: link ? [{ url: link }] : [], failures: [] };
      if (state === "lost") return ended(why === "rude" ? "content_rejected" : "job_failed");
      if (state === "stopped") return ended("job_canceled");
      return { status: "pending", phase: state === "waiting" ? "queued" : "running", detail: state };
    },
    transport: {
      submit: (wire, context) => send("submit", context, "POST", "/cards", wire),
      poll: ({ id }, context) => send("poll", context, "GET", `/cards/${id}`),
      cancel: ({ id }, context) => send("cancel", context, "DELETE", `/cards/${id}`),
    },
  });
}
