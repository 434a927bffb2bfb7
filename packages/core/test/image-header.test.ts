import { describe, expect, it } from "vitest";
import { readImageHeader } from "../src/image-header.ts";
import { jpeg, png, webp } from "./image-file.ts";

const trailing = (bytes: Uint8Array, more: number) => Uint8Array.from([...bytes, ...new Uint8Array(more)]);

describe("readImageHeader", () => {
  it.each([
    ["PNG", png(1376, 768), "image/png", 1376, 768],
    ["JPEG", jpeg(1376, 768), "image/jpeg", 1376, 768],
    ["lossy WebP", webp(1376, 768, "VP8 "), "image/webp", 1376, 768],
    ["lossless WebP", webp(1376, 768, "VP8L"), "image/webp", 1376, 768],
    ["extended WebP", webp(1376, 768, "VP8X"), "image/webp", 1376, 768],
    ["PNG with bytes behind its end", trailing(png(3, 5), 200), "image/png", 3, 5],
    ["the largest that is taken", png(8000, 8000), "image/png", 8000, 8000],
  ])("reads a %s", (_, bytes, mediaType, width, height) => {
    expect(readImageHeader(bytes)).toStrictEqual({ mediaType, width, height });
  });

  it("reads a view that does not start where its memory starts", () => {
    const memory = Uint8Array.from([1, 2, 3, ...png(7, 9)]);
    expect(readImageHeader(memory.subarray(3))).toMatchObject({ width: 7, height: 9 });
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["text", Buffer.from("x".repeat(100))],
    ["a PNG without its end", png(4, 4).slice(0, -8)],
    ["a PNG cut inside its header", png(4, 4).slice(0, 20)],
    ["a JPEG without its end", jpeg(4, 4).slice(0, -2)],
    ["a JPEG without a frame", Buffer.from([0xff, 0xd8, 0xff, 0xd9, ...new Uint8Array(40), 0xff, 0xd9])],
    ["a WebP shorter than it says", webp(4, 4, "VP8X").slice(0, 32)],
    ["a WebP of an unknown kind", webp(4, 4, "VP8Z" as "VP8X").fill(0x51, 12, 16)],
    ["no pixels", png(0, 4)],
    ["more pixels than any image of Krea 2", png(8001, 8000)],
  ])("knows that %s is no image", (_, bytes) => expect(readImageHeader(bytes)).toBeUndefined());
});
