// A service that nothing in this repository has heard of, as a provider, in one place: nothing else was edited for it.

import type { CallContext, Fetch, HttpRequest } from "@unikrea/core/provider";
import {
  createHttp,
  defineProvider,
  errorFromAnswer,
  jsonOf,
  readCredential,
  shape,
} from "@unikrea/core/provider";
import * as z from "zod/mini";
import type { ContractSubject, Exchange, RuleName } from "../src/index.ts";
import {
  describeContractMutants,
  describeProviderContract,
  imageUrl,
  json,
  STRANGE_STATE,
} from "../src/index.ts";

function fourth({ apiKey, fetch }: { apiKey: string; fetch: Fetch }) {
  const http = createHttp(fetch);
  const credential = { provider: "fourth", option: "apiKey", value: apiKey, variables: ["FOURTH_KEY"] };
  async function send(
    phase: "submit" | "poll",
    context: CallContext,
    path: string,
    more: Pick<HttpRequest, "method" | "body">,
  ) {
    const key = await readCredential(credential);
    const request = {
      ...more,
      url: `https://fourth.example.com${path}`,
      headers: { "x-key": key },
      secrets: [key],
    };
    const answer = await http(request, context);
    if (answer.status !== 200) throw errorFromAnswer("fourth", phase, answer, {}, [key]);
    return jsonOf(answer);
  }
  return defineProvider({
    id: "fourth",
    capabilities: {
      models: ["krea-2-medium"],
      aspectRatios: ["1:1", "16:9"],
      sliders: false,
      styles: false,
      images: { ids: false },
      imagesPerJob: 1,
    },
    prices: {
      source: "its page of prices",
      checkedOn: "2026-11-21",
      microUsd: { "krea-2-medium": { text: 20_000 } },
    },
    options: shape({}),
    local: false,
    fetch,
    variables: credential.variables,
    hasCredentials: () => true,
    submitTimeoutMs: 10_000,
    wirePaths: {
      prompt: "body.prompt",
      aspectRatio: "body.aspectRatio",
      creativity: "body.creativity",
      seed: "body.seed",
    },
    toWire({ prompt, aspectRatio, creativity, seed }) {
      return { wire: { prompt, aspectRatio, creativity, ...(seed !== undefined && { seed }) }, warnings: [] };
    },
    toRequest: (body) => ({ method: "POST", url: "https://fourth.example.com/draw", headers: {}, body }),
    answer: z.object({ id: z.string(), state: z.string(), link: z.optional(z.string()) }),
    token: z.object({ id: z.string() }),
    tokenFrom: (_, { id }) => ({ id }),
    fromWire({ state, link }) {
      const failure = {
        code: "job_failed",
        message: "fourth failed the job",
        billed: "maybe",
        n: 1,
      } as const;
      if (state === "failed") return { status: "settled", images: [], failures: [failure] };
      if (state === "done") return { status: "settled", images: link ? [{ url: link }] : [], failures: [] };
      return { status: "pending", phase: "running", detail: state };
    },
    transport: {
      submit: (body, context) => send("submit", context, "/draw", { method: "POST", body }),
      poll: ({ id }, context) => send("poll", context, `/draw/${id}`, { method: "GET" }),
    },
  });
}

const idOf = ({ request, submissions }: Exchange) =>
  request.url.split("/draw/")[1] ?? `${submissions.length}`;
const says = (state: string) => (exchange: Exchange) => json({ id: idOf(exchange), state });

const subject: ContractSubject<RuleName> = {
  name: "a fourth provider",
  make: ({ fetch }, apiKey) => fourth({ apiKey, fetch }),
  operationOf: ({ method }) => (method === "POST" ? "submit" : "poll"),
  phrases: {
    accepted: says("queued"),
    pending: says("drawing"),
    completed: (exchange) => json({ id: idOf(exchange), state: "done", link: imageUrl(idOf(exchange)) }),
    failed: says("failed"),
    empty: says("done"),
    strange: says(STRANGE_STATE),
    refusal: (status, message) => json(message, status),
  },
};

describeProviderContract(subject);
describeContractMutants(subject);
