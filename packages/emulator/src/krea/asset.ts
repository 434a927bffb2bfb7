import sharp from "sharp";
import { isoTime } from "../clock.ts";
import type { StoredFile } from "../file-answer.ts";
import type { World } from "../world.ts";
import { errorAnswer } from "./error.ts";
import type { KreaSwitches } from "./switch.ts";

interface Asset {
  id: string;
  /** The path below the uploads host: `/<user>/<ms>-<name>`. */
  path: string;
  uploadedAtMs: number;
  size: { width: number | null; height: number | null };
  description: string | undefined;
  file: StoredFile;
}

/** Turns the path of an upload into its public URL. */
export type UploadUrl = (path: string) => string;

/** The uploaded files of the workspace. */
export interface AssetShelf {
  upload(form: FormData | undefined, url: UploadUrl): Promise<Response>;
  list(query: URLSearchParams, url: UploadUrl): Response;
  get(id: string, url: UploadUrl): Response;
  remove(id: string): Response;
  /** The file at a path below the uploads host. */
  fileAt(path: string): StoredFile | undefined;
  clear(): void;
}

/** OpenAPI: JPEG, PNG, WebP, HEIC, MP4, MOV, WebM, GLB, WAV or MP3. `image/jpg` is not among them (official skill). */
const acceptedTypes = new Set([
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/heic",
  "video/mp4",
  "video/quicktime",
  "video/webm",
  "model/gltf-binary",
  "audio/wav",
  "audio/x-wav",
  "audio/mpeg",
]);

const defaultLimitBytes = 75_000_000;

/** Opens the shelf. */
export function createAssetShelf(world: World, switches: KreaSwitches): AssetShelf {
  const limitBytes = switches.assetLimitBytes ?? defaultLimitBytes;
  let user = world.random.uuid();
  let assets: Asset[] = [];
  let byPath = new Map<string, Asset>();

  const show = (asset: Asset, url: UploadUrl) => ({
    id: asset.id,
    image_url: url(asset.path),
    uploaded_at: isoTime(asset.uploadedAtMs),
    ...asset.size,
    size_bytes: asset.file.bytes.length,
    mime_type: asset.file.mediaType,
    ...(asset.description === undefined ? {} : { description: asset.description }),
  });

  return {
    async upload(form, url) {
      const file = form?.get("file");
      if (!(file instanceof File)) return errorAnswer(400, "Expected multipart/form-data with a file");
      if (file.size > limitBytes) return errorAnswer(400, `File too large: at most ${limitBytes} bytes`);
      if (!acceptedTypes.has(file.type))
        return errorAnswer(400, `Unsupported file type: ${file.type || "none"}`);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const description = form?.get("description");
      const nowMs = world.clock.now();
      const id = world.random.uuid();
      const name = file.name.replaceAll(/[^\w.-]/g, "_") || "file";
      const asset: Asset = {
        id,
        path: `/${user}/${Math.floor(nowMs)}-${id.slice(0, 8)}-${name}`,
        uploadedAtMs: nowMs,
        size: await measure(bytes, file.type),
        description: typeof description === "string" ? description : undefined,
        file: { bytes, mediaType: file.type },
      };
      assets.push(asset);
      byPath.set(asset.path, asset);
      return Response.json(show(asset, url));
    },
    list(query, url) {
      const limit = Number(query.get("limit") ?? 100);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
        return errorAnswer(400, "limit: expected 1 to 1000");
      const cursor = query.get("cursor");
      const before = cursor === null ? Number.POSITIVE_INFINITY : Date.parse(cursor);
      if (Number.isNaN(before)) return errorAnswer(400, "cursor: expected an ISO 8601 date-time");
      const older = assets.filter((asset) => asset.uploadedAtMs < before).reverse();
      const page = older.slice(0, limit).map((asset) => show(asset, url));
      return Response.json({
        items: page,
        next_cursor: older.length > limit ? page.at(-1)?.uploaded_at : null,
      });
    },
    get(id, url) {
      const asset = assets.find((candidate) => candidate.id === id);
      return asset ? Response.json(show(asset, url)) : errorAnswer(404, "Asset not found");
    },
    remove(id) {
      const asset = assets.find((candidate) => candidate.id === id);
      if (!asset) return errorAnswer(404, "Asset not found");
      assets = assets.filter((candidate) => candidate !== asset);
      byPath.delete(asset.path);
      return Response.json({ success: true, message: "Asset deleted" });
    },
    fileAt: (path) => byPath.get(path)?.file,
    clear() {
      user = world.random.uuid();
      assets = [];
      byPath = new Map();
    },
  };
}

/** Width and height of an image; null for what is not one, as the schema allows. */
async function measure(bytes: Uint8Array, type: string): Promise<Asset["size"]> {
  if (!type.startsWith("image/")) return { width: null, height: null };
  const { width, height } = await sharp(bytes)
    .metadata()
    .catch(() => ({ width: null, height: null }));
  return { width, height };
}
