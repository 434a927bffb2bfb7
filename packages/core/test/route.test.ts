import { describe, expect, it } from "vitest";
import type { Capabilities } from "../src/capabilities.ts";
import type { ImageProvider } from "../src/define-provider.ts";
import { UnikreaError } from "../src/error.ts";
import type { Latency } from "../src/latency.ts";
import { parseRequest } from "../src/parse-request.ts";
import { checkProviderOptions, planRoute, type Routing } from "../src/route.ts";

const image = "https://img.example/a.png";
const capabilities = (more: Partial<Capabilities> = {}): Capabilities => ({
  models: ["krea-2-medium"],
  aspectRatios: ["1:1", "16:9"],
  references: { min: 0, max: 1 },
  sliders: true,
  styles: false,
  images: { ids: false },
  imagesPerJob: 1,
  ...more,
});
const provider = (id: string, more: Partial<Capabilities> = {}, hasKey = true, microUsd = 30_000) =>
  ({
    id,
    prices: {
      source: "",
      checkedOn: "",
      microUsd: { "krea-2-medium": { text: microUsd, references: microUsd } },
    },
    local: false,
    capabilities: capabilities(more),
    variables: [`${id.toUpperCase()}_KEY`],
    hasCredentials: () => hasKey,
    checkOptions: (options: unknown, issues: unknown[]) => {
      if (Object(options).bad)
        issues.push({ path: `providerOptions.${id}.bad`, expected: "nothing", got: "bad" });
    },
  }) as unknown as ImageProvider;
const plan = (
  request: object,
  providers: ImageProvider[],
  options: object = {},
  latencyOf: (provider: ImageProvider) => Latency | undefined = () => undefined,
) => planRoute(parseRequest({ prompt: "a", ...request }), providers, options, latencyOf);
const choose = (request: object, providers: ImageProvider[], options: object = {}) => {
  const [first] = plan(request, providers, options).candidates;
  if (!first) throw new Error("nobody");
  return first;
};
const idsOf = (route: ReturnType<typeof plan>) => route.candidates.map((candidate) => candidate.provider.id);
const errorOf = (run: () => unknown): UnikreaError => {
  try {
    run();
  } catch (error) {
    if (error instanceof UnikreaError) return error;
  }
  throw new Error("nothing of ours was thrown");
};

const signed = provider("signed", { references: { min: -2, max: 2 } });
const plain = provider("plain");
const keyless = provider("keyless", {}, false);
const negative = { references: [{ image, strength: -0.4 }] };

describe("the first candidate", () => {
  it.each([
    ["the first that can", {}, [plain, signed], {}, "plain"],
    ["the one that is named", {}, [plain, signed], { provider: "signed" }, "signed"],
    ["the first that has a key", {}, [keyless, plain], {}, "plain"],
    [
      "the one that is named even without a key: its own error says what is missing",
      {},
      [keyless, plain],
      { provider: "keyless" },
      "keyless",
    ],
    ["the first that can honour the request exactly", negative, [plain, signed], {}, "signed"],
    [
      "the one that honours it exactly, also when others were allowed to warn",
      negative,
      [plain, signed],
      { onUnsupported: "warn" },
      "signed",
    ],
    [
      "the first, with a warning, when nobody does it exactly and that was allowed",
      negative,
      [plain, provider("other")],
      { onUnsupported: "warn" },
      "plain",
    ],
  ])("takes %s", (_, request, providers, options, wanted) => {
    expect(choose(request, providers, options).provider.id).toBe(wanted);
  });

  it("hands on the request as it fits, with the warnings", () => {
    const { request, warnings } = choose(negative, [plain], { onUnsupported: "warn" });
    expect(request.references[0]?.strength).toBe(0);
    expect(warnings).toStrictEqual([
      { type: "adjusted", path: "references[0].strength", message: "plain got 0", provider: "plain" },
    ]);
  });

  it("says who would take what the named provider refuses, and what else helps", () => {
    const error = errorOf(() => choose(negative, [plain, signed], { provider: "plain" }));
    expect(error).toMatchObject({ code: "unsupported", outcome: "not_sent", billed: "no" });
    expect(error.issues).toStrictEqual([
      {
        path: "references[0].strength",
        expected: "0…1 on plain",
        got: "-0.4",
        hint: 'signed would take it; onUnsupported: "warn" goes on: plain got 0',
      },
    ]);
    expect(error.message).toMatch(
      /^plain cannot honour this exactly\. 1 problem: nothing was sent, nothing was billed\n/,
    );
  });

  it("does not go on with a warning where the picture would be another one", () => {
    const source = { source: { image } };
    expect(errorOf(() => choose(source, [plain], { onUnsupported: "warn" }))).toMatchObject({
      code: "unsupported",
      issues: [{ path: "source" }],
    });
  });

  it("names the variables of every candidate when none has a key", () => {
    const error = errorOf(() => choose({}, [keyless, provider("other", {}, false)]));
    expect(error).toMatchObject({ code: "missing_credentials", outcome: "not_sent" });
    expect(error.message).toContain("keyless: KEYLESS_KEY; other: OTHER_KEY");
  });
});

describe("the order of the candidates", () => {
  const dear = provider("dear", {}, true, 60_000);
  const cheap = provider("cheap", {}, true, 20_000);
  const unpriced = provider("unpriced", {}, true, Number.NaN);
  const medians: Record<string, number> = { plain: 20_000, dear: 5000, cheap: 9000 };
  const latencyOf = ({ id }: ImageProvider): Latency | undefined => {
    const median = medians[id];
    return median === undefined ? undefined : { count: 9, mean: Math.log(median), deviation: 0.1 };
  };

  it.each<[string, Routing, ImageProvider[], string[]]>([
    ["as listed", "order", [dear, cheap, plain], ["dear", "cheap", "plain"]],
    ["by price", "cheapest", [dear, plain, cheap], ["cheap", "plain", "dear"]],
    ["as listed where the price is the same", "cheapest", [plain, provider("twin")], ["plain", "twin"]],
    ["by the time that jobs took here", "fastest", [plain, cheap, dear], ["dear", "cheap", "plain"]],
    [
      "with those first that were never measured",
      "fastest",
      [plain, provider("new"), dear],
      ["new", "dear", "plain"],
    ],
  ])("is %s", (_, routing, providers, wanted) =>
    expect(idsOf(plan({}, providers, { routing }, latencyOf))).toStrictEqual(wanted),
  );

  it("puts those whose price is not known last", () => {
    const noPrice = { ...unpriced, prices: { ...unpriced.prices, microUsd: {} } };
    expect(idsOf(plan({}, [noPrice, dear], { routing: "cheapest" }))).toStrictEqual(["dear", "unpriced"]);
  });

  it("is the caller's where several are named, and nobody else is asked", () => {
    expect(idsOf(plan({}, [dear, cheap, plain], { provider: ["plain", "dear"] }))).toStrictEqual([
      "plain",
      "dear",
    ]);
  });

  it("says who was left out, and why", () => {
    const { skipped } = plan(negative, [
      plain,
      signed,
      provider("other", { references: { min: -2, max: 2 } }, false),
    ]);
    expect(skipped).toMatchObject([
      { provider: "plain", code: "unsupported", reason: "plain cannot honour references[0].strength" },
      { provider: "other", code: "missing_credentials", reason: "other has no key: set OTHER_KEY" },
    ]);
  });
});

describe("checkProviderOptions", () => {
  const check = (providerOptions: object) =>
    checkProviderOptions(parseRequest({ prompt: "a", providerOptions }), [plain, signed]);

  it("checks the options of every provider, chosen or not", () => {
    expect(() => check({ plain: {}, signed: {} })).not.toThrow();
    expect(errorOf(() => check({ signed: { bad: true } })).issues[0]?.path).toBe(
      "providerOptions.signed.bad",
    );
  });

  it("refuses options for a provider that is not there", () => {
    expect(errorOf(() => check({ plian: {} })).issues).toStrictEqual([
      {
        path: "providerOptions.plian",
        expected: "one of plain, signed",
        got: "a provider that this client does not have",
      },
    ]);
  });
});
