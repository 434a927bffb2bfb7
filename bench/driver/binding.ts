import type { AiBinding } from "@unikrea/provider-cloudflare";
import type { Driver } from "./driver.ts";
import { inputOf } from "./raw-call.ts";

const RECORD = JSON.stringify({
  state: "Completed",
  result: { image: "https://example.com/image.png" },
});

/** A stand-in for `env.AI` that does what the real one does after its exchange: hand over the response, or parse it. */
export const fakeBinding: AiBinding = {
  async run(_model, _input, options) {
    const response = new Response(RECORD, { headers: { "content-type": "application/json" } });
    return options?.returnRawResponse ? response : response.json();
  },
};

export const rawBinding: Driver = {
  name: "raw-binding",
  floor: "raw-binding",
  note: "a bare env.AI.run on a fake binding, no network",
  only: "stub",
  open: async () => ({
    generate: async (prompt) => {
      const record = await fakeBinding.run("krea/krea-2-medium", inputOf(prompt));
      return Object(record).result.image;
    },
  }),
};
