import { expect, it } from "vitest";
import { type Capabilities, fitRequest } from "../src/capabilities.ts";
import { parseRequest } from "../src/parse-request.ts";
import { png } from "./image-file.ts";

/** A provider that may or may not take bytes, and so takes them only when told to try. */
const capabilities: Capabilities = {
  models: ["krea-2-medium"],
  aspectRatios: ["1:1"],
  references: { min: 0, max: 1 },
  sliders: false,
  styles: false,
  images: { bytes: "inline", bytesOption: "allowDataUris", ids: false },
  imagesPerJob: 1,
};

it.each([
  { name: "takes bytes when its option is true", toy: { allowDataUris: true }, isTaken: true },
  { name: "refuses bytes without its option", toy: {}, isTaken: false },
  { name: "does not take something truthy for true", toy: { allowDataUris: 1 }, isTaken: false },
])("a provider with an option for bytes $name", ({ toy, isTaken }) => {
  const request = parseRequest({
    prompt: "a",
    references: [{ image: png(8, 8) }],
    providerOptions: { toy },
  });
  const { mismatches } = fitRequest(request, { id: "toy", capabilities, local: false });
  expect(mismatches).toStrictEqual(
    isTaken
      ? []
      : [
          {
            issue: {
              path: "references[0].image",
              expected: "a URL (or bytes with providerOptions.toy.allowDataUris) on toy",
              got: "bytes",
            },
            warning: undefined,
          },
        ],
  );
});
