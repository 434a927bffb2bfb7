import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { createEmulator, type EmulatorOptions } from "../src/index.ts";
import { call, kreaBody, kreaUrl, readKrea, submitKrea } from "./client.ts";
import { createFakeClock } from "./fake-clock.ts";

const headers = { authorization: "Bearer k" };
const make = (options: EmulatorOptions = {}) => createEmulator({ clock: createFakeClock(), ...options });

function upload(
  emulator: ReturnType<typeof make>,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  field = "file",
) {
  const form = new FormData();
  form.set(field, new Blob([bytes], { type }), "my picture.png");
  return emulator.fetch(`${kreaUrl}/assets`, { method: "POST", headers, body: form });
}

describe("POST /assets", () => {
  it("stores a picture, measures it and serves it back without a key", async () => {
    const emulator = make();
    const png = new Uint8Array(
      await sharp({ create: { width: 30, height: 20, channels: 3, background: "#00ff00" } })
        .png()
        .toBuffer(),
    );
    const asset = await (await upload(emulator, png, "image/png")).json();
    expect(asset).toMatchObject({
      width: 30,
      height: 20,
      size_bytes: png.length,
      mime_type: "image/png",
      uploaded_at: "2026-11-21T12:00:00.000Z",
    });
    expect(asset.image_url).toMatch(
      /^https:\/\/app-uploads\.krea\.ai\/[0-9a-f-]{36}\/\d+-[0-9a-f]{8}-my_picture\.png$/,
    );
    const served = await emulator.fetch(asset.image_url);
    expect([served.headers.get("content-type"), new Uint8Array(await served.arrayBuffer())]).toStrictEqual([
      "image/png",
      png,
    ]);
    expect((await call(emulator.fetch, "GET", `${kreaUrl}/assets/${asset.id}`)).body).toStrictEqual(asset);
    expect(emulator.bill().entries).toStrictEqual([]);
    expect(emulator.requests()[0]).toMatchObject({
      operation: "upload",
      body: { bytes: expect.any(Number) },
    });
  });

  it("is seen again in the picture that refers to it", async () => {
    const emulator = make({ speed: 1e9 });
    const red = new Uint8Array(
      await sharp({ create: { width: 30, height: 30, channels: 3, background: "#ff0000" } })
        .png()
        .toBuffer(),
    );
    const asset = await (await upload(emulator, red, "image/png")).json();
    const { body } = await submitKrea(emulator, {
      ...kreaBody,
      image_style_references: [{ url: asset.image_url }],
    });
    const [url] = (await readKrea(emulator, body.job_id)).body.result.urls;
    const image = new Uint8Array(await (await emulator.fetch(url)).arrayBuffer());
    expect([
      ...(await sharp(image).extract({ left: 1326, top: 50, width: 1, height: 1 }).raw().toBuffer()),
    ]).toStrictEqual([255, 0, 0]);
  });

  it.each<[string, number, string, string, EmulatorOptions]>([
    ["image/jpg, which is no type", 10, "image/jpg", "file", {}],
    ["a text", 10, "text/plain", "file", {}],
    ["another field", 10, "image/png", "picture", {}],
    ["more than the limit", 11, "image/png", "file", { krea: { assetLimitBytes: 10 } }],
  ])("refuses %s with 400", async (_, bytes, type, field, options) => {
    const answer = await upload(make(options), new Uint8Array(bytes), type, field);
    expect([answer.status, await answer.json()]).toStrictEqual([400, { error: expect.any(String) }]);
  });

  it("refuses a body that is no form, and a missing key", async () => {
    const emulator = make();
    expect((await call(emulator.fetch, "POST", `${kreaUrl}/assets`, {})).status).toBe(400);
    expect((await emulator.fetch(`${kreaUrl}/assets`, { method: "POST" })).status).toBe(401);
  });

  it("lists newest first by time, and deletes", async () => {
    const clock = createFakeClock();
    const emulator = make({ clock });
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift((await (await upload(emulator, new Uint8Array(4), "model/gltf-binary")).json()).id);
      await clock.advance(1000);
    }
    const first = (await call(emulator.fetch, "GET", `${kreaUrl}/assets?limit=2`)).body;
    const rest = (await call(emulator.fetch, "GET", `${kreaUrl}/assets?cursor=${first.next_cursor}`)).body;
    expect([...first.items, ...rest.items].map((asset: { id: string }) => asset.id)).toStrictEqual(ids);
    expect(rest.next_cursor).toBeNull();
    const gone = first.items[0];
    expect((await call(emulator.fetch, "DELETE", `${kreaUrl}/assets/${gone.id}`)).body).toStrictEqual({
      success: true,
      message: "Asset deleted",
    });
    for (const url of [`${kreaUrl}/assets/${gone.id}`, gone.image_url])
      expect((await call(emulator.fetch, "GET", url)).status).toBe(404);
    expect((await call(emulator.fetch, "DELETE", `${kreaUrl}/assets/${gone.id}`)).status).toBe(404);
  });
});

describe("GET /styles and /usage", () => {
  it("lists a few styles and narrows them", async () => {
    const emulator = make();
    const list = async (query: string) =>
      (await call(emulator.fetch, "GET", `${kreaUrl}/styles${query}`)).body;
    expect((await list("")).items.length).toBe(3);
    expect((await list("?model=k2-large&limit=1")).items.length).toBe(1);
    expect(
      (await list("?ids=emulated-gouache,none")).items.map((style: { id: string }) => style.id),
    ).toStrictEqual(["emulated-gouache"]);
    for (const query of ["?filter=mine", "?limit=0"])
      expect((await call(emulator.fetch, "GET", `${kreaUrl}/styles${query}`)).status).toBe(400);
    expect((await call(emulator.fetch, "GET", `${kreaUrl}/styles/none`)).status).toBe(404);
  });

  it("keeps usage to service keys", async () => {
    expect((await call(make().fetch, "GET", `${kreaUrl}/usage`)).status).toBe(403);
  });
});
