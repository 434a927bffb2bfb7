import { inProvider, inRequest, inService, type Mutant } from "./mutant.ts";

/** Mappings that are broken. */
export const mappingMutants: readonly Mutant[] = [
  {
    defect: "a plan shows another request than the one that is sent",
    caughtBy: ["plan-is-sent"],
    spoil: inProvider(({ toRequest }) => ({
      toRequest: (request, key) => toRequest({ ...request, prompt: request.prompt.toUpperCase() }, key),
    })),
  },
  {
    defect: "a plan looks for a setting where another one stands",
    caughtBy: ["wire-paths"],
    spoil: inProvider(({ wirePaths }) => ({
      wirePaths: { ...wirePaths, prompt: wirePaths.creativity ?? "", creativity: wirePaths.prompt ?? "" },
    })),
  },
  {
    defect: "the wire holds what JSON cannot say",
    caughtBy: ["plain-wire"],
    spoil: inProvider(({ toWire }) => ({
      toWire: (request, key) => ({
        wire: { ...Object(toWire(request, key).wire), webhook: undefined },
        warnings: [],
      }),
    })),
  },
  {
    defect: "the mapping mints an id of its own",
    caughtBy: ["same-wire"],
    spoil: inProvider(({ toWire }) => ({
      toWire: (request, key) => ({
        wire: { ...Object(toWire(request, key).wire), id: crypto.randomUUID() },
        warnings: [],
      }),
    })),
  },
  {
    defect: "the mapping asks the clock",
    caughtBy: ["same-wire"],
    spoil: inProvider(({ toWire }) => ({
      toWire: (request, key) => ({
        wire: { ...Object(toWire(request, key).wire), at: Date.now() > 0 },
        warnings: [],
      }),
    })),
  },
  {
    defect: "the mapping changes the request that it got",
    caughtBy: ["untouched-request"],
    spoil: inRequest((request) => Object.assign(request, { prompt: request.prompt.trim() })),
  },
  {
    defect: "the prompt is trimmed",
    caughtBy: ["untouched-prompt"],
    spoil: inRequest((request) => ({ ...request, prompt: request.prompt.trim() })),
  },
  {
    defect: "seed 0 is taken for no seed",
    caughtBy: ["seed-zero"],
    spoil: inRequest(({ seed, ...request }) => ({ ...request, ...(seed && { seed }) })),
  },
  {
    defect: "a seed is invented where none was given",
    caughtBy: ["no-invented-seed"],
    spoil: inRequest((request) => ({ seed: 8_675_309, ...request })),
  },
  {
    defect: "every image of a request gets the same seed",
    caughtBy: ["one-seed-each"],
    spoil: inRequest((request) => ({
      ...request,
      ...(request.seed !== undefined && { seed: 4_294_967_294 }),
    })),
  },
  {
    defect: "settings at their default are left to the vendor's own default",
    caughtBy: ["pinned-defaults"],
    spoil: inService(({ fetch, exchange }) => ({
      fetch: (url, init) =>
        fetch(url, { ...init, ...(typeof init?.body === "string" && { body: withoutDefaults(init.body) }) }),
      exchange: (request, signal) =>
        exchange({ ...request, body: JSON.parse(withoutDefaults(JSON.stringify(request.body))) }, signal),
    })),
  },
  {
    defect: "style references are dropped in silence",
    needs: ({ capabilities }) => capabilities.references !== undefined,
    caughtBy: ["every-setting"],
    spoil: inRequest((request) => ({ ...request, references: [] })),
  },
  {
    defect: "creativity is dropped in silence",
    caughtBy: ["every-setting", "pinned-defaults"],
    spoil: inRequest((request) => ({ ...request, creativity: "medium" })),
  },
  {
    defect: "the capabilities claim an aspect ratio that the mapping does not know",
    caughtBy: ["every-setting"],
    spoil: inRequest((request) => ({ ...request, aspectRatio: "1:1" })),
  },
  {
    defect: "provider options are not checked",
    caughtBy: ["own-options"],
    spoil: inProvider(() => ({ checkOptions: () => {} })),
  },
];

const withoutDefaults = (body: string) =>
  JSON.stringify(JSON.parse(body, (_, value) => (value === "medium" ? undefined : value)));
