import { Runware } from "@runware/sdk-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorServer, startEmulator } from "../src/index.ts";

/** The vendor's own client, unmodified, against the emulator. It only speaks WebSocket. */
describe("@runware/sdk-js 1.3.2", () => {
  let server: EmulatorServer;
  beforeAll(async () => {
    server = await startEmulator({
      latencyMs: { "krea-2-medium": 20 },
      images: "plain",
      keys: { runware: ["right"] },
    });
  });
  afterAll(() => server.close());

  const connect = (apiKey: string) =>
    Runware.initialize({
      apiKey,
      url: server.urls.runware.wsUrl,
      shouldReconnect: false,
      timeoutDuration: 3000,
    });
  const wish = {
    positivePrompt: "a fox in snow",
    model: "krea:krea@2-medium",
    width: 1376,
    height: 768,
    numberResults: 2,
    includeCost: true,
    seed: 7,
  };

  it("generates, uploads, polls and reports an error", async () => {
    const runware = await connect("right");
    const images = await runware.requestImages(wish);
    expect(images).toMatchObject([
      { seed: 7, cost: 0.03 },
      { seed: 8, cost: 0.03 },
    ]);
    expect((await fetch(images?.[0]?.imageURL ?? "")).headers.get("content-type")).toBe("image/jpeg");
    expect(server.bill().entries.length).toBe(2);

    const refused = await runware
      .requestImages({ ...wish, width: 512, height: 512 })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ error: { code: "invalidWidth", taskType: "imageInference" } });
    expect(server.bill().entries.length).toBe(2);
    await runware.disconnect();
  });

  it("rejects a wrong key at once", async () => {
    expect(await connect("wrong").catch((error: unknown) => error)).toMatchObject({
      error: { code: "invalidApiKey" },
    });
  });
});
