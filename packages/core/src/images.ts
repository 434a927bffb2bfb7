import type { CanonicalImage } from "./image.ts";
import type { CanonicalRequest } from "./request.ts";

/** The request with each of its input images replaced, all at once. `path` is where the image stands. */
export async function mapImages(
  request: CanonicalRequest,
  replace: (image: CanonicalImage, path: string) => Promise<CanonicalImage>,
): Promise<CanonicalRequest> {
  const { references, source } = request;
  const [from, ...rest] = await Promise.all([
    source && replace(source.image, "source.image"),
    ...references.map(({ image }, index) => replace(image, `references[${index}].image`)),
  ]);
  return {
    ...request,
    references: references.flatMap(({ strength }, index) => {
      const image = rest[index];
      return image ? [{ image, strength }] : [];
    }),
    ...(source && from && { source: { ...source, image: from } }),
  };
}
