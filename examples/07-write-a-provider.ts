// You will see: a whole provider, for a service that draws a grey square at once, used like any other.
import { createKrea2 } from "@unikrea/core";
import { createHttp, defineProvider, errorFromAnswer, jsonOf, shape } from "@unikrea/core/provider";
import * as z from "zod/mini";

const GREY_PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
const http = createHttp(async () => Response.json({ picture: GREY_PIXEL }));

const grey = defineProvider({
  id: "grey",
  capabilities: {
    models: ["krea-2-medium"],
    aspectRatios: ["1:1"],
    sliders: false,
    styles: false,
    images: { ids: false },
    imagesPerJob: 1,
  },
  prices: {
    source: "none: it is an example",
    checkedOn: "2026-11-21",
    microUsd: { "krea-2-medium": { text: 0 } },
  },
  options: shape({}),
  local: false,
  variables: [],
  hasCredentials: () => true,
  submitTimeoutMs: 10_000,
  wirePaths: { prompt: "body.text" },
  toWire: ({ prompt }) => ({ wire: { text: prompt }, warnings: [] }),
  toRequest: (body) => ({ method: "POST", url: "https://grey.example/draw", headers: {}, body }),
  answer: z.object({ picture: z.string() }),
  token: z.null(),
  tokenFrom: () => null,
  fromWire: ({ picture }) => ({ status: "settled", images: [{ base64: picture }], failures: [] }),
  transport: {
    async submit(wire, context) {
      const answer = await http({ method: "POST", url: "https://grey.example/draw", body: wire }, context);
      if (answer.status !== 200) throw errorFromAnswer("grey", "submit", answer);
      return jsonOf(answer);
    },
  },
});

const { images } = await createKrea2({ providers: [grey] }).generate({ prompt: "a lighthouse in fog" });
await images[0]?.bytes();
console.log(`grey: ${images[0]?.width}×${images[0]?.height} ${images[0]?.mediaType}`);
