import { INPUT_IMAGES, MOODBOARD_ID } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { emulate } from "./emulated.ts";

const prompt = "a lighthouse in fog";

describe("input images", () => {
  it("of which we have the bytes are uploaded, each once, and named in the request", async () => {
    const { k2, ends, seen, charged } = await emulate();
    const references = [INPUT_IMAGES.bytes, INPUT_IMAGES.dataUri, INPUT_IMAGES.url].map((image) => ({
      image,
    }));
    await ends(k2.generate({ prompt, references, n: 2, seed: 1 }));
    expect(seen("upload")).toHaveLength(2);
    expect(seen("submit")).toHaveLength(2);
    for (const { body } of seen("submit")) {
      const links = Object(body).image_style_references.map(({ url }: { url: string }) => url);
      expect(links).toStrictEqual([
        expect.stringMatching(/\/krea\/uploads\/.*\.png$/),
        expect.stringMatching(/\/krea\/uploads\/.*\.webp$/),
        INPUT_IMAGES.url,
      ]);
    }
    expect(await charged()).toBe(70_000);
  });

  it("may be where the picture starts from", async () => {
    const { k2, ends, seen } = await emulate();
    await ends(k2.generate({ prompt, source: { image: new Blob([INPUT_IMAGES.bytes]), strength: 0.4 } }));
    const [submission] = seen("submit");
    expect(submission?.body).toMatchObject({
      strength: 0.4,
      image_url: expect.stringContaining("/krea/uploads/"),
    });
  });

  it("that cannot be uploaded stop the request before it costs anything", async () => {
    const { k2, fails, seen, emulator, charged } = await emulate();
    emulator.inject({ kind: "status", status: 413, operation: "upload" });
    const error = await fails(k2.generate({ prompt, references: [{ image: INPUT_IMAGES.bytes }] }));
    expect(error).toMatchObject({
      code: "request_rejected",
      phase: "upload",
      outcome: "not_sent",
      billed: "no",
    });
    expect(seen("submit")).toHaveLength(0);
    expect(await charged()).toBe(0);
  });

  it("go along in the request with zero data retention, which asks for nothing to be kept", async () => {
    const { k2, ends, fails, seen } = await emulate();
    const providerOptions = { krea: { zeroDataRetention: true } };
    const request = { prompt, source: { image: INPUT_IMAGES.bytes }, providerOptions };
    expect((await ends(k2.generate(request))).images).toHaveLength(1);
    expect(seen("upload")).toHaveLength(0);
    expect(seen("submit")[0]?.headers).toMatchObject({ "x-api-zero-data-retention": "1" });
    expect(Object(seen("submit")[0]?.body).image_url).toMatch(/^data:image\/png;base64,/);
    const references = [{ image: INPUT_IMAGES.url }];
    const error = await fails(k2.generate({ prompt, references, providerOptions }));
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
  });

  it("may be stronger than 0…1 where the account is known to take that", async () => {
    const { k2, ends, fails } = await emulate({
      krea: { styleStrengthRange: [-2, 2], moodboardStrengthRange: [-0.5, 1.5] },
    });
    const request = {
      prompt,
      references: [{ image: INPUT_IMAGES.url, strength: -2 }],
      moodboard: { id: MOODBOARD_ID, strength: 1.5 },
    };
    expect(await fails(k2.generate(request))).toMatchObject({ code: "unsupported" });
    const providerOptions = { krea: { wideStrengths: true } };
    expect((await ends(k2.generate({ ...request, providerOptions }))).images).toHaveLength(1);
  });
});
