import { type Clock, type GeneratedImage, UnikreaError } from "@unikrea/core";
import { errorOfCell, type Fetched } from "./cell.ts";

/** What is made and paid for has at least this long to come. */
const MIN_DOWNLOAD_MS = 2000;

const PAID = { outcome: "settled", billed: "yes", phase: "download" } as const;

/** Fetches the bytes of all images of a cell at once. Never throws: what did not come says why. */
export async function download(
  images: readonly GeneratedImage[],
  { clock, signal, deadlineAt }: { clock: Clock; signal: AbortSignal | undefined; deadlineAt: number },
): Promise<Fetched[]> {
  const over = new AbortController();
  const stop = (code: "aborted" | "timeout", why: string) =>
    over.abort(new UnikreaError(code, `${why} while the image was downloaded`, PAID));
  const onAbort = () => stop("aborted", "Aborted");
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const leftMs = Math.max(deadlineAt - clock.now(), MIN_DOWNLOAD_MS);
  const cancelTimer = Number.isFinite(leftMs)
    ? clock.setTimer(() => stop("timeout", "The time was over"), leftMs)
    : () => {};
  try {
    return await Promise.all(images.map((image) => fetchImage(image, over.signal)));
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}

async function fetchImage(image: GeneratedImage, over: AbortSignal): Promise<Fetched> {
  try {
    const bytes = await image.bytes({ signal: over });
    const { mediaType = "", width = 0, height = 0, seed } = image;
    return { image: { mediaType, width, height, seed, bytes } };
  } catch (error) {
    return { error: errorOfCell(error, image.provider) };
  }
}
