import { describe, expect, it } from "vitest";
import { UnikreaError } from "../src/index.ts";
import { parseRequest } from "../src/parse-request.ts";
import { DEFAULTS } from "../src/request.ts";
import { jpeg, png } from "./image-file.ts";

const URL_A = "https://img.example/a.png";
const parse = (more: object) => parseRequest({ prompt: "a lighthouse", ...more });
const problemsOf = (
  input: unknown,
): readonly { path: string; expected: string; got: string; hint?: string }[] => {
  try {
    parseRequest(input);
  } catch (error) {
    if (error instanceof UnikreaError && error.code === "invalid_input") return error.issues;
    throw error;
  }
  return [];
};

describe("what is good", () => {
  it("fills in every default and leaves the seed out", () => {
    expect(parseRequest({ prompt: "a lighthouse" })).toStrictEqual({
      model: "krea-2-medium",
      prompt: "a lighthouse",
      aspectRatio: "1:1",
      resolution: "1K",
      creativity: "medium",
      references: [],
      sliders: { intensity: 0, complexity: 0, movement: 0 },
      styles: [],
      n: 1,
      providerOptions: {},
    });
  });

  it.each([
    ["seed 0 stays 0", { seed: 0 }, { seed: 0 }],
    ["seed -0 becomes 0", { seed: -0 }, { seed: 0 }],
    ["the largest seed", { seed: 4294967295 }, { seed: 4294967295 }],
    [
      "sliders that are left out are 0",
      { sliders: { movement: -100 } },
      { sliders: { intensity: 0, complexity: 0, movement: -100 } },
    ],
    ["a slider of -0 becomes 0", { sliders: { intensity: -0 } }, { sliders: DEFAULTS.sliders }],
    [
      "a reference without strength gets 0.5",
      { references: [{ image: URL_A }] },
      { references: [{ image: { kind: "url", url: URL_A }, strength: 0.5 }] },
    ],
    [
      "a negative strength stays negative",
      { references: [{ image: URL_A, strength: -0.4 }] },
      { references: [{ image: { kind: "url", url: URL_A }, strength: -0.4 }] },
    ],
    [
      "strength 0 is a strength",
      { references: [{ image: URL_A, strength: 0 }] },
      { references: [{ image: { kind: "url", url: URL_A }, strength: 0 }] },
    ],
    [
      "a moodboard without strength gets 0.35",
      { moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11" } },
      { moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0.35 } },
    ],
    [
      "a source without strength gets 0.99",
      { source: { image: URL_A } },
      { source: { image: { kind: "url", url: URL_A }, strength: 0.99 } },
    ],
    [
      "a source strength of 0",
      { source: { image: URL_A, strength: 0 } },
      { source: { image: { kind: "url", url: URL_A }, strength: 0 } },
    ],
    ["no references are no references", { references: [] }, { references: [] }],
    ["styles", { styles: [{ id: "s-1", strength: -2 }] }, { styles: [{ id: "s-1", strength: -2 }] }],
    [
      "a URL object",
      { references: [{ image: new URL(URL_A) }] },
      { references: [{ image: { kind: "url", url: URL_A }, strength: 0.5 }] },
    ],
    [
      "an international host, as its ASCII form",
      { references: [{ image: "https://еxample.com/a.png" }] },
      { references: [{ image: { kind: "url", url: "https://xn--xample-2of.com/a.png" }, strength: 0.5 }] },
    ],
    [
      "an id of a provider",
      { references: [{ image: { provider: "runware", id: "b7db282d-2943-4f12-992f-77df3ad3ec71" } }] },
      {
        references: [
          {
            image: { kind: "id", provider: "runware", id: "b7db282d-2943-4f12-992f-77df3ad3ec71" },
            strength: 0.5,
          },
        ],
      },
    ],
  ])("takes %s", (_, given, wanted) => expect(parse(given)).toMatchObject(wanted));

  it.each([
    ["line breaks, kept as they are", "a\r\nb\tc\n"],
    ["what looks like JSON, markup or a template", '{"a":1} <b> {{y}} $(rm)'],
    ["exactly the limit, counted in code points", "😀".repeat(10_000)],
    ["marks that change the direction of text", "a\u202eb"],
    ["a flood of combining marks", `a${"\u0301".repeat(500)}`],
  ])("takes a prompt of %s", (_, prompt) => expect(parse({ prompt }).prompt).toBe(prompt));

  it("leaves out a null or undefined seed", () => {
    expect(parse({ seed: null })).not.toHaveProperty("seed");
    expect(parse({ seed: undefined })).not.toHaveProperty("seed");
  });

  it("treats undefined like absent everywhere", () => {
    const nothing = {
      model: undefined,
      aspectRatio: undefined,
      references: undefined,
      n: undefined,
      source: undefined,
    };
    expect(parse(nothing)).toStrictEqual(parse({}));
  });

  it("takes bytes, and copies them", () => {
    const bytes = png(8, 4);
    const { references } = parse({ references: [{ image: bytes }] });
    bytes.fill(0);
    expect(references[0]?.image).toStrictEqual({ kind: "bytes", bytes: png(8, 4), mediaType: "image/png" });
  });

  it.each([
    ["a PNG", "image/png", png(2, 2)],
    ["a JPEG declared image/jpg", "image/jpg", jpeg(2, 2)],
  ])("takes a data URI of %s", (_, mediaType, bytes) => {
    const image = `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`;
    expect(parse({ references: [{ image }] }).references[0]?.image).toMatchObject({ kind: "bytes", bytes });
  });

  it("takes a frozen object, one without a prototype, and one of a class with getters, read once", () => {
    let reads = 0;
    class Wish {
      get prompt() {
        reads++;
        return "a lighthouse";
      }
    }
    expect(parseRequest(Object.freeze({ prompt: "a lighthouse" })).prompt).toBe("a lighthouse");
    expect(parseRequest(Object.assign(Object.create(null), { prompt: "a lighthouse" })).prompt).toBe(
      "a lighthouse",
    );
    expect(parseRequest(new Wish()).prompt).toBe("a lighthouse");
    expect(reads).toBe(1);
  });

  it("believes the first thing that a proxy says", () => {
    let reads = 0;
    const liar = new Proxy(
      { prompt: "a", seed: 1 },
      { get: (target, key) => (key === "seed" ? ++reads : Reflect.get(target, key)) },
    );
    expect(parseRequest(liar).seed).toBe(1);
  });
});

describe("what is not an object", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["text", "a lighthouse"],
    ["an array", [{ prompt: "a" }]],
    ["a function", () => ({ prompt: "a" })],
    ["a number", 3],
    ["a revoked proxy", revoked()],
  ])("refuses %s", (_, input) =>
    expect(problemsOf(input)[0]).toMatchObject({ path: "", expected: expect.any(String) }),
  );

  it("does not take an inherited prompt for its own", () => {
    expect(problemsOf(Object.create({ prompt: "a" }))[0]).toMatchObject({ path: "prompt", got: "nothing" });
  });

  it("names the field whose getter throws", () => {
    const trap = {
      prompt: "a",
      get seed(): number {
        throw new Error("secret");
      },
    };
    expect(problemsOf(trap)).toStrictEqual([
      { path: "seed", expected: "something that can be read", got: "a getter or proxy that throws" },
    ]);
  });

  it.each(["__proto__", "constructor", "prototype"])("refuses an own key %s", (key) => {
    expect(problemsOf(JSON.parse(`{"prompt":"a","${key}":{"prompt":"x"}}`))[0]?.path).toBe(key);
  });

  it("refuses a symbol key and a cycle in an unknown key", () => {
    const cyclic: Record<string, unknown> = { prompt: "a" };
    cyclic.again = cyclic;
    expect(problemsOf({ prompt: "a", [Symbol("x")]: 1 })).toHaveLength(1);
    expect(problemsOf(cyclic)[0]).toMatchObject({ path: "again", got: "an unknown key" });
  });

  it("reads 100 of 100,000 keys, describes 20 that are unknown and counts the others", () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 1]));
    const issues = problemsOf({ prompt: "a", ...many });
    expect(issues).toHaveLength(22);
    expect(issues[0]).toStrictEqual({ path: "", expected: "at most 100 fields", got: "100001" });
    expect(issues[21]?.got).toBe("79 more unknown keys");
  });
});

describe("keys of other services", () => {
  it.each([
    ["positivePrompt", "here it is prompt"],
    ["imageStyleRefs", "here it is references"],
    ["image_style_references", "here it is references"],
    ["aspect_ratio", "did you mean aspectRatio?"],
    ["aspct_ratio", "did you mean aspectRatio?"],
    ["aspectratio", "did you mean aspectRatio?"],
    ["numberResults", "here it is n"],
    ["width", "here it is aspectRatio"],
    ["intensity", "here it is sliders.intensity"],
    ["image_url", "here it is source.image"],
    ["moodboards", "here it is moodboard, one object"],
    ["outputFormat", "here it is providerOptions.<provider>.outputFormat"],
    ["negative_prompt", "Krea 2 has no such setting"],
    ["steps", "Krea 2 has no such setting"],
    ["signal", "pass it as an option of the call"],
    ["timeoutMs", "pass it as an option of the call"],
  ])("explains %s", (key, hint) => {
    expect(problemsOf({ prompt: "a", [key]: 1 })[0]).toMatchObject({
      path: key,
      got: "an unknown key",
      hint,
    });
  });

  it("refuses an alias beside the canonical key too", () => {
    expect(problemsOf({ prompt: "a", positivePrompt: "b" })).toHaveLength(1);
  });
});

const nested = (path: string) => (value: unknown) => {
  const [outer = "", inner] = path.split(".");
  if (path.startsWith("references")) return { references: [{ image: URL_A, strength: value }] };
  if (path.startsWith("styles")) return { styles: [{ id: "s", strength: value }] };
  return {
    [outer]:
      inner === undefined
        ? value
        : { image: URL_A, id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", [inner]: value },
  };
};

describe("wrong values", () => {
  const table: [string, unknown[]][] = [
    [
      "prompt",
      [
        undefined,
        null,
        "",
        "   ",
        "\u200b\ufeff\u0000",
        3,
        true,
        ["a"],
        new String("a"),
        Buffer.from("a"),
        "a\ud800",
        "\udc00b",
        "a\u0000b",
        "a\u001b[31m",
        "a".repeat(1_000_000),
        "😀".repeat(10_001),
      ],
    ],
    ["aspectRatio", ["16/9", "16:10", " 16:9 ", "２:３", "2,35:1", "0:0", 1.78, null, "21:9"]],
    ["resolution", ["1k", "2K", 1024, null]],
    [
      "seed",
      [
        -1,
        1.5,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        2 ** 32,
        2 ** 53,
        2 ** 63,
        "42",
        42n,
        new Number(1),
        new Date(),
        true,
      ],
    ],
    ["creativity", ["Raw", "max", 0.5, null]],
    ["sliders", [null, 3, []]],
    ["n", [0, 21, 1.5, "2", null]],
    ["model", ["krea-3", "Krea-2-Large ", null, 2]],
    ["references.strength", [Number.NaN, Number.POSITIVE_INFINITY, "0.5", -2.1, 2.1, null]],
    ["source.strength", [-0.1, 1.1, "1"]],
    ["moodboard.strength", [-0.51, 1.51]],
    ["moodboard.id", ["abc", "", 3]],
    ["styles.strength", [2.1, -2.1, Number.NaN, undefined]],
    [
      "styles",
      [
        [{ strength: 1 }],
        [{ id: "a b", strength: 1 }],
        [{ id: "x".repeat(10_000), strength: 1 }],
        Array(50).fill({ id: "a", strength: 1 }),
        {},
      ],
    ],
    ["providerOptions", [null, 3, "krea"]],
  ];
  const rows = table.flatMap(([path, values]) => values.map((value) => [path, value] as const));
  it.each(rows)("refuses %s: %o", (path, value) => {
    const issues = problemsOf({ prompt: "a", ...nested(path)(value) });
    expect(issues[0]?.path.replace(/\[\d+\]/, "").startsWith(path.split(".")[0] ?? "")).toBe(true);
    for (const { expected, got } of issues) {
      expect(expected).not.toBe("");
      expect(got.length).toBeLessThan(140);
    }
  });

  it.each<[string, unknown, string]>([
    ["prompt", "", '""'],
    ["prompt", "   ", 'only blanks: "   "'],
    ["prompt", "\n\t", String.raw`only blanks: "\n\t"`],
    ["prompt", "\u00a0\u200b\ufeff", String.raw`only blanks: "\u00a0\u200b\ufeff"`],
    ["prompt", undefined, "nothing"],
    ["model", "", '""'],
    ["aspectRatio", " ", '" "'],
    ["moodboard.id", "", '""'],
    ["creativity", "\u202elow\u009b", String.raw`"\u202elow\u009b"`],
    ["creativity", "low \u{e0041}", String.raw`"low \u{e0041}"`],
  ])("says what stands in %s where nothing can be seen: %o", (path, value, got) => {
    expect(problemsOf({ prompt: "a", ...nested(path)(value) })[0]).toMatchObject({ got });
  });

  it.each([
    ["", '""'],
    ["  ", '"  "'],
  ])("names the unknown key %o so that it can be seen", (key, path) => {
    expect(problemsOf({ prompt: "a", [key]: 1 })).toMatchObject([{ path, got: "an unknown key" }]);
  });

  it.each([
    ["aspectRatio", "16/9", "the nearest is 16:9"],
    ["aspectRatio", "16:10", "the nearest is 3:2"],
    ["aspectRatio", 1.78, "the nearest is 16:9"],
    ["aspectRatio", "2,35:1", "did you mean 2.35:1?"],
    ["aspectRatio", "２:３", "did you mean 2:3?"],
    ["aspectRatio", "0:0", undefined],
    ["model", "Krea-2-Large ", "did you mean krea-2-large?"],
    ["model", "krea-3", undefined],
    ["creativity", "Raw", "did you mean raw?"],
    ["seed", Number.NaN, "JSON has no such number: it would be sent as null"],
  ])("gives a hint for %s %o", (path, value, hint) => {
    expect(problemsOf({ prompt: "a", [path]: value })[0]?.hint).toBe(hint);
  });

  it("reports every problem at once, with its path and the line about the money", () => {
    const bad = { prompt: "", seed: -1, references: [{ image: URL_A }, { image: "x", strenght: 1 }], n: 0 };
    const error = thrown(() => parseRequest(bad));
    expect(error.issues.map(({ path }) => path).sort()).toStrictEqual([
      "n",
      "prompt",
      "references[1].image",
      "references[1].strenght",
      "seed",
    ]);
    expect(error.message).toMatch(/^5 problems: nothing was sent, nothing was billed\n/);
    expect(error).toMatchObject({
      code: "invalid_input",
      outcome: "not_sent",
      billed: "no",
      retryable: false,
      phase: "validate",
    });
  });
});

describe("images that are none", () => {
  const data = (mediaType: string, bytes: Uint8Array) =>
    `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`;
  it.each([
    ["nothing", undefined, undefined],
    ["null", null, undefined],
    ["empty text", "", /paths/],
    ["a relative URL", "images/a.png", /paths/],
    ["a path", "../../etc/passwd", /paths/],
    ["a home path", "~/a.png", /paths/],
    ["a javascript URL", "javascript:alert(1)", /schemes/],
    ["a file URL", "file:///etc/passwd", /schemes/],
    ["an ftp URL", "ftp://a.example/a.png", /schemes/],
    ["a blob URL", "blob:https://a.example/1", /schemes/],
    ["an about URL", "about:blank", /schemes/],
    ["a URL with a password", "https://user:pass@img.example/a.png", /user name or password/],
    ["a URL with a line break", "https://img.example/a\n.png", /schemes/],
    ["a URL with a leading space", " https://img.example/a.png", /schemes/],
    ["a URL of 8 KB", `https://img.example/${"a".repeat(8192)}`, /2048 characters/],
    ["a bare id", "b7db282d-2943-4f12-992f-77df3ad3ec71", /\{ provider, id \}/],
    ["a data URI without a comma", "data:image/png;base64", /form/],
    ["a data URI that is not base64", "data:image/png,abc", /form/],
    ["bad base64", "data:image/png;base64,ab*d", /character 24/],
    ["a data URI of 50 MB", `data:image/png;base64,${"A".repeat(50_000_000)}`, /MB/],
    [
      "a PNG that is a JPEG",
      data("image/png", jpeg(2, 2)),
      /declared image\/png, but its bytes are image\/jpeg/,
    ],
    [
      "an SVG",
      data("image/svg+xml", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")),
      /whole image/,
    ],
    ["a GIF", Buffer.from("GIF89a".padEnd(60, "\0")), /whole image/],
    ["a TIFF", Buffer.from("II*\0".padEnd(60, "\0")), /whole image/],
    ["a HEIC", Buffer.from("\0\0\0\x18ftypheic".padEnd(60, "\0")), /whole image/],
    ["no bytes", new Uint8Array(), /empty/],
    ["a PNG that was cut", png(8, 8).subarray(0, 40), /whole image/],
    ["a PNG of 65,535 by 65,535", png(65_535, 65_535), /whole image/],
    ["an empty blob", new Blob([]), /empty/],
    ["a stream", new ReadableStream(), undefined],
    ["shared memory", new SharedArrayBuffer(8), undefined],
    ["an id with more keys", { provider: "runware", id: "a", extra: 1 }, undefined],
    ["an id with a path in it", { provider: "runware", id: "../x" }, undefined],
    ["a number", 5, undefined],
  ])("refuses %s", (_, image, hint) => {
    const [issue, ...others] = problemsOf({ prompt: "a", references: [{ image }] });
    expect(issue?.path).toBe("references[0].image");
    expect(issue?.got.length).toBeLessThan(140);
    if (hint) expect(issue?.hint).toMatch(hint);
    expect(others).toStrictEqual([]);
  });

  it("refuses memory that was given away", () => {
    const bytes = png(4, 4);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(problemsOf({ prompt: "a", source: { image: bytes } })[0]?.path).toBe("source.image");
  });

  it.each([
    ["no array", {}],
    ["an item that is null", [null]],
    ["a hole", Array(2)],
    ["11 items", Array(11).fill({ image: URL_A })],
    ["an array with other properties", Object.assign([{ image: URL_A }], { extra: 1 })],
  ])("refuses references: %s", (_, references) =>
    expect(problemsOf({ prompt: "a", references })[0]?.path).toMatch(/^references/),
  );
});

function thrown(run: () => unknown): UnikreaError {
  try {
    run();
  } catch (error) {
    if (error instanceof UnikreaError) return error;
  }
  throw new Error("nothing of ours was thrown");
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
