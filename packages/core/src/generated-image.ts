import { toBase64 } from "./base64.ts";
import { type Download, type DownloadSource, downloadImage } from "./download.ts";
import { isUnikreaError } from "./error.ts";
import type { JobRef, ProviderImage } from "./job.ts";
import { unlessOver } from "./unless-over.ts";

/** One image that was made. Its bytes are fetched when you first ask for them, and then kept. */
export interface GeneratedImage {
  /** Who made it. */
  readonly provider: string;
  /** Where the provider keeps it. Such links expire; some carry a signature, so treat them as secrets. */
  readonly url: string | undefined;
  /** Read from the bytes; `undefined` before `bytes()` or `base64()` was called. */
  readonly mediaType: string | undefined;
  /** Pixels, read from the bytes like `mediaType`. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** The seed that draws this image again. `undefined` when it was random and the provider does not tell. */
  readonly seed: number | undefined;
  /** True when a safety check that you asked for marked it. */
  readonly flagged: boolean;
  /**
   * The file. Giving up costs nothing: the image is kept, and may be asked for again.
   *
   * @throws {UnikreaError} `download_failed`, with the job; or the reason of `signal`
   */
  bytes(options?: { signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  base64(options?: { signal?: AbortSignal | undefined }): Promise<string>;
}

/** Where an image comes from. */
export interface ImageSource extends DownloadSource {
  /** Called once its bytes are there. */
  readonly onRead: () => void;
  readonly job: JobRef;
}

/** Makes an image of what the provider handed over. */
export function createImage(
  image: ProviderImage,
  seed: number | undefined,
  source: ImageSource,
): GeneratedImage {
  let loading: Promise<Download> | undefined;
  let loaded: Download | undefined;
  const load = async () => {
    try {
      loading ??= downloadImage(image, source);
      const download = await loading;
      if (!loaded) source.onRead();
      loaded = download;
      return download.bytes;
    } catch (error) {
      loading = undefined;
      throw isUnikreaError(error) ? error.with({ job: source.job }) : error;
    }
  };
  const loadUnless = async ({ signal }: { signal?: AbortSignal | undefined } = {}) =>
    signal ? unlessOver(load(), signal) : load();
  return {
    provider: source.provider.id,
    url: image.url,
    seed: image.seed ?? seed,
    flagged: image.flagged ?? false,
    get mediaType() {
      return loaded?.mediaType;
    },
    get width() {
      return loaded?.width;
    },
    get height() {
      return loaded?.height;
    },
    bytes: loadUnless,
    base64: async (options) => toBase64(await loadUnless(options)),
  };
}
