import { UnikreaError } from "@unikrea/core";
import { imageUrl } from "../service.ts";
import { inErrors, inProvider, inRequest, type Mutant } from "./mutant.ts";

/** Keys that leak, and prices that are none. */
export const ledgerMutants: readonly Mutant[] = [
  {
    defect: "the key is printed in messages",
    caughtBy: ["no-secret"],
    spoil: inErrors(
      "submit",
      (error, key) =>
        new UnikreaError(error.code, `${error.message} (${key})`, { ...error, cause: error.cause }),
    ),
  },
  {
    defect: "the key is printed in the cause",
    // The errors of submissions become plain data, which has no cause.
    needs: ({ delivery }) => delivery === "job",
    caughtBy: ["no-secret"],
    spoil: inErrors("poll", (error, key) => error.with({ cause: new Error(`sent with ${key}`) })),
  },
  {
    defect: "the form of the key is not checked",
    caughtBy: ["checked-key"],
    spoil: (subject) => ({ ...subject, make: (service) => subject.make(service, "a-key-of-good-form") }),
  },
  {
    defect: "the key is sent to the service as part of the prompt",
    caughtBy: ["key-in-prompt"],
    spoil: inRequest((request) => ({ ...request, prompt: request.prompt.split("").join("\u200b") })),
  },
  {
    defect: "the first key is used for every instance",
    caughtBy: ["own-key"],
    spoil: (subject) => {
      let first: string | undefined;
      return {
        ...subject,
        make(service, key) {
          if (key.startsWith("key-of-")) first ??= key;
          return subject.make(service, first ?? key);
        },
      };
    },
  },
  {
    defect: "the key goes along with downloads",
    needs: (_, { keyless }) => !keyless,
    caughtBy: ["keyless-download"],
    spoil: inProvider((_, { fetch }, key) => ({
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          ...(url.startsWith(imageUrl().slice(0, 20)) && { headers: { authorization: key } }),
        }),
    })),
  },
  {
    defect: "a price is negative",
    caughtBy: ["dated-prices", "estimate"],
    spoil: inProvider(({ prices }) => ({
      prices: { ...prices, microUsd: { "krea-2-medium": { text: -1 } } },
    })),
  },
  {
    defect: "a price is not a number",
    caughtBy: ["dated-prices", "estimate"],
    spoil: inProvider(({ prices }) => ({
      prices: { ...prices, microUsd: { "krea-2-medium": { text: Number.NaN } } },
    })),
  },
  {
    defect: "nobody knows where the prices come from",
    caughtBy: ["dated-prices"],
    spoil: inProvider(({ prices }) => ({ prices: { ...prices, source: "" } })),
  },
];
