import { createEmulator } from "@unikrea/emulator";
import { type Chance, hashText } from "../random.ts";

/** What somebody wants: one picture or several, told from all others by its prompt. */
export interface Intent {
  readonly id: string;
  readonly prompt: string;
  /** Of the first picture. Without one the service chooses, and a service that can makes all in one job. */
  readonly seed: number | undefined;
  /** Pictures. */
  readonly n: number;
  /** Goes along with orders at Krea, which have no other name that the bill would show. */
  readonly tag: string;
}

/** What is wanted, as a cell says. */
export interface Wish {
  readonly images?: number | undefined;
  readonly isUnseeded?: boolean | undefined;
}

export function intentOf(
  number: number,
  chance: Chance,
  { images = 1, isUnseeded = false }: Wish = {},
): Intent {
  const id = `i${number}`;
  const prompt = `a lighthouse in fog, number ${id}, seen from ${chance.pick(["the sea", "a hill", "a boat"])}`;
  const seed = chance.below(2 ** 32);
  return { id, prompt, seed: isUnseeded ? undefined : seed, n: images, tag: chance.uuid() };
}

const WHOSE = /\bnumber (i\d+),/;

/** Whose wish a text speaks of, if it holds its prompt. */
export const intentIn = (text: string): string | undefined => WHOSE.exec(text)?.[1];

/** The seed of the n-th picture, from 0, as our library counts. */
export const seedAt = (seed: number, at: number): number => (seed + at) % 2 ** 32;

/**
 * What the flat picture that the emulator makes of a prompt and a seed is told by, as twelve hexadecimal digits: its color, and
 * the seed's last bits, which stand in its palette, too. Of millions of pictures some have the same color by chance.
 */
export function colorFor({ prompt, seed }: { readonly prompt: string; readonly seed: number }): string {
  const bytes = [hashText(`${prompt} ${seed}`), seed].flatMap((bits) => [bits, bits >> 8, bits >> 16]);
  return Buffer.from(bytes).toString("hex");
}

/** The same, read from a picture, or `undefined` when the bytes are no flat one. */
export function colorOf(picture: Uint8Array): string | undefined {
  const at = Buffer.from(picture.buffer, picture.byteOffset, picture.length).indexOf("PLTE");
  return at < 0 ? undefined : Buffer.from(picture.subarray(at + 4, at + 10)).toString("hex");
}

/** @throws when the emulator no longer chooses colors as {@link colorFor} says: then no picture could be told from another */
export async function checkColors(): Promise<void> {
  const emulator = createEmulator({ images: "plain", latencyMs: { "krea-2-medium": 0 } });
  const task = {
    ...{ taskType: "imageInference", taskUUID: crypto.randomUUID(), model: "krea:krea@2-medium" },
    ...{ positivePrompt: "a lighthouse", width: 1024, height: 1024, seed: 7, outputType: "base64Data" },
    ...{ deliveryMethod: "sync", outputFormat: "PNG" },
  };
  const answer = await emulator.fetch("https://api.runware.ai/v1", {
    method: "POST",
    headers: { authorization: "Bearer any", "content-type": "application/json" },
    body: JSON.stringify([task]),
  });
  const { data } = Object(await answer.json());
  const picture = Buffer.from(String(Object(data?.[0]).imageBase64Data), "base64");
  if (colorOf(picture) !== colorFor({ prompt: "a lighthouse", seed: 7 }))
    throw new Error("the emulator's plain pictures are not what this harness takes them for");
}
