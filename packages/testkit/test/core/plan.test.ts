import { createKrea2, type PlannedSetting } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { fakeClock, fakeProvider, INPUT_IMAGES, TINY_IMAGES } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { team } from "./team.ts";

const narrow = { aspectRatios: ["1:1", "16:9"], references: { min: 0, max: 1 }, sliders: false } as const;
const find = (settings: readonly PlannedSetting[] | undefined, path: string) =>
  settings?.find((setting) => setting.path === path);

describe("a plan", () => {
  it("says who would be asked, who not and why, and sends nothing", () => {
    const { k2, sent } = team([{ hasKey: false }, { capabilities: narrow }, { microUsd: 20_000 }]);
    const { providers, order } = k2.plan({ ...REQUEST, aspectRatio: "3:4" });
    expect(providers.map(({ provider, eligible, reasons }) => [provider, eligible, reasons])).toStrictEqual([
      ["a", false, ["a has no key: set FAKE_KEY"]],
      ["b", false, ["b cannot honour aspectRatio"]],
      ["c", true, []],
    ]);
    expect(order).toStrictEqual(["c"]);
    expect(sent()).toStrictEqual([0, 0, 0]);
  });

  it.each(["a", ["a"], ["a", "a"]])(
    "says that %j cannot be asked without a key, also where it is the only one named",
    (provider) => {
      const { k2 } = team([{ hasKey: false }, {}]);
      const { providers, order, worstCaseUsd } = k2.plan(REQUEST, { provider });
      expect([order, worstCaseUsd]).toStrictEqual([[], undefined]);
      expect(providers[0]).toMatchObject({ eligible: false, reasons: ["a has no key: set FAKE_KEY"] });
    },
  );

  it("is no error when nobody could be asked", () => {
    const { k2 } = team([{ hasKey: false }, { capabilities: narrow }]);
    const plan = k2.plan({ ...REQUEST, aspectRatio: "3:4" });
    expect(plan).toMatchObject({ order: [], worstCaseUsd: undefined });
    expect(plan.providers[1]?.issues).toMatchObject([{ path: "aspectRatio", got: "3:4" }]);
    expect(plan.providers[1]?.wire).toStrictEqual([]);
  });

  it("refuses what generate refuses, with every problem", () => {
    const { k2 } = team([{}]);
    expect(() => k2.plan({ ...REQUEST, n: 0, seed: -1 })).toThrow(
      expect.objectContaining({ code: "invalid_input", issues: [expect.anything(), expect.anything()] }),
    );
  });

  it("refuses options for a provider that is not there", () => {
    const { k2 } = team([{}]);
    const request = { ...REQUEST, providerOptions: { nobody: {} } };
    expect(() => k2.plan(request)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });

  it.each<[string, Parameters<ReturnType<typeof team>["k2"]["plan"]>[1], string[]]>([
    ["as listed", {}, ["a", "b", "c"]],
    ["by price", { routing: "cheapest" }, ["c", "a", "b"]],
    ["as named", { provider: ["b", "a"] }, ["b", "a"]],
    ["alone", { provider: "b" }, ["b"]],
    ["as far as the money goes", { maxUsd: 0.035 }, ["a", "c"]],
  ])("ranks %s", (_, options, order) => {
    const { k2 } = team([{}, { microUsd: 40_000 }, { microUsd: 20_000 }]);
    expect(k2.plan(REQUEST, options).order).toStrictEqual(order);
  });

  it("names who was left out by name or by price", () => {
    const { k2 } = team([{}, { microUsd: 40_000 }, {}]);
    const { providers } = k2.plan(REQUEST, { provider: ["a", "b"], maxUsd: 0.035 });
    expect(providers.map(({ reasons }) => reasons)).toStrictEqual([
      [],
      ["one image costs $0.04 on b, more than the $0.035 for this call"],
      ["c was not among those named"],
    ]);
  });

  it("asks the same whom generate asks, in the same order", async () => {
    const { k2, ends } = team([{ hasKey: false }, { microUsd: 40_000 }, { microUsd: 20_000 }]);
    const options = { routing: "cheapest" } as const;
    const { attempts } = await ends(k2.generate(REQUEST, options));
    expect(attempts.map(({ provider }) => provider)).toStrictEqual(
      k2.plan(REQUEST, options).order.slice(0, 1),
    );
  });
});

describe("the settings of a plan", () => {
  it("are those that were set and those that were left to us, each with what is sent", () => {
    const { k2 } = team([{}]);
    const { settings } = k2.plan({ ...REQUEST, aspectRatio: "16:9", seed: 0 }).providers[0] ?? {};
    const told = settings?.map(({ path, status, wireValue }) => [path, status, wireValue]);
    expect(told).toStrictEqual([
      ["model", "defaulted", "krea-2-medium"],
      ["prompt", "exact", REQUEST.prompt],
      ["aspectRatio", "exact", "16:9"],
      ["resolution", "defaulted", "1K"],
      ["creativity", "defaulted", "medium"],
      ["sliders.intensity", "defaulted", 0],
      ["sliders.complexity", "defaulted", 0],
      ["sliders.movement", "defaulted", 0],
      ["seed", "exact", 0],
      ["n", "defaulted", 1],
    ]);
  });

  it("say that a seed which nobody set is not sent", () => {
    const { settings } = team([{}]).k2.plan(REQUEST).providers[0] ?? {};
    expect(find(settings, "seed")).toStrictEqual({ path: "seed", status: "defaulted", value: null });
  });

  it("that do not fit are approximated or unsupported, and are shown as sent only where that is allowed", () => {
    const { k2 } = team([{ capabilities: narrow }]);
    const request = {
      ...REQUEST,
      aspectRatio: "3:2",
      sliders: { movement: 5 },
      references: [{ image: INPUT_IMAGES.url, strength: -1 }],
    } as const;
    const [refused] = k2.plan(request).providers;
    expect(find(refused?.settings, "aspectRatio")).toStrictEqual({
      path: "aspectRatio",
      status: "approximated",
      value: "3:2",
      wirePath: "body.aspectRatio",
      wireValue: "16:9",
    });
    expect(refused).toMatchObject({ eligible: false, wire: [], warnings: [] });
    const [warned] = k2.plan(request, { onUnsupported: "warn" }).providers;
    expect(find(warned?.settings, "aspectRatio")).toMatchObject({
      status: "approximated",
      wireValue: warned?.wire[0] && Object(warned.wire[0].body).aspectRatio,
    });
    expect(find(warned?.settings, "references[0].strength")).toMatchObject({
      status: "approximated",
      wireValue: 0,
    });
    expect(find(warned?.settings, "sliders.movement")).toStrictEqual({
      path: "sliders.movement",
      status: "unsupported",
      value: 5,
    });
    expect(find(warned?.settings, "sliders.intensity")).toMatchObject({ status: "defaulted" });
    expect(warned?.warnings.map(({ type }) => type)).toStrictEqual(["adjusted", "adjusted", "unsupported"]);
  });

  it("count the requests where each image is one of its own", () => {
    const { k2 } = team([{}, { capabilities: { imagesPerJob: 4 } }]);
    const [one, four] = k2.plan({ ...REQUEST, n: 3 }).providers;
    expect([one?.wire.length, four?.wire.length]).toStrictEqual([3, 1]);
    expect(find(one?.settings, "n")).toMatchObject({ status: "mapped", wirePath: "requests", wireValue: 3 });
    expect(find(four?.settings, "n")).toMatchObject({ status: "exact", wirePath: "body.n", wireValue: 3 });
  });
});

describe("images in a plan", () => {
  const png = TINY_IMAGES["image/png"];
  const urlIn = (images: { bytes: "inline" | "upload"; ids: boolean }, image: unknown) => {
    const provider = fakeProvider({ capabilities: { images } });
    const k2 = createKrea2({ providers: [provider], clock: fakeClock() });
    const request = { ...REQUEST, references: [{ image }] } as Parameters<typeof k2.plan>[0];
    const [planned] = k2.plan(request).providers;
    return [planned?.wire[0], planned?.settings].map((part) => JSON.stringify(part));
  };

  it.each<[string, unknown, "inline" | "upload", string]>([
    ["a file that goes along is named", png, "inline", `(inline: image/png, ${png.length} bytes)`],
    ["a file that is uploaded is named", png, "upload", `(uploaded first: image/png, ${png.length} bytes)`],
    [
      "a blob is not read",
      new Blob([png], { type: "image/png" }),
      "inline",
      `(inline: image/png, ${png.length} bytes)`,
    ],
    [
      "a data URI is not repeated",
      INPUT_IMAGES.dataUri,
      "inline",
      `(inline: image/webp, ${TINY_IMAGES["image/webp"].length} bytes)`,
    ],
    [
      "a signed link shows no signature",
      "https://img.example.com/a.png?sig=abcdef",
      "inline",
      "a.png?sig=[redacted]",
    ],
  ])("%s", (_, image, bytes, words) => {
    const [wire, settings] = urlIn({ bytes, ids: true }, image);
    expect(wire).toContain(words);
    expect(`${wire}${settings}`).not.toMatch(/abcdef|;base64,[A-Za-z0-9]/);
  });
});
