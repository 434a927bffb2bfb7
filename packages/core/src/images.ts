import type { CanonicalImage } from "./image.ts";
import type { CanonicalRequest } from "./request.ts";

/** The request's input images, and where each of them stands. */
export function imagesIn({ references, source }: CanonicalRequest) {
  return [
    ...references.map(({ image }, index) => ({ image, path: `references[${index}].image` })),
    ...(source ? [{ image: source.image, path: "source.image" }] : []),
  ];
}

/** The request with each of its input images replaced, all at once. `path` is where the image stands. */
export async function mapImages(
  request: CanonicalRequest,
  replace: (image: CanonicalImage, path: string) => Promise<CanonicalImage>,
): Promise<CanonicalRequest> {
  const { references, source } = request;
  const made = await Promise.all(imagesIn(request).map(({ image, path }) => replace(image, path)));
  const from = made[references.length];
  return {
    ...request,
    references: references.flatMap(({ strength }, index) => {
      const image = made[index];
      return image ? [{ image, strength }] : [];
    }),
    ...(source && from && { source: { ...source, image: from } }),
  };
}
