import { createKrea2, type GenerateRequest } from "@unikrea/core";
import { arbitraryRequest, countedIds } from "@unikrea/testkit";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { CAPABILITIES } from "../src/capabilities.ts";
import { type KreaOptions, krea } from "../src/index.ts";
import { checkOf } from "./schema.ts";

const ASSET_URL = "https://app-uploads.krea.ai/u/1-reference.png";
const checkBody = checkOf("Krea2Request");

interface Submission {
  readonly url: string;
  readonly body: Record<string, unknown>;
}

/** What Krea gets for a request, or the error that it never gets it. */
async function sentFor(request: GenerateRequest): Promise<{ sent: Submission[]; error: unknown }> {
  const sent: Submission[] = [];
  const fetch = async (url: string, init?: RequestInit) => {
    if (url.endsWith("/assets")) return Response.json({ image_url: ASSET_URL });
    sent.push({ url, body: JSON.parse(String(init?.body)) });
    return Response.json({ job_id: `job-${sent.length}`, status: "queued" });
  };
  const provider = krea({ apiKey: "canary-5f1d7c20", baseUrl: "https://api.krea.ai", fetch });
  const k2 = createKrea2({ providers: [provider], newId: countedIds() });
  const error = await k2.submit(request).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { sent, error };
}

it("every body of a request that Krea can honour fits Krea's own schema, and holds what was asked for", async () => {
  let bodies = 0;
  const property = fc.asyncProperty(arbitraryRequest({ within: CAPABILITIES }), async (request) => {
    const { sent, error } = await sentFor(request);
    expect(error).toBeUndefined();
    const { n = 1, seed, references = [], styles = [], moodboard, source, sliders = {} } = request;
    expect(sent).toHaveLength(n);
    for (const [index, { url, body }] of sent.entries()) {
      expect(checkBody(body)).toBe("");
      expect(url).toBe(
        `https://api.krea.ai/generate/image/krea/krea-2/${(request.model ?? "krea-2-medium").slice("krea-2-".length)}`,
      );
      expect(body.seed).toBe(seed == null ? undefined : (seed + index) % 2 ** 32);
      expect(body).toMatchObject({
        prompt: request.prompt,
        aspect_ratio: request.aspectRatio ?? "1:1",
        creativity: request.creativity ?? "medium",
        // Adding zero turns -0 into 0, which is what JSON makes of it.
        intensity: (sliders.intensity ?? 0) + 0,
        complexity: (sliders.complexity ?? 0) + 0,
        movement: (sliders.movement ?? 0) + 0,
      });
      const strengthsOf = (items: unknown) =>
        Object(items).map?.(({ strength }: { strength: number }) => strength);
      const asked = references.map(({ strength = 0.5 }) => strength + 0);
      expect(strengthsOf(body.image_style_references) ?? []).toStrictEqual(asked);
      expect(strengthsOf(body.styles) ?? []).toStrictEqual(styles.map(({ strength }) => strength + 0));
      expect(body.moodboards).toStrictEqual(
        moodboard && [{ id: moodboard.id, strength: (moodboard.strength ?? 0.35) + 0 }],
      );
      expect(body.strength).toBe(source && (source.strength ?? 0.99) + 0);
      expect("image_url" in body).toBe(source !== undefined);
      bodies++;
    }
  });
  await fc.assert(property, { numRuns: 300 });
  expect(bodies).toBeGreaterThan(1000);
});

it("with zero data retention every image is a data URI, or nothing is sent", async () => {
  const providerOptions = { krea: { zeroDataRetention: true } satisfies KreaOptions };
  let sentBodies = 0;
  const property = fc.asyncProperty(
    arbitraryRequest({ within: CAPABILITIES, maxImages: 1 }),
    async (request) => {
      const { sent, error } = await sentFor({ ...request, providerOptions });
      const images = [...(request.references ?? []), ...(request.source ? [request.source] : [])];
      const isOnWeb = images.some(
        ({ image }) => image instanceof URL || (typeof image === "string" && !image.startsWith("data:")),
      );
      if (isOnWeb) {
        expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
        expect(sent).toStrictEqual([]);
        return;
      }
      expect(error).toBeUndefined();
      for (const { body } of sent) {
        expect(checkBody(body)).toBe("");
        const links = [
          body.image_url,
          ...Object(body.image_style_references ?? []).map(({ url }: { url: string }) => url),
        ];
        expect(links.filter((link) => link !== undefined && !String(link).startsWith("data:"))).toStrictEqual(
          [],
        );
        sentBodies++;
      }
    },
  );
  await fc.assert(property, { numRuns: 200 });
  expect(sentBodies).toBeGreaterThan(20);
});

it("anything that core takes is sent in full, or refused with every reason, and then nothing is sent", async () => {
  let refused = 0;
  const property = fc.asyncProperty(arbitraryRequest({ maxImages: 2 }), async (request) => {
    const { sent, error } = await sentFor(request);
    const strengths = [
      ...(request.references ?? []).map((item) => item.strength),
      request.moodboard?.strength,
    ];
    const isBeyond = strengths.some((strength) => strength !== undefined && (strength < 0 || strength > 1));
    const images = [...(request.references ?? []), ...(request.source ? [request.source] : [])];
    const isLong = images.some(({ image }) => /^https:/.test(String(image)) && String(image).length > 1024);
    if (isBeyond || isLong) {
      expect(error).toMatchObject({ code: "unsupported", outcome: "not_sent", billed: "no" });
      expect(sent).toStrictEqual([]);
      refused++;
      return;
    }
    expect(error).toBeUndefined();
    for (const { body } of sent) expect(checkBody(body)).toBe("");
  });
  await fc.assert(property, { numRuns: 200 });
  expect(refused).toBeGreaterThan(20);
});

it.each(["FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "fFfFfFfF-ffff-ffff-ffff-ffffffffffff"])(
  "a moodboard %s is refused before it is sent: Krea's pattern takes small letters only there",
  async (id) => {
    const { sent, error } = await sentFor({ prompt: "a lighthouse in fog", moodboard: { id } });
    expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "moodboard.id" }] });
    expect(sent).toStrictEqual([]);
  },
);
