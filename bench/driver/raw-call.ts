// What a careful user would write with no library, for jobs whose answer comes with the first or second request.
import type { Driver, Place } from "./driver.ts";

const HEADERS = {
  "content-type": "application/json",
  authorization: "Bearer 0123456789abcdef0123456789abcdef",
};

export const inputOf = (prompt: string) => ({
  prompt,
  aspect_ratio: "16:9",
  resolution: "1K",
  creativity: "medium",
});

export const taskOf = (prompt: string, deliveryMethod: "sync" | "async") => ({
  taskType: "imageInference",
  taskUUID: crypto.randomUUID(),
  model: "krea:krea@2-medium",
  positivePrompt: prompt,
  width: 1376,
  height: 768,
  numberResults: 1,
  includeCost: true,
  deliveryMethod,
});

/** A request, and the JSON of its answer. */
export type Ask = (path: string, body?: unknown) => ReturnType<Response["json"]>;

export function askAt({ base, fetch: send = fetch }: Place): Ask {
  return async (path, body) => {
    const post = body !== undefined && { method: "POST", body: JSON.stringify(body) };
    const response = await send(base + path, { ...post, headers: HEADERS });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.json();
  };
}

export const KREA_SUBMIT = "/krea/generate/image/krea/krea-2/medium";
const CLOUDFLARE_RUN = `/cloudflare/accounts/${"0".repeat(32)}/ai/run`;

const runOnCloudflare = async (ask: Ask, prompt: string): Promise<string> =>
  (await ask(CLOUDFLARE_RUN, { model: "krea/krea-2-medium", input: inputOf(prompt) })).result.result.image;

export const rawCalls: readonly Driver[] = [
  {
    name: "raw-post",
    floor: "raw-post",
    note: "one POST, the answer has the link (Cloudflare REST)",
    async open(place) {
      const ask = askAt(place);
      return { generate: (prompt) => runOnCloudflare(ask, prompt) };
    },
  },
  {
    name: "raw-post-runware",
    floor: "raw-post-runware",
    note: "one POST of one task, the answer has the link (Runware, sync)",
    async open(place) {
      const ask = askAt(place);
      return {
        generate: async (prompt) => (await ask("/runware/v1", [taskOf(prompt, "sync")])).data[0].imageURL,
      };
    },
  },
  {
    name: "raw-post-get",
    floor: "raw-post-get",
    note: "POST, then one GET of the job (Krea)",
    async open(place) {
      const ask = askAt(place);
      return {
        async generate(prompt) {
          const { job_id } = await ask(KREA_SUBMIT, inputOf(prompt));
          const job = await ask(`/krea/jobs/${job_id}`);
          if (job.status !== "completed") throw new Error(job.status);
          return job.result.urls[0];
        },
      };
    },
  },
  {
    name: "raw-post-download",
    floor: "raw-post-download",
    note: "POST, then the image's bytes",
    async open(place) {
      const ask = askAt(place);
      const { fetch: send = fetch } = place;
      return {
        async generate(prompt) {
          const response = await send(await runOnCloudflare(ask, prompt));
          return new Uint8Array(await response.arrayBuffer());
        },
      };
    },
  },
];
