import { execFile } from "node:child_process";
import { promisify } from "node:util";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Artwork } from "../src/image/artwork.ts";
import { createGallery } from "../src/image/gallery.ts";
import { textPath, textWidth } from "../src/image/glyph.ts";
import { createEmulator } from "../src/index.ts";
import { ratioSizes } from "../src/model.ts";
import { kreaBody, readKrea, submitKrea } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const base: Artwork = {
  service: "krea",
  model: "krea-2-medium",
  prompt: "pine forest in the morning",
  ...ratioSizes["16:9"],
  seed: 7,
  creativity: "medium",
  sliders: { intensity: 0, complexity: 0, movement: 0 },
  references: [],
  styles: [],
  format: "png",
};

const draw = (changes: Partial<Artwork> = {}) => createGallery("drawn").draw({ ...base, ...changes });

/** Mean absolute difference per channel, 0 to 255, above the label. */
async function difference(left: Uint8Array, right: Uint8Array): Promise<number> {
  const raw = (bytes: Uint8Array) =>
    sharp(bytes)
      .resize(344, 192, { fit: "fill" })
      .extract({ left: 0, top: 0, width: 344, height: 180 })
      .raw()
      .toBuffer();
  const [one, other] = await Promise.all([raw(left), raw(right)]);
  let sum = 0;
  for (let index = 0; index < one.length; index += 1)
    sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0));
  return sum / one.length;
}

/** Mean contrast between neighbors: how much is going on in a picture. */
async function busyness(bytes: Uint8Array): Promise<number> {
  const { data, info } = await sharp(bytes)
    .extract({ left: 0, top: 0, width: 1376, height: 720 })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let sum = 0;
  for (let index = 1; index < data.length; index += 1)
    sum += index % info.width === 0 ? 0 : Math.abs((data[index] ?? 0) - (data[index - 1] ?? 0));
  return sum / data.length;
}

/** Mean distance of the colors from gray. */
async function colorfulness(bytes: Uint8Array): Promise<number> {
  const data = await sharp(bytes).raw().toBuffer();
  let sum = 0;
  for (let index = 0; index < data.length; index += 3) {
    const pixel = data.subarray(index, index + 3);
    sum += Math.max(...pixel) - Math.min(...pixel);
  }
  return sum / (data.length / 3);
}

describe("a drawn image", () => {
  it.each(Object.entries(ratioSizes))("of %s has its pixels", async (_, size) => {
    const { width, height, format, channels } = await sharp(await draw(size)).metadata();
    expect({ width, height, format, channels }).toStrictEqual({ ...size, format: "png", channels: 3 });
  });

  it.each(["jpeg", "webp"] as const)("can be %s, smaller at a lower quality", async (format) => {
    const [fine, coarse] = [await draw({ format, quality: 95 }), await draw({ format, quality: 20 })];
    expect((await sharp(fine).metadata()).format).toBe(format);
    expect(coarse.length).toBeLessThan(fine.length / 2);
  });

  it("is the same bytes for the same request, in another gallery too", async () => {
    expect(await draw()).toStrictEqual(await draw());
  });

  it.each<[string, Partial<Artwork>, number]>([
    ["the seed", { seed: 8 }, 5],
    ["the prompt", { prompt: "neon city at night" }, 20],
    ["creativity", { creativity: "high" }, 0.8],
    ["intensity", { sliders: { intensity: 80, complexity: 0, movement: 0 } }, 8],
    ["complexity", { sliders: { intensity: 0, complexity: 80, movement: 0 } }, 5],
    ["movement up", { sliders: { intensity: 0, complexity: 0, movement: 80 } }, 2],
    ["movement down", { sliders: { intensity: 0, complexity: 0, movement: -80 } }, 1],
    ["a reference", { references: [{ key: "https://example.com/a.png", strength: 0.5 }] }, 0.4],
    [
      "another reference strength",
      { references: [{ key: "https://example.com/a.png", strength: -0.5 }] },
      0.4,
    ],
    ["a moodboard", { moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0.5 } }, 5],
    ["a style", { styles: [{ id: "emulated-linocut", strength: 1 }] }, 0.5],
    ["a source", { source: { key: "https://example.com/b.png", strength: 0.9 } }, 0.4],
    ["the model", { model: "krea-2-large" }, 0.3],
  ])("visibly follows %s", async (_, changes, atLeast) => {
    expect(await difference(await draw(), await draw(changes))).toBeGreaterThan(atLeast);
  });

  it("gets busier with creativity and complexity, and more colorful with intensity", async () => {
    const busy = await Promise.all(
      (["raw", "low", "medium", "high"] as const).map(async (creativity) =>
        busyness(await draw({ creativity, prompt: "mountains at sunset" })),
      ),
    );
    expect(busy).toStrictEqual([...busy].sort((left, right) => left - right));
    const complex = await Promise.all(
      [-100, 0, 100].map(async (complexity) =>
        busyness(await draw({ sliders: { ...base.sliders, complexity } })),
      ),
    );
    expect(complex).toStrictEqual([...complex].sort((left, right) => left - right));
    const colors = await Promise.all(
      [-100, 0, 100].map(async (intensity) =>
        colorfulness(await draw({ sliders: { ...base.sliders, intensity } })),
      ),
    );
    expect(colors).toStrictEqual([...colors].sort((left, right) => left - right));
  });

  it("draws streaks for movement, up and down, where nothing else moves", async () => {
    const scene: Partial<Artwork> = { prompt: "desert at noon", creativity: "raw" };
    const still = await draw(scene);
    for (const movement of [-80, 80]) {
      expect(
        await difference(still, await draw({ ...scene, sliders: { ...base.sliders, movement } })),
      ).toBeGreaterThan(0.5);
    }
  });

  it("leaves the mark of a moodboard even at strength 0", async () => {
    const board = await draw({ moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0 } });
    const left = async (bytes: Uint8Array) => [
      ...(await sharp(bytes).extract({ left: 10, top: 60, width: 1, height: 1 }).raw().toBuffer()),
    ];
    expect(await left(board)).toStrictEqual([0xfd, 0xfa, 0xf3]);
    expect(await left(await draw())).not.toStrictEqual([0xfd, 0xfa, 0xf3]);
  });

  it("looks alike on every service, but for the label", async () => {
    const [krea, runware] = [await draw(), await draw({ service: "runware" })];
    expect(await difference(krea, runware)).toBe(0);
    expect(krea).not.toStrictEqual(runware);
  });

  it("shows a reference it was given as bytes", async () => {
    const red = await sharp({ create: { width: 40, height: 40, channels: 3, background: "#ff0000" } })
      .png()
      .toBuffer();
    const bytes = await draw({ references: [{ key: "k", strength: 1, bytes: new Uint8Array(red) }] });
    const pixel = await sharp(bytes)
      .extract({ left: 1376 - 50, top: 50, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect([...pixel]).toStrictEqual([255, 0, 0]);
    await expect(
      draw({ references: [{ key: "k", strength: 1, bytes: new Uint8Array([1, 2, 3]) }] }),
    ).resolves.toBeInstanceOf(Uint8Array);
  });

  it("survives any prompt and seed", async () => {
    for (const [prompt, seed] of [
      ["", 0],
      ["\u0000<svg>&\"'", -1],
      ["🦊".repeat(5000), 9223372036854776000],
      ["x", 0.5],
    ] as const) {
      expect((await draw({ prompt, seed })).length).toBeGreaterThan(10_000);
    }
  });

  it("is drawn in good time and stays below a megabyte", async () => {
    const gallery = createGallery("drawn");
    await gallery.draw(base);
    const startMs = performance.now();
    const sizes = [];
    for (let seed = 0; seed < 5; seed += 1)
      sizes.push(
        (
          await gallery.draw({
            ...base,
            seed,
            creativity: "high",
            sliders: { intensity: 50, complexity: 100, movement: 100 },
          })
        ).length,
      );
    // Measured about 70 ms each at its busiest on two cores; the limit leaves room for a loaded machine.
    expect((performance.now() - startMs) / 5).toBeLessThan(600);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });
});

describe("the gallery", () => {
  it("draws once and keeps the latest", async () => {
    const gallery = createGallery("plain");
    const [one, other] = await Promise.all([gallery.draw(base), gallery.draw({ ...base })]);
    expect(one).toBe(other);
    for (let seed = 0; seed < 300; seed += 1) await gallery.draw({ ...base, seed: 1000 + seed });
    expect(await gallery.draw(base)).not.toBe(one);
  });

  it("plain images are cheap, of the right size, and differ by request", async () => {
    const gallery = createGallery("plain");
    const bytes = await gallery.draw(base);
    expect(bytes.length).toBeLessThan(20_000);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1376, height: 768 });
    expect(await gallery.draw({ ...base, seed: 9 })).not.toStrictEqual(bytes);
  });
});

describe("the letters", () => {
  it("cover what a label can hold, and stay in their line", () => {
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+.·:/_%,")
      expect(textPath(letter, 0, 60, 60), letter).toMatch(/^M/);
    expect(textPath("é ~", 0, 60, 60)).toBe("");
    const points = [...textPath("emulated 09", 10, 50, 12).matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
    const [xs, ys] = [points.map((point) => Number(point[1])), points.map((point) => Number(point[2]))];
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(38);
    expect(Math.max(...ys)).toBeLessThanOrEqual(50);
    expect(Math.max(...xs)).toBeLessThanOrEqual(10 + textWidth("emulated 09", 12) + 0.1);
  });
});

describe("images of the services", () => {
  it("are equal for equal requests and seeds, and repeat over runs of one script", async () => {
    const once = async () => {
      const emulator = createEmulator({ clock: createFakeClock(), speed: 1e9 });
      const jobs = [
        await submitKrea(emulator, { ...kreaBody, seed: 5 }),
        await submitKrea(emulator, { ...kreaBody, seed: 5 }),
        await submitKrea(emulator),
      ];
      const images = [];
      for (const { body } of jobs) {
        const [url] = (await readKrea(emulator, body.job_id)).body.result.urls;
        images.push(Buffer.from(await (await emulator.fetch(url)).arrayBuffer()).toString("base64"));
      }
      return { ids: jobs.map(({ body }) => body.job_id), images };
    };
    const [first, second] = [await once(), await once()];
    expect(first.images[0]).toBe(first.images[1]);
    expect(first.images[0]).not.toBe(first.images[2]);
    expect(second).toStrictEqual(first);
  });

  it("need no fonts and print nothing, in a process without a font configuration", async () => {
    const script = `const { createGallery } = await import(${JSON.stringify(new URL("../src/image/gallery.ts", import.meta.url).href)});
      const bytes = await createGallery("drawn").draw(${JSON.stringify(base)});
      process.stdout.write(String(bytes.length));`;
    const env = {
      ...process.env,
      FONTCONFIG_PATH: "/nonexistent",
      FONTCONFIG_FILE: "/nonexistent",
      NODE_OPTIONS: "",
    };
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--no-warnings", "--experimental-strip-types", "--input-type=module", "-e", script],
      { env },
    );
    expect(stderr).toBe("");
    expect(Number(stdout)).toBe((await draw()).length);
  });
});
