import { type Artwork, sampleFrom } from "../image/artwork.ts";
import { type Model, sizeOf, type Tier, tierOf } from "../model.ts";
import { creativityAt, listAt, numberAt, textAt } from "../schema/read.ts";
import { compileSchema, type Issue, type Validate } from "../schema/validate.ts";
import { descend, isObject, type JsonObject, readVendored } from "../schema/vendor.ts";
import type { KreaSwitches } from "./switch.ts";

/** Bytes of an image that was uploaded to this emulator, by its URL. */
export type FindUpload = (url: string) => Uint8Array | undefined;

const aliases = { presetStyles: "styles", imageStyleRefs: "image_style_references" } as const;

/** The published request schema with the switches worked in. */
export function compileRequestSchema(switches: KreaSwitches): Validate {
  const schema = structuredClone(
    descend(readVendored("krea.openapi.json"), "components", "schemas", "Krea2Request"),
  );
  const range = ([minimum, maximum]: readonly [number, number]) => ({ minimum, maximum });
  const itemsOf = (list: string) => descend(schema, "properties", list, "items", "properties");
  Object.assign(
    descend(itemsOf("image_style_references"), "strength"),
    range(switches.styleStrengthRange ?? [0, 1]),
  );
  Object.assign(descend(itemsOf("moodboards"), "strength"), range(switches.moodboardStrengthRange ?? [0, 1]));
  exemptDataUris(descend(itemsOf("image_style_references"), "url"));
  const properties = descend(schema, "properties");
  properties.image_url = { type: ["string", "null"], format: "uri", maxLength: 1024 };
  exemptDataUris(descend(properties, "image_url"));
  return compileSchema(schema);
}

/** The 1024-character cap is not enforced for data URIs (live test of 2026-09-20; ZDR requires them). */
function exemptDataUris(schema: JsonObject): void {
  const { maxLength } = schema;
  delete schema.maxLength;
  Object.assign(schema, { anyOf: [{ maxLength: maxLength ?? 1024 }, { pattern: "^data:" }] });
}

/** The body with the retired names replaced, where they are allowed. */
export function renameAliases(body: unknown, switches: KreaSwitches): unknown {
  if (!switches.allowAliases || !isObject(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key === "presetStyles" || key === "imageStyleRefs" ? aliases[key] : key,
      value,
    ]),
  );
}

/** What zero data retention forbids: image inputs that are not data URIs (docs, ZDR page). */
export function checkRetention(body: unknown): Issue[] {
  const urls = listAt(body, "image_style_references").map((item, index) => ({
    path: ["image_style_references", index, "url"],
    url: textAt(item, "url"),
  }));
  urls.push({ path: ["image_url"], url: textAt(body, "image_url") });
  return urls
    .filter(({ url }) => url !== undefined && !url.startsWith("data:"))
    .map(({ path }) => ({
      path,
      keyword: "zdr",
      message: "Zero data retention requires external asset inputs as data URIs",
      params: {},
    }));
}

/** The billing tier of a valid body. */
export function tierOfBody(body: unknown): Tier {
  return tierOf({
    references: listAt(body, "image_style_references").length,
    moodboards: listAt(body, "moodboards").length,
  });
}

/** The image that a valid body orders. `seed` is the one drawn for a body that names none. */
export function artworkOf(model: Model, body: unknown, seed: number, findUpload: FindUpload): Artwork {
  const sample = (url: string, strength: number) => sampleFrom(url, strength, findUpload(url));
  const source = textAt(body, "image_url");
  const board = listAt(body, "moodboards")[0];
  return {
    service: "krea",
    model,
    prompt: textAt(body, "prompt") ?? "",
    ...sizeOf(textAt(body, "aspect_ratio")),
    seed: numberAt(body, "seed") ?? seed,
    creativity: creativityAt(body, "creativity", "low"),
    sliders: {
      intensity: numberAt(body, "intensity") ?? 0,
      complexity: numberAt(body, "complexity") ?? 0,
      movement: numberAt(body, "movement") ?? 0,
    },
    references: listAt(body, "image_style_references").map((item) =>
      sample(textAt(item, "url") ?? "", numberAt(item, "strength") ?? 0.5),
    ),
    ...(board
      ? { moodboard: { id: textAt(board, "id") ?? "", strength: numberAt(board, "strength") ?? 0.23 } }
      : {}),
    styles: listAt(body, "styles").map((item) => ({
      id: textAt(item, "id") ?? "",
      strength: numberAt(item, "strength") ?? 0,
    })),
    ...(source === undefined ? {} : { source: sample(source, numberAt(body, "strength") ?? 0.99) }),
    format: "png",
  };
}
