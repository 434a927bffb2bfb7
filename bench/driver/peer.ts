// Other libraries, with their default settings. They are no dependencies of the workspace: setup.ts installs them into the
// folder that BENCH_PEERS names. Declared here is only what is called.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Driver } from "./driver.ts";

/** The folder of the peers, or nothing: then their rows are left out. */
export const peerFolder = process.env.BENCH_PEERS ?? "";

/** Imports a package from the folder of the peers. */
async function load<Module>(name: string): Promise<Module> {
  const { load } = await import(pathToFileURL(join(peerFolder, "load.mjs")).href);
  return load(name);
}

interface ReplicateModule {
  default: new (options: object) => { run(model: string, options: object): Promise<string[]> };
}
interface AiModule {
  generateImage(options: object): Promise<{ image: { uint8Array: Uint8Array } }>;
}
interface AiReplicateModule {
  createReplicate(options: object): { image(model: string): unknown };
}
interface RunwareModule {
  Runware: {
    initialize(options: object): Promise<{ requestImages(options: object): Promise<{ imageURL: string }[]> }>;
  };
}

const replicate = (name: string, note: string, options: object): Driver => ({
  name,
  floor: "raw-post",
  note,
  isPeer: true,
  async open({ base, fetch }) {
    const { default: Replicate } = await load<ReplicateModule>("replicate");
    const client = new Replicate({
      auth: "key",
      baseUrl: `${base}/replicate/v1`,
      useFileOutput: false,
      ...(fetch && { fetch }),
    });
    return {
      async generate(prompt) {
        const output = await client.run("krea/krea-2", {
          input: { prompt, aspect_ratio: "16:9" },
          ...options,
        });
        return output[0];
      },
    };
  },
});

const aiSdk = (name: string, note: string, providerOptions: object): Driver => ({
  name,
  floor: "raw-post-download",
  note,
  isPeer: true,
  async open({ base, fetch }) {
    const { generateImage } = await load<AiModule>("ai");
    const { createReplicate } = await load<AiReplicateModule>("@ai-sdk/replicate");
    Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
    const model = createReplicate({ apiToken: "key", baseURL: `${base}/replicate/v1`, fetch }).image(
      "krea/krea-2",
    );
    return {
      async generate(prompt) {
        const { image } = await generateImage({ model, prompt, aspectRatio: "16:9", providerOptions });
        return image.uint8Array;
      },
    };
  },
});

export const peers: readonly Driver[] = [
  replicate("replicate", "POST, held up to 60 s", {}),
  replicate("replicate-poll", "POST, then GET every 500 ms", { wait: { mode: "poll" } }),
  aiSdk("ai+replicate", "AI SDK: POST, held up to 60 s, then the image's bytes", {}),
  aiSdk("ai+replicate-poll", "AI SDK: POST, held 1 s, GET every 500 ms, then the bytes", {
    replicate: { maxWaitTimeInSeconds: 1 },
  }),
  {
    name: "runware-sdk",
    floor: "raw-socket",
    note: "@runware/sdk-js: one WebSocket, looked at every 100 ms",
    isPeer: true,
    isSlow: true,
    only: "loopback",
    async open({ base }) {
      const { Runware } = await load<RunwareModule>("@runware/sdk-js");
      const url = `${base.replace("http", "ws")}/runware/v1`;
      const client = await Runware.initialize({ apiKey: "key", url, shouldReconnect: false });
      return {
        async generate(prompt) {
          const size = { width: 1376, height: 768, numberResults: 1 };
          const images = await client.requestImages({
            positivePrompt: prompt,
            model: "krea:krea@2-medium",
            ...size,
          });
          return images[0]?.imageURL;
        },
      };
    },
  },
];
