import { isUnikreaError, type UnikreaError } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import { answering, type FakeProviderOptions, imageUrl, setScene, TINY_IMAGES } from "../../src/index.ts";
import { boothSubject } from "../toy/booth-subject.ts";
import { REQUEST, stage } from "./stage.ts";

const PNG = TINY_IMAGES["image/png"];
const LINK = imageUrl("fake-1-0");
const ELSEWHERE = "https://cdn.example.net/picture.png";

type Serve = (url: string, turn: number, init: RequestInit) => Response | Error;

const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } });
const text = (body: string, status = 200) => new Response(body, { status });

/** Makes one image, whose file is served like this, and asks for its bytes. */
async function download(serve: Serve, options: FakeProviderOptions = {}) {
  const urls: string[] = [];
  const headers: Record<string, string>[] = [];
  const fetch = async (url: string, init: RequestInit = {}) => {
    urls.push(url);
    headers.push(Object.fromEntries(new Headers(init.headers)));
    const answer = serve(url, urls.length - 1, init);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const scene = stage({ ...options, fetch });
  const { clock, ends, k2 } = scene;
  const [image] = (await ends(k2.generate(REQUEST))).images;
  if (!image) throw new Error("there is no image");
  const startedAt = clock.now();
  const outcome = await ends(image.bytes().catch((error: unknown) => error as UnikreaError));
  const tookMs = clock.now() - startedAt;
  return { ...scene, image, outcome, urls, headers, tookMs };
}

/** The file in four pieces, with a pause after each. */
function pieces(pause: () => Promise<unknown>): ReadableStream {
  const size = Math.ceil(PNG.length / 4);
  let from = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (from > 0) await pause();
        if (from < PNG.length) controller.enqueue(PNG.slice(from, from + size));
        else controller.close();
        from += size;
      },
    },
    { highWaterMark: 0 },
  );
}

/** The same for a download that must fail. */
async function downloadFailure(serve: Serve, options: FakeProviderOptions = {}) {
  const result = await download(serve, options);
  if (!isUnikreaError(result.outcome)) expect.fail("the download went well");
  const paid = { code: "download_failed", outcome: "settled", billed: "yes", phase: "download" };
  expect(result.outcome).toMatchObject(paid);
  return { ...result, error: result.outcome };
}

describe("the bytes of an image", () => {
  it("are fetched when they are first asked for, once, and without any key", async () => {
    const { image, outcome, urls, headers, ends } = await download(() => new Response(PNG));
    expect(outcome).toStrictEqual(PNG);
    expect(await ends(image.base64())).toBe(btoa(String.fromCharCode(...PNG)));
    expect(urls).toStrictEqual([LINK]);
    expect(Object.keys(headers[0] ?? {})).not.toContain("authorization");
  });

  it("tell what the image is", async () => {
    const { image } = await download(() => new Response(TINY_IMAGES["image/jpeg"]));
    expect(image).toMatchObject({ mediaType: "image/jpeg", width: 2, height: 2, url: LINK });
  });

  it("are fetched once for callers that ask at the same time", async () => {
    let served = 0;
    const { k2, ends } = stage({
      fetch: async () => {
        served++;
        return new Response(PNG);
      },
    });
    const [image] = (await ends(k2.generate(REQUEST))).images;
    expect(image).toMatchObject({ mediaType: undefined, width: undefined, height: undefined });
    await ends(Promise.all([image?.bytes(), image?.base64(), image?.bytes()]));
    expect(served).toBe(1);
  });

  it("are not fetched at all when they came with the answer", async () => {
    const { k2, ends, service } = setScene(boothSubject);
    const [image] = (await ends(k2.generate(REQUEST))).images;
    expect(await ends(image?.bytes() ?? Promise.resolve(undefined))).toStrictEqual(PNG);
    expect(image?.url).toBeUndefined();
    expect(service.seen("download")).toHaveLength(0);
  });

  it.each<[string, (turn: number) => Response | Error]>([
    ...[408, 409, 425, 429, 500, 502, 503, 504, 522].map((status): [string, () => Response] => [
      `a ${status}`,
      () => text("no", status),
    ]),
    ["a dropped connection", () => new TypeError("fetch failed")],
    ["a page of HTML", () => text("<!DOCTYPE html>")],
    ["half a file", () => new Response(PNG.slice(0, 40))],
    ["nothing", () => new Response(null, { status: 204 })],
  ])("are tried for again after %s", async (_, bad) => {
    const { outcome, tookMs } = await download((_url, turn) => (turn < 2 ? bad(turn) : new Response(PNG)));
    expect(outcome).toStrictEqual(PNG);
    expect(tookMs).toBe(1200);
  });

  it("are given up after five tries, can be asked for again, and never cost a second image", async () => {
    let isUp = false;
    const { error, urls, image, ends, tookMs, provider } = await downloadFailure(() =>
      isUp ? new Response(PNG) : text("no", 503),
    );
    expect(error).toMatchObject({ retryable: true });
    expect(urls).toHaveLength(5);
    expect(tookMs).toBe(9200);
    isUp = true;
    expect(await ends(image.bytes())).toStrictEqual(PNG);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it.each<[string, () => Promise<Response>]>([
    ["that never come", () => new Promise(() => {})],
    ["of which only the first came", async () => new Response(pieces(async () => new Promise(() => {})))],
  ])("%s are waited for ten seconds a try, and given up in the end", async (_, fetch) => {
    const { k2, ends, clock } = stage({ fetch });
    const [image] = (await ends(k2.generate(REQUEST))).images;
    const startedAt = clock.now();
    const error = await ends((image?.bytes() ?? Promise.resolve()).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: "download_failed", billed: "yes" });
    expect(clock.now() - startedAt).toBe(5 * 10_000 + 9200);
    expect(clock.pendingTimers).toBe(0);
  });

  it("may come slowly, as long as they come", async () => {
    const { k2, ends, clock } = stage({
      fetch: async () =>
        new Response(pieces(() => new Promise((resolve) => clock.setTimer(() => resolve(undefined), 9000)))),
    });
    const [image] = (await ends(k2.generate(REQUEST))).images;
    const startedAt = clock.now();
    expect(await ends(image?.bytes() ?? Promise.resolve(undefined))).toStrictEqual(PNG);
    expect(clock.now() - startedAt).toBe(4 * 9000);
  });
});

describe("a link that has expired", () => {
  it.each([401, 403, 404, 410])("with a %i is asked for again", async (status) => {
    const fresh = answering({ id: "fake-1", state: "done", urls: [ELSEWHERE] });
    const { outcome, urls, provider } = await download(
      (url) => (url === ELSEWHERE ? new Response(PNG) : text("expired", status)),
      { twists: { poll: [...Array.from({ length: 6 }, () => undefined), fresh] } },
    );
    expect(outcome).toStrictEqual(PNG);
    expect(urls).toStrictEqual([LINK, ELSEWHERE]);
    expect(provider.service.made("submit")).toHaveLength(1);
  });

  it("stays expired when the provider has no other: it is paid for, and the error says so", async () => {
    const { error, urls } = await downloadFailure(() => text("expired", 403));
    expect(urls).toStrictEqual([LINK, LINK, LINK, LINK, LINK]);
    expect(error.hint).toContain("paid for");
  });

  it("of a provider without polls is only tried again", async () => {
    const { urls } = await downloadFailure(() => text("expired", 403), { delivery: "sync" });
    expect(urls).toHaveLength(5);
  });
});

describe("where a link may lead", () => {
  it("is another public host, over a few redirects", async () => {
    const { outcome, urls, headers } = await download((_url, turn) =>
      turn < 3 ? redirect(`${ELSEWHERE}?${turn}`, [301, 302, 307][turn]) : new Response(PNG),
    );
    expect(outcome).toStrictEqual(PNG);
    expect(urls).toStrictEqual([LINK, `${ELSEWHERE}?0`, `${ELSEWHERE}?1`, `${ELSEWHERE}?2`]);
    expect(headers.every((each) => each.authorization === undefined)).toBe(true);
  });

  it("is not an endless ring of redirects", async () => {
    const { error, urls } = await downloadFailure(() => redirect(LINK));
    expect(error).toMatchObject({ retryable: false });
    expect(urls).toHaveLength(4);
  });

  it("may be relative to the page it was found on", async () => {
    const { urls } = await download((_url, turn) =>
      turn === 0 ? redirect("/moved.png") : new Response(PNG),
    );
    expect(urls).toStrictEqual([LINK, "https://images.example.com/moved.png"]);
  });

  it.each([
    "http://images.example.net/1.png",
    "https://127.0.0.1/1.png",
    "https://localhost/1.png",
    "https://[::1]/1.png",
    "https://[::ffff:10.0.0.1]/1.png",
    "https://10.0.0.1/1.png",
    "https://192.168.1.1/1.png",
    "https://169.254.169.254/latest/meta-data",
    "https://0x7f000001/1.png",
    "https://2130706433/1.png",
    "https://metadata.google.internal/1.png",
    "https://printer.local/1.png",
    "https://intranet/1.png",
    "https://user:secret@images.example.net/1.png",
    "file:///etc/passwd",
    "data:text/html,hello",
    "javascript:alert(1)",
    "ftp://images.example.net/1.png",
    "blob:https://images.example.net/1",
    "not a link",
    "",
  ])("is not %s: neither at first nor by a redirect", async (link) => {
    const direct = answering({ id: "fake-1", state: "done", urls: [link] });
    const first = await downloadFailure(() => new Response(PNG), { twists: { poll: [direct] } });
    expect(first.urls).toStrictEqual([]);
    expect(first.error.retryable).toBe(false);
    if (link === "") return;
    const { urls, error } = await downloadFailure(() => redirect(URL.canParse(link) ? link : "http://:bad"));
    expect(urls).toStrictEqual([LINK]);
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("is this machine when the service is on it", async () => {
    const link = "http://127.0.0.1:8787/images/1.png";
    const direct = answering({ id: "fake-1", state: "done", urls: [link] });
    const { outcome, urls } = await download(() => new Response(PNG), {
      local: true,
      twists: { poll: [direct] },
    });
    expect(outcome).toStrictEqual(PNG);
    expect(urls).toStrictEqual([link]);
  });

  it("is not a file even when the service is on this machine", async () => {
    const direct = answering({ id: "fake-1", state: "done", urls: ["file:///etc/passwd"] });
    const { urls } = await downloadFailure(() => new Response(PNG), {
      local: true,
      twists: { poll: [direct] },
    });
    expect(urls).toStrictEqual([]);
  });

  it("is never printed with what makes it a key", async () => {
    const signed = `${ELSEWHERE}?X-Amz-Signature=deadbeef&X-Amz-Credential=abc`;
    const direct = answering({ id: "fake-1", state: "done", urls: [signed] });
    const { error } = await downloadFailure(() => text("<Error>X-Amz-Signature=deadbeef</Error>", 400), {
      twists: { poll: [direct] },
    });
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain("deadbeef");
  });
});

describe("how much is read", () => {
  it("is not what a header promises beyond the limit", async () => {
    const { error } = await downloadFailure(
      () => new Response(PNG, { headers: { "content-length": "65000000" } }),
    );
    expect(error.message).toContain("more than 64000000 bytes");
  });

  it("is not a stream without an end", async () => {
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          sent += 1_000_000;
          controller.enqueue(new Uint8Array(1_000_000));
        },
      });
    const { error } = await downloadFailure(() => new Response(endless()));
    expect(error.message).toContain("more than 64000000 bytes");
    // Five tries of 64 MB, and what lies ready in the streams' buffers.
    expect(sent).toBeLessThan(360_000_000);
  });

  it("is not an image of billions of pixels", async () => {
    const bomb = PNG.slice();
    new DataView(bomb.buffer).setUint32(16, 65_535);
    new DataView(bomb.buffer).setUint32(20, 65_535);
    const { error } = await downloadFailure(() => new Response(bomb));
    expect(error.message).toContain("not a whole PNG, JPEG or WebP");
  });

  it.each([
    ["a GIF", "GIF89a".padEnd(100)],
    ["an SVG", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"],
    ["a PDF", "%PDF-1.7".padEnd(100)],
    ["JSON", JSON.stringify({ error: "gone" }).padEnd(100)],
  ])("is no image when it is %s", async (_, body) => {
    const { error } = await downloadFailure(() => text(body));
    expect(error.message).toContain("not a whole PNG, JPEG or WebP");
  });
});
