// This library, through its public door and as its READMEs show it. Keys have the length of real ones, since looking for
// them in what is sent is part of the work.
import { createKrea2, type GenerateRequest, type ImageProvider, type Krea2Options } from "@unikrea/core";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import { impatientClock } from "../harness/impatient-clock.ts";
import { fakeBinding } from "./binding.ts";
import type { Client, Driver, Place } from "./driver.ts";

const KEY = "0123456789abcdef0123456789abcdef";

const kreaAt = ({ base, fetch }: Place) => krea({ apiKey: KEY, baseUrl: `${base}/krea`, fetch });
const runwareAt = ({ base, fetch }: Place) => runware({ apiKey: KEY, baseUrl: `${base}/runware/v1`, fetch });
const cloudflareAt = ({ base, fetch }: Place) =>
  cloudflare({ accountId: "0".repeat(32), apiToken: KEY, baseUrl: `${base}/cloudflare`, fetch });

/** A client with one provider. */
function clientOf(
  provider: ImageProvider,
  providerOptions: GenerateRequest["providerOptions"] = {},
  options: Partial<Krea2Options> = {},
): Client {
  const k2 = createKrea2({ ...options, providers: [provider] });
  return {
    async generate(prompt) {
      const { images } = await k2.generate({ prompt, aspectRatio: "16:9", providerOptions });
      return images[0]?.url;
    },
  };
}

export const ours: readonly Driver[] = [
  {
    name: "ours-cloudflare",
    floor: "raw-post",
    note: "REST: the answer to the POST is the image",
    open: async (place) => clientOf(cloudflareAt(place)),
  },
  {
    name: "ours-binding",
    floor: "raw-binding",
    note: "env.AI.run on a fake binding, no network",
    only: "stub",
    open: async () => clientOf(cloudflare({ binding: fakeBinding })),
  },
  {
    name: "ours-runware-sync",
    floor: "raw-post-runware",
    note: "the answer to the POST is the image",
    open: async (place) => clientOf(runwareAt(place), { runware: { deliveryMethod: "sync" } }),
  },
  {
    name: "ours-krea-at-once",
    floor: "raw-post-get",
    note: "POST, then the job; pauses between looks take no time",
    open: async (place) => clientOf(kreaAt(place), {}, { clock: impatientClock() }),
  },
  {
    name: "ours-krea",
    floor: "raw-post-get",
    note: "the defaults; many jobs are looked for in the list",
    open: async (place) => clientOf(kreaAt(place)),
  },
  {
    name: "ours-krea-cold",
    floor: "raw-post-get",
    note: "a client of its own for every job, which knows nothing",
    open: async (place) => ({ generate: (prompt) => clientOf(kreaAt(place)).generate(prompt) }),
  },
  {
    name: "ours-runware",
    floor: "raw-post-runware",
    note: "the defaults; many tasks are asked about in one request",
    open: async (place) => clientOf(runwareAt(place)),
  },
];
