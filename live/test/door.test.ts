import type { Fetch } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { createDoor } from "../runner/door.ts";
import { NotAllowed, priceOfRequest } from "../runner/paid-request.ts";
import { createPurse, PurseEmpty } from "../runner/purse.ts";

const KREA = "/generate/image/krea/krea-2/medium-turbo";
const RUN = "/accounts/abc/ai/run";
const model = "krea:krea@2-medium-turbo";
const post = (path: string, body?: unknown) => ({ method: "POST", path, body });
const task = (extra: object = {}) => ({ taskType: "imageInference", model, ...extra });
const references = [{ url: "https://a.example/b.png" }];

describe("a request costs", () => {
  it.each([
    ["nothing to read", "krea", { method: "GET", path: "/jobs", body: undefined }, 0],
    ["nothing to delete a job", "krea", { method: "DELETE", path: "/jobs/1", body: undefined }, 0],
    ["nothing to upload", "krea", post("/assets"), 0],
    ["an image", "krea", post(KREA, {}), 15_000],
    ["an image after references", "krea", post(KREA, { image_style_references: references }), 17_500],
    [
      "an image after a moodboard",
      "krea",
      post(KREA, { moodboards: [{}], image_style_references: references }),
      20_000,
    ],
    ["a run", "cloudflare", post(RUN, { model: "krea/krea-2-medium-turbo", input: {} }), 15_000],
    ["nothing to ask", "runware", post("", [{ taskType: "getResponse" }]), 0],
    ["all tasks together", "runware", post("", [task({ numberResults: 3 }), task()]), 60_000],
    ["a task after references", "runware", post("", [task({ inputs: { referenceImages: ["x"] } })]), 17_500],
    ["a task after a moodboard", "runware", post("", [task({ settings: { moodboards: [{}] } })]), 20_000],
  ] as const)("%s (%s)", (_, service, request, microUsd) => {
    expect(priceOfRequest(service, request)).toBe(microUsd);
  });
});

describe("a request is refused", () => {
  it.each([
    ["another model of Krea's", "krea", post("/generate/image/krea/krea-2/large", {})],
    ["a path that nobody knows", "krea", post("/styles/train", {})],
    ["another method", "krea", { method: "PATCH", path: "/jobs/1", body: {} }],
    ["a delete of something else", "krea", { method: "DELETE", path: "/assets/1", body: undefined }],
    ["an order that cannot be read", "krea", post(KREA, undefined)],
    ["another model of Cloudflare's", "cloudflare", post(RUN, { model: "krea/krea-2-large", input: {} })],
    ["the path form", "cloudflare", post(`${RUN}/krea/krea-2-large`, {})],
    ["a run without an input", "cloudflare", post(RUN, { model: "krea/krea-2-medium-turbo" })],
    ["another model of Runware's", "runware", post("", [{ ...task(), model: "krea:krea@2-large" }])],
    ["a task that nobody knows", "runware", post("", [{ taskType: "videoInference" }])],
    ["no list", "runware", post("", task())],
    ["a number of images that is none", "runware", post("", [task({ numberResults: "20" })])],
    ["a negative number of images", "runware", post("", [task({ numberResults: -1 })])],
  ] as const)("%s", (_, service, request) => {
    expect(() => priceOfRequest(service, request)).toThrow(NotAllowed);
  });
});

describe("the purse", () => {
  it("gives up to the cap and not a micro-dollar more", () => {
    const purse = createPurse(30_000);
    purse.open("a", 100_000);
    purse.take(15_000);
    purse.take(15_000);
    expect(() => purse.take(1)).toThrow(PurseEmpty);
    expect(purse.takenMicroUsd).toBe(30_000);
    expect(purse.refusal).toMatch(/cap of \$0\.0300/);
  });

  it("gives a check no more than it said", () => {
    const purse = createPurse(1_000_000);
    purse.open("a", 15_000);
    purse.take(15_000);
    expect(() => purse.take(15_000)).toThrow(/a may cost \$0\.0150/);
    purse.open("b", 15_000);
    expect(purse.refusal).toBeUndefined();
    purse.take(15_000);
    expect([purse.takenMicroUsd, purse.takenByCheckMicroUsd]).toStrictEqual([30_000, 15_000]);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("takes %s for no price", (microUsd) => {
    const purse = createPurse(1_000_000);
    purse.open("a", 1_000_000);
    expect(() => purse.take(microUsd)).toThrow(PurseEmpty);
    expect(purse.takenMicroUsd).toBe(0);
  });
});

describe("the door", () => {
  const openDoor = (capMicroUsd = 1_000_000, answer = new Response("{}")) => {
    const sent: { url: string; init: RequestInit | undefined }[] = [];
    const fetch: Fetch = async (url, init) => {
      sent.push({ url, init });
      return answer;
    };
    const purse = createPurse(capMicroUsd);
    purse.open("a", 1_000_000);
    const state = { isEmulated: false };
    const access = [{ service: "krea", baseUrl: "https://api.krea.ai", key: "k" }] as const;
    const onEmulated = () => {
      state.isEmulated = true;
    };
    return { sent, purse, state, door: createDoor({ fetch, access, purse, onEmulated }) };
  };
  const order = { method: "POST", body: "{}", headers: { authorization: "Bearer k" } };

  it("takes the money before the request leaves", async () => {
    const { door, purse, sent } = openDoor();
    await door(`https://api.krea.ai${KREA}`, order);
    expect([purse.takenMicroUsd, sent.length]).toStrictEqual([15_000, 1]);
  });

  it("sends nothing that the purse does not cover", async () => {
    const { door, sent } = openDoor(14_999);
    await expect(door(`https://api.krea.ai${KREA}`, order)).rejects.toThrow(PurseEmpty);
    expect(sent).toStrictEqual([]);
  });

  it.each([
    ["a key to a stranger", "https://gen.krea.ai/images/1.png", { headers: { authorization: "Bearer k" } }],
    ["an order to a stranger", `https://api.krea.ai.example${KREA}`, { method: "POST", body: "{}" }],
    ["an order over http", `http://api.krea.ai${KREA}`, { method: "POST", body: "{}" }],
    ["an order behind a dot path", `https://api.krea.ai/jobs/..${KREA.replace("turbo", "")}`, order],
  ])("does not send %s", async (_, url, init) => {
    const { door, sent } = openDoor();
    await expect(door(url, init)).rejects.toThrow(NotAllowed);
    expect(sent).toStrictEqual([]);
  });

  it("follows no redirect, whatever was asked", async () => {
    const { door, sent } = openDoor();
    await door("https://api.krea.ai/jobs", { redirect: "follow" });
    expect(sent[0]?.init?.redirect).toBe("manual");
  });

  it("notices the emulator", async () => {
    const { door, state } = openDoor(
      0,
      new Response("{}", { headers: { server: "unikrea-emulator/0.1.0" } }),
    );
    await door("https://api.krea.ai/jobs");
    expect(state.isEmulated).toBe(true);
  });
});
