import type { GenerateRequest } from "@unikrea/core";
import { beforeEach, describe, expect, it } from "vitest";
import { type EmulatedDoor, worldOf } from "./emulated-world.ts";
import { rejectionOf } from "./rejection.ts";

const prompt = "a lighthouse in fog";

/** The provider against the emulator, by whichever door `open` opens. */
export function describeEmulated(name: string, open: () => EmulatedDoor): void {
  describe(`cloudflare on the emulator, by ${name}`, () => {
    const world = () => worldOf(open());
    beforeEach(() => world().reset());

    it("makes an image, names the emulator, and is billed once under our key", async () => {
      const { k2, bill } = world();
      const { images, spend, job, warnings } = await k2.generate({ prompt, aspectRatio: "16:9" });
      expect(spend).toStrictEqual({ usd: 0.03, basis: "emulated", atRiskUsd: 0 });
      expect(warnings).toStrictEqual([]);
      const [image] = images;
      await image?.bytes();
      expect(image).toMatchObject({ mediaType: "image/png", width: 1376, height: 768, seed: undefined });
      const { entries, totalUsd } = await bill();
      expect(totalUsd).toBe(0.03);
      expect(entries).toMatchObject([{ model: "krea-2-medium", tier: "text", clientKey: job.parts[0]?.key }]);
      expect(job.parts[0]?.token).toStrictEqual({ logId: entries[0]?.id });
    });

    it("leaves a receipt in the gateway's log, under the key of the job", async () => {
      const { k2, logged } = world();
      const { job } = await k2.generate({ prompt });
      const { result } = await logged(job.parts[0]?.key ?? "");
      expect(result.map(({ id }) => id)).toStrictEqual([Object(job.parts[0]?.token).logId]);
    });

    const full: { name: string; request: GenerateRequest; usd: number }[] = [
      {
        name: "references, styles and sliders",
        request: {
          prompt,
          model: "krea-2-large",
          aspectRatio: "2.35:1",
          creativity: "high",
          seed: 0,
          references: Array.from({ length: 10 }, (_, index) => ({
            image: `https://pictures.example.com/${index}.jpg`,
            strength: index / 9,
          })),
          styles: [{ id: "ink-wash", strength: -2 }],
          sliders: { intensity: 100, complexity: -100, movement: 1 },
        },
        usd: 0.065,
      },
      {
        name: "a moodboard beside them",
        request: {
          prompt,
          model: "krea-2-medium-turbo",
          moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11" },
          references: [{ image: "https://pictures.example.com/0.jpg" }],
        },
        usd: 0.02,
      },
    ];
    it.each(full)("takes $name, at the price that was estimated", async ({ request, usd }) => {
      const { k2, bill } = world();
      expect((await k2.generate(request)).cost.usd).toBe(usd);
      expect((await bill()).totalUsd).toBe(usd);
    });

    it("makes n images as n runs at once, each with its own key", async () => {
      const { k2, bill } = world();
      const { images } = await k2.generate({ prompt, n: 5, seed: 4_294_967_294 });
      expect(images.map(({ seed }) => seed)).toStrictEqual([4_294_967_294, 4_294_967_295, 0, 1, 2]);
      expect(new Set(images.map(({ url }) => url)).size).toBe(5);
      const { entries } = await bill();
      expect(new Set(entries.map(({ clientKey }) => clientKey)).size).toBe(5);
    });

    it("draws anew for an equal request, although the gateway would answer from its cache", async () => {
      const { k2, bill } = world();
      const [first, second] = [await k2.generate({ prompt }), await k2.generate({ prompt })];
      expect(first.images[0]?.url).not.toBe(second.images[0]?.url);
      expect((await bill()).entries).toHaveLength(2);
    });

    it("sends data URIs only when told to", async () => {
      const { k2, requests } = world();
      const image = `data:image/png;base64,${TINY_PNG}`;
      const references = [{ image }];
      const error = await rejectionOf(k2.generate({ prompt, references }));
      expect(error.issues).toMatchObject([
        {
          path: "references[0].image",
          expected: "a URL (or bytes with providerOptions.cloudflare.allowDataUris) on cloudflare",
        },
      ]);
      expect(await requests()).toStrictEqual([]);
      await k2.generate({ prompt, references, providerOptions: { cloudflare: { allowDataUris: true } } });
      expect(JSON.stringify(await requests())).toContain(image);
    });

    it("takes the options of the gateway", async () => {
      const { k2, logged } = world();
      const metadata = { team: "größe", order: 7 };
      const options = { metadata, eventId: "order-7", cacheTtl: 60, skipCache: true };
      await k2.generate({ prompt, providerOptions: { cloudflare: options } });
      expect((await logged("größe")).result).toMatchObject([{ event_id: "order-7" }]);
    });

    it("leaves no receipt when told so", async () => {
      const { k2, logged } = world();
      const { job } = await k2.generate({ prompt, providerOptions: { cloudflare: { collectLog: false } } });
      expect(job.parts[0]?.token).toStrictEqual({ logId: null });
      expect((await logged(job.parts[0]?.key ?? "")).result).toStrictEqual([]);
    });

    it.each([{ form: "base64" as const }, { form: "data-uri" as const }])(
      "takes an image that comes as $form",
      async ({ form }) => {
        const { k2, inject } = world();
        await inject({ kind: "image-form", form });
        const { images } = await k2.generate({ prompt });
        await images[0]?.bytes();
        expect(images[0]).toMatchObject({ url: undefined, mediaType: "image/png", width: 1024 });
      },
    );

    it("takes JSON under another content type", async () => {
      const { k2, inject } = world();
      await inject({ kind: "content-type", value: "application/json; charset=utf-8", operation: "submit" });
      expect((await k2.generate({ prompt })).images).toHaveLength(1);
    });
  });
}

/** A whole PNG of one pixel. */
const TINY_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
