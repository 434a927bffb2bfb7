// The smallest programs that make one image, for what it costs to load them.
import { peerFolder } from "./peer.ts";

/** A program, as a user would write it. */
export interface Program {
  readonly name: string;
  /** Whose packages it imports. */
  readonly of: "nobody" | "us" | "peer";
  readonly imports: readonly string[];
  readonly source: string;
}

const provider = (name: string) => `@unikrea/provider-${name}`;

const oursWith = (names: readonly string[]): Program => ({
  name: `ours: ${names.join(", ")}`,
  of: "us",
  imports: ["@unikrea/core", ...names.map(provider)],
  source: `
    import { createKrea2 } from "@unikrea/core";
    ${names.map((name) => `import { ${name} } from "${provider(name)}";`).join("\n")}
    const k2 = createKrea2({ providers: [${names.map((name) => `${name}()`).join(", ")}] });
    export default (prompt) => k2.generate({ prompt });`,
});

const PROGRAMS: readonly Program[] = [
  {
    name: "raw fetch, Krea's quick start",
    of: "nobody",
    imports: [],
    source: `
      const headers = { "content-type": "application/json", authorization: "Bearer " + globalThis.KEY };
      const ask = async (path, more) => (await fetch("https://api.krea.ai" + path, { headers, ...more })).json();
      export default async (prompt) => {
        const body = JSON.stringify({ prompt, aspect_ratio: "1:1", resolution: "1K" });
        let job = await ask("/generate/image/krea/krea-2/medium", { method: "POST", body });
        while (job.status !== "completed") {
          if (job.status === "failed" || job.status === "cancelled") throw new Error(job.status);
          await new Promise((resolve) => setTimeout(resolve, 3000));
          job = await ask("/jobs/" + job.job_id);
        }
        return job.result.urls[0];
      };`,
  },
  oursWith(["krea"]),
  oursWith(["cloudflare"]),
  oursWith(["runware"]),
  oursWith(["krea", "cloudflare", "runware"]),
  {
    name: "replicate",
    of: "peer",
    imports: ["replicate"],
    source: `
      import Replicate from "replicate";
      export default (prompt) => new Replicate().run("krea/krea-2", { input: { prompt } });`,
  },
  {
    name: "@runware/sdk-js",
    of: "peer",
    imports: ["@runware/sdk-js"],
    source: `
      import { Runware } from "@runware/sdk-js";
      export default async (positivePrompt) => {
        const runware = await Runware.initialize({ apiKey: globalThis.KEY });
        return runware.requestImages({ positivePrompt, model: "krea:krea@2-medium", width: 1024, height: 1024 });
      };`,
  },
  {
    name: "ai + @ai-sdk/replicate",
    of: "peer",
    imports: ["ai", "@ai-sdk/replicate"],
    source: `
      import { replicate } from "@ai-sdk/replicate";
      import { generateImage } from "ai";
      export default (prompt) => generateImage({ model: replicate.image("krea/krea-2"), prompt });`,
  },
];

/** The programs that can run here. What is left out is said in one line. */
export function availablePrograms(): Program[] {
  if (peerFolder) return [...PROGRAMS];
  const missing = PROGRAMS.filter((program) => program.of === "peer");
  console.log(
    `\nBENCH_PEERS is not set, so these are left out: ${missing.map(({ name }) => name).join(", ")}.`,
  );
  return PROGRAMS.filter((program) => program.of !== "peer");
}
