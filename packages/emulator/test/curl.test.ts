import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorServer, startEmulator } from "../src/index.ts";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
if (!hasCurl)
  console.warn("SKIPPED: curl is not installed, so the vendors' own curl commands were not tried");

/** The commands that the vendors' pages print, with only the address changed. */
describe.skipIf(!hasCurl)("curl, as the vendors' pages print it", () => {
  let server: EmulatorServer;
  beforeAll(async () => {
    server = await startEmulator({ speed: 1e6, images: "plain" });
  });
  afterAll(() => server.close());

  const curl = async (...args: string[]) =>
    JSON.parse((await promisify(execFile)("curl", ["--silent", "--show-error", ...args])).stdout);

  it("Krea: submit, poll, download", async () => {
    const base = server.urls.krea.baseUrl;
    const job = await curl(
      "--request",
      "POST",
      "--url",
      `${base}/generate/image/krea/krea-2/medium`,
      "--header",
      "Authorization: Bearer $KREA_API_TOKEN",
      "--header",
      "Content-Type: application/json",
      "--data",
      '{ "prompt": "a lighthouse", "aspect_ratio": "16:9", "resolution": "1K" }',
    );
    expect(job.status).toBe("queued");
    const done = await curl(
      "--url",
      `${base}/jobs/${job.job_id}`,
      "--header",
      "Authorization: Bearer $KREA_API_TOKEN",
    );
    expect(done.status).toBe("completed");
    const { stdout } = await promisify(execFile)("curl", ["-s", "-I", "-X", "GET", done.result.urls[0]]);
    expect(stdout.toLowerCase()).toContain("content-type: image/png");
    const form = await curl(
      "--request",
      "POST",
      "--url",
      `${base}/assets`,
      "--header",
      "Authorization: Bearer k",
      "--form",
      `file=@${new URL(import.meta.url).pathname};type=image/png`,
    );
    expect(form.mime_type).toBe("image/png");
  });

  it("Cloudflare: ai/run", async () => {
    const answer = await curl(
      `${server.urls.cloudflare.baseUrl}/accounts/$CLOUDFLARE_ACCOUNT_ID/ai/run`,
      "-X",
      "POST",
      "-H",
      "Authorization: Bearer $CLOUDFLARE_API_TOKEN",
      "-H",
      "Content-Type: application/json",
      "-d",
      '{ "model": "krea/krea-2-large", "input": { "prompt": "a glass cabin", "aspect_ratio": "16:9", "resolution": "1K" } }',
    );
    expect(answer.result.state).toBe("Completed");
  });

  it("Runware: a task array", async () => {
    const answer = await curl(
      "--location",
      server.urls.runware.baseUrl,
      "--header",
      "Content-Type: application/json",
      "--header",
      "Authorization: Bearer <API_KEY>",
      "--data",
      '[{ "taskType": "imageInference", "taskUUID": "39d7207a-87ef-4c93-8082-1431f9c1dc97", "model": "krea:krea@2-large", "positivePrompt": "a cat", "width": 1024, "height": 1024, "numberResults": 1 }]',
    );
    expect(answer.data[0].imageURL).toContain(server.origin);
  });

  it("the bill agrees", async () => {
    const bill = await curl(`${server.urls.control}/bill`);
    expect(bill.totalMicroUsd).toBe(30_000 + 60_000 + 60_000);
  });
});
