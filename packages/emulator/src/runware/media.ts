import type { StoredFile } from "../file-answer.ts";
import { textAt } from "../schema/read.ts";
import type { World } from "../world.ts";
import { failure } from "./error.ts";
import { atOnce, dataFrame, errorFrame, type Part } from "./frame.ts";

/** What clients have uploaded. */
export interface MediaShelf {
  /** Answers `imageUpload` (docs; deprecated in the new SDK). */
  uploadImage(task: unknown, uuid: string, origin: string | undefined): Part;
  /** Answers `mediaStorage` with its operations upload and delete. */
  keep(task: unknown, uuid: string, origin: string | undefined): Part;
  find(uuid: string): StoredFile | undefined;
  clear(): void;
}

/** Opens the shelf. Pictures by URL are accepted and not fetched: an emulator has no business elsewhere. */
export function createMediaShelf(world: World): MediaShelf {
  let files = new Map<string, StoredFile>();

  const store = (source: string): string => {
    const uuid = world.random.uuid();
    files.set(uuid, fileFrom(source));
    return uuid;
  };
  const urlOf = (uuid: string, host: "im" | "mm", origin: string | undefined) =>
    `${origin === undefined ? `https://${host}.runware.ai` : `${origin}/runware`}/image/ws/2/um/${uuid}`;

  return {
    uploadImage(task, taskUUID, origin) {
      const name = { taskType: "imageUpload", taskUUID };
      const image = textAt(task, "image");
      if (image === undefined)
        return atOnce(
          errorFrame(failure("missingImage", "image is required.", name, { parameter: "image" })),
        );
      const imageUUID = store(image);
      return atOnce(dataFrame({ ...name, imageUUID, imageURL: urlOf(imageUUID, "im", origin) }));
    },
    keep(task, taskUUID, origin) {
      const name = { taskType: "mediaStorage", taskUUID };
      const operation = textAt(task, "operation");
      const media = textAt(task, "media");
      if (operation !== "upload" && operation !== "delete") {
        const details = { parameter: "operation", allowedValues: ["upload", "delete"] };
        return atOnce(
          errorFrame(failure("invalidOperation", "operation must be upload or delete.", name, details)),
        );
      }
      if (media === undefined)
        return atOnce(
          errorFrame(failure("missingMedia", "media is required.", name, { parameter: "media" })),
        );
      if (operation === "upload") {
        const mediaUUID = store(media);
        return atOnce(dataFrame({ ...name, operation, mediaUUID, mediaURL: urlOf(mediaUUID, "mm", origin) }));
      }
      if (!files.delete(media)) {
        return atOnce(
          errorFrame(failure("mediaNotFound", "No such media.", name, { parameter: "media", status: 404 })),
        );
      }
      return atOnce(dataFrame({ ...name, operation, mediaUUID: media }));
    },
    find: (uuid) => files.get(uuid),
    clear() {
      files = new Map();
    },
  };
}

/** Bytes of a data URI or of bare base64; nothing for a URL. */
function fileFrom(source: string): StoredFile {
  const inline = /^data:([^;,]+);base64,/.exec(source);
  const isUrl = !inline && URL.canParse(source);
  const base64 = isUrl ? "" : source.slice(inline?.[0].length ?? 0);
  return { bytes: new Uint8Array(Buffer.from(base64, "base64")), mediaType: inline?.[1] ?? "image/png" };
}
