import { describe, expect, it } from "vitest";
import { type Capabilities, fitRequest } from "../src/capabilities.ts";
import { parseRequest } from "../src/parse-request.ts";
import { png } from "./image-file.ts";

const image = "https://img.example/a.png";
const id = "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11";
const everything: Capabilities = {
  models: ["krea-2-medium", "krea-2-large", "krea-2-medium-turbo"],
  aspectRatios: ["1:1", "4:5", "16:9"],
  references: { min: 0, max: 1, wider: { min: -2, max: 2, option: "wideStrengths" } },
  moodboard: { min: 0, max: 1 },
  source: { min: 0, max: 1 },
  sliders: true,
  styles: true,
  images: { bytes: "upload", ids: true, urlLength: 100 },
  imagesPerJob: 1,
};
const nothing: Capabilities = {
  models: ["krea-2-large"],
  aspectRatios: ["1:1"],
  sliders: false,
  styles: false,
  images: { ids: false },
  imagesPerJob: 1,
};
const fit = (more: object, capabilities: Capabilities = everything, local = false) =>
  fitRequest(parseRequest({ prompt: "a", ...more }), { id: "toy", capabilities, local });

describe("a provider that can do all of it", () => {
  it("takes a full request exactly as it is", () => {
    const full = {
      aspectRatio: "16:9",
      references: [{ image }],
      moodboard: { id },
      source: { image },
      styles: [{ id: "s", strength: 2 }],
      sliders: { intensity: 5 },
    };
    const { request, mismatches } = fit(full);
    expect(mismatches).toStrictEqual([]);
    expect(request).toStrictEqual(parseRequest({ prompt: "a", ...full }));
  });

  it("does not change the request that it was given", () => {
    const request = Object.freeze(
      parseRequest({ prompt: "a", aspectRatio: "3:4", references: [{ image, strength: 2 }] }),
    );
    const before = structuredClone(request);
    fitRequest(request, { id: "toy", capabilities: everything, local: false });
    expect(request).toStrictEqual(before);
  });

  it("takes a wider range only with its option", () => {
    const references = [{ image, strength: -0.4 }];
    const refused = fit({ references }).mismatches[0];
    expect(refused?.issue).toStrictEqual({
      path: "references[0].strength",
      expected: "0…1 (or -2…2 with providerOptions.toy.wideStrengths) on toy",
      got: "-0.4",
    });
    const allowed = fit({ references, providerOptions: { toy: { wideStrengths: true } } });
    expect(allowed.mismatches).toStrictEqual([]);
    expect(allowed.request.references[0]?.strength).toBe(-0.4);
    expect(fit({ references, providerOptions: { toy: { wideStrengths: false } } }).mismatches).toHaveLength(
      1,
    );
    expect(fit({ references, providerOptions: { other: { wideStrengths: true } } }).mismatches).toHaveLength(
      1,
    );
  });
});

describe("what does not fit", () => {
  it.each([
    [
      "a ratio, to the nearest",
      { aspectRatio: "3:4" },
      everything,
      "aspectRatio",
      "adjusted",
      { aspectRatio: "4:5" },
    ],
    [
      "a strength, to the bound",
      { references: [{ image, strength: 1.5 }] },
      everything,
      "references[0].strength",
      "adjusted",
      { references: [{ strength: 1 }] },
    ],
    [
      "a moodboard's strength, to the bound",
      { moodboard: { id, strength: -0.5 } },
      everything,
      "moodboard.strength",
      "adjusted",
      { moodboard: { strength: 0 } },
    ],
    [
      "references",
      { model: "krea-2-large", references: [{ image }] },
      nothing,
      "references",
      "unsupported",
      { references: [] },
    ],
    [
      "styles",
      { model: "krea-2-large", styles: [{ id: "s", strength: 1 }] },
      nothing,
      "styles",
      "unsupported",
      { styles: [] },
    ],
    [
      "sliders",
      { model: "krea-2-large", sliders: { movement: 3 } },
      nothing,
      "sliders",
      "unsupported",
      { sliders: { movement: 0 } },
    ],
  ])("is changed or left out, and said: %s", (_, more, capabilities, path, type, wanted) => {
    const { request, mismatches } = fit(more, capabilities);
    expect(mismatches).toHaveLength(1);
    expect(mismatches[0]).toMatchObject({
      issue: { path },
      warning: { type, path, provider: "toy", message: expect.stringContaining("toy") },
    });
    expect(request).toMatchObject(wanted);
  });

  it("drops a moodboard altogether", () => {
    const { request, mismatches } = fit({ model: "krea-2-large", moodboard: { id } }, nothing);
    expect(mismatches[0]?.warning?.type).toBe("unsupported");
    expect(request).not.toHaveProperty("moodboard");
  });

  it.each([
    ["a model that it has not", { model: "krea-2-medium" }, nothing, "model"],
    [
      "a source, without which it would be another picture",
      { model: "krea-2-large", source: { image } },
      nothing,
      "source",
    ],
    [
      "an id of another provider",
      { references: [{ image: { provider: "other", id: "x" } }] },
      everything,
      "references[0].image",
    ],
    [
      "an id where it takes none",
      { references: [{ image: { provider: "toy", id: "x" } }] },
      { ...everything, images: { ids: false } },
      "references[0].image",
    ],
    [
      "bytes where it takes none",
      { references: [{ image: png(2, 2) }] },
      { ...everything, images: { ids: true } },
      "references[0].image",
    ],
    [
      "a URL that is too long",
      { references: [{ image: `${image}${"a".repeat(100)}` }] },
      everything,
      "references[0].image",
    ],
    [
      "a URL that is not https",
      { references: [{ image: "http://img.example/a.png" }] },
      everything,
      "references[0].image",
    ],
    [
      "a URL in a private network",
      { source: { image: "https://10.0.0.1/a.png" } },
      everything,
      "source.image",
    ],
    [
      "a URL on this machine",
      { references: [{ image: "http://localhost:1/a.png" }] },
      everything,
      "references[0].image",
    ],
  ])("is never worked around: %s", (_, more, capabilities, path) => {
    const { mismatches } = fit(more, capabilities);
    expect(mismatches.map(({ issue, warning }) => [issue.path, warning])).toStrictEqual([[path, undefined]]);
  });

  it("may be on this machine when the provider is", () => {
    expect(
      fit({ references: [{ image: "http://127.0.0.1:8787/a.png" }] }, everything, true).mismatches,
    ).toStrictEqual([]);
  });

  it("is listed completely", () => {
    const { mismatches } = fit({
      aspectRatio: "9:16",
      references: [
        { image, strength: 2 },
        { image: "https://10.0.0.1/", strength: -1 },
      ],
      moodboard: { id, strength: 1.5 },
    });
    expect(mismatches.map(({ issue }) => issue.path)).toStrictEqual([
      "aspectRatio",
      "references[0].strength",
      "references[1].image",
      "references[1].strength",
      "moodboard.strength",
    ]);
  });
});

it("sliders at zero ask for nothing, so a provider without sliders honours them", () => {
  expect(fit({ model: "krea-2-large", sliders: { intensity: 0 } }, nothing).mismatches).toStrictEqual([]);
});
