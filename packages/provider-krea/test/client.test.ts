import { type CanonicalRequest, UnikreaError } from "@unikrea/core";
import { canonicalRequest, TINY_IMAGES } from "@unikrea/testkit";
import nock from "nock";
import { describe, expect, it } from "vitest";
import { type KreaOptions, krea } from "../src/index.ts";
import { bodyOf, CREATED_AT, JOB_ID, OTHER_JOB_ID } from "./fixture.ts";
import { API_KEY, answer, answerSubmission, cutLines, still } from "./line.ts";

cutLines();

const provider = krea({ apiKey: API_KEY, baseUrl: "https://api.krea.ai" });
const MEDIUM = "/generate/image/krea/krea-2/medium";
const MINIMAL = bodyOf("submit.minimal.request");
const token = { jobId: JOB_ID, createdAt: CREATED_AT };
const other = { jobId: OTHER_JOB_ID, createdAt: "2026-10-09T08:15:00.000001Z" };
const queued = { status: "pending", phase: "queued", detail: "queued" };
const done = {
  status: "settled",
  images: [{ url: `https://gen.krea.ai/images/${JOB_ID}.png` }],
  failures: [],
};
const job = (status: string) => ({ job_id: JOB_ID, status, created_at: CREATED_AT });

const requestOf = (changes: Partial<CanonicalRequest> = {}, options: KreaOptions = {}) =>
  canonicalRequest({ ...changes, providerOptions: { krea: options } });

async function failureOf(work: Promise<unknown>): Promise<UnikreaError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof UnikreaError) return error;
  throw new Error("expected an error of ours", { cause: error });
}

describe("a submission", () => {
  it("posts the body of the minimal fixture, with our key and nothing else of ours", async () => {
    answerSubmission(MEDIUM, MINIMAL, { reply: bodyOf("submit.queued.response") });
    const context = still();
    const submitted = await provider.submit(requestOf(), "our-own-id", context);
    expect(submitted).toStrictEqual({ token, outcome: queued, warnings: [] });
    expect(context.warnings).toStrictEqual([]);
  });

  it("posts the body of the full fixture to the path of its model", async () => {
    answerSubmission("/generate/image/krea/krea-2/large", bodyOf("submit.full.request"), {
      reply: bodyOf("submit.processing.response"),
    });
    const image = (url: string, strength: number) => ({ image: { kind: "url", url } as const, strength });
    const request = requestOf({
      model: "krea-2-large",
      prompt: "a fox in snow",
      aspectRatio: "3:4",
      creativity: "raw",
      sliders: { intensity: 100, complexity: -100, movement: 1 },
      seed: 4_294_967_295,
      styles: [
        { id: "ink-wash", strength: -1.5 },
        { id: "gouache", strength: 2 },
      ],
      references: [
        image("https://pictures.example.com/fog.jpg", 0.25),
        image("https://app-uploads.krea.ai/u/1-reference.png", 1),
      ],
      moodboard: { id: "6f1f7a52-6d0e-4a0c-9a55-2f9f3f0f7c11", strength: 0.35 },
      source: image("https://pictures.example.com/snow.png", 0.99),
    });
    const { outcome } = await provider.submit(request, "id", still());
    expect(outcome).toStrictEqual({ status: "pending", phase: "running", detail: "processing" });
  });

  it("says in headers what was asked for there", async () => {
    const webhookUrl = "https://hooks.example.com/krea?token=1";
    answerSubmission(
      MEDIUM,
      MINIMAL,
      { reply: bodyOf("submit.queued.response") },
      { "x-webhook-url": webhookUrl, "x-api-zero-data-retention": "1" },
    );
    await provider.submit(requestOf({}, { webhookUrl, zeroDataRetention: true }), "id", still());
  });

  it("is read whatever its content type says", async () => {
    const headers = { "content-type": "text/plain" };
    answerSubmission(MEDIUM, MINIMAL, { reply: bodyOf("submit.queued.response"), headers });
    expect((await provider.submit(requestOf(), "id", still())).token).toStrictEqual(token);
  });

  it.each([200, 201, 202])("is accepted with a %i", async (status) => {
    answerSubmission(MEDIUM, MINIMAL, { status, reply: bodyOf("submit.queued.response") });
    expect((await provider.submit(requestOf(), "id", still())).token).toStrictEqual(token);
  });

  it.each([
    [401, "error.unauthorized.response", "authentication", "Unauthorized"],
    [402, "error.balance.response", "insufficient_credits", "not enough balance"],
    [410, "error.retired.response", "request_rejected", "retired"],
    [422, "error.validation.response", "request_rejected", "resolution"],
    [429, "error.concurrency.response", "rate_limited", "concurrent"],
  ])("that is answered %i is a refusal, in Krea's own words", async (status, name, code, words) => {
    answerSubmission(MEDIUM, MINIMAL, { status, reply: bodyOf(name) });
    const error = await failureOf(provider.submit(requestOf(), "id", still()));
    expect(error).toMatchObject({ code, status, outcome: "refused", billed: "no", phase: "submit" });
    expect(error.message).toContain(words);
  });

  it("that ends in a page of the edge has an unknown outcome", async () => {
    answerSubmission(MEDIUM, MINIMAL, { status: 524, reply: "<!DOCTYPE html><title>524</title>" });
    const error = await failureOf(provider.submit(requestOf(), "id", still()));
    expect(error).toMatchObject({
      code: "outcome_unknown",
      outcome: "unknown",
      billed: "maybe",
      status: 524,
    });
    expect(error.message).not.toContain("DOCTYPE");
  });

  it("whose connection breaks has an unknown outcome, and is sent once", async () => {
    nock("https://api.krea.ai")
      .post(MEDIUM)
      .replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    const error = await failureOf(provider.submit(requestOf(), "id", still()));
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
  });

  it("that cannot leave was not sent", async () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
    nock("https://api.krea.ai").post(MEDIUM).replyWithError(refused);
    const error = await failureOf(provider.submit(requestOf(), "id", still()));
    expect(error).toMatchObject({ code: "provider_unavailable", outcome: "not_sent", billed: "no" });
  });

  it("does not follow a redirect", async () => {
    answerSubmission(MEDIUM, MINIMAL, {
      status: 307,
      headers: { location: "https://elsewhere.example.com/" },
    });
    expect(await failureOf(provider.submit(requestOf(), "id", still()))).toMatchObject({
      outcome: "refused",
    });
  });

  it("has 30 s by the provider's own word, and keeps to those of its context", async () => {
    answerSubmission(MEDIUM, MINIMAL, { reply: bodyOf("submit.queued.response") });
    const context = still(1234);
    await provider.submit(requestOf(), "id", context);
    expect(provider.submitTimeoutMs).toBe(30_000);
    // Core's own timer, for what comes before the exchange, is set as well.
    expect(context.delays).toContain(1234);
    expect(Math.min(...context.delays)).toBe(1234);
  });
});

describe("a model that is to be retired", () => {
  const sunset = "Tue, 01 Dec 2026 00:00:00 GMT";
  it.each([
    [{ deprecation: "true", sunset }, [`krea retires it on ${sunset}`]],
    [{ deprecation: "true" }, ["krea retires it"]],
    [{ sunset }, [`krea retires it on ${sunset}`]],
    [{}, []],
  ])("by the headers %j is warned of", async (headers, messages) => {
    answerSubmission(MEDIUM, MINIMAL, { reply: bodyOf("submit.queued.response"), headers });
    const context = still();
    await provider.submit(requestOf(), "id", context);
    expect(context.warnings).toStrictEqual(
      messages.map((message) => ({ type: "deprecated", path: "model", message, provider: "krea" })),
    );
  });
});

describe("a poll", () => {
  it("asks about one job", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: bodyOf("poll.completed.response") });
    expect(await provider.poll(token, still())).toStrictEqual(done);
  });

  it.each([
    [404, "job_not_found", false],
    [429, "rate_limited", true],
    [500, "provider_unavailable", true],
    [401, "authentication", false],
  ])("that is answered %i is %s", async (status, code, retryable) => {
    answer("GET", `/jobs/${JOB_ID}`, { status, reply: { error: "no" }, headers: { "retry-after": "4" } });
    const error = await failureOf(provider.poll(token, still()));
    expect(error).toMatchObject({ code, retryable, phase: "poll", retryAfterMs: 4000 });
  });

  it("whose answer cannot be read may be asked again", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: "<html>" });
    const error = await failureOf(provider.poll(token, still()));
    expect(error).toMatchObject({ code: "invalid_response", retryable: true });
  });
});

describe("a question about many jobs", () => {
  it("reads the list, newest first, and gives each job what is said of it", async () => {
    answer("GET", "/jobs?limit=100", { reply: bodyOf("list.page.response") });
    const unknown = { jobId: "nobody", createdAt: null };
    expect(await provider.pollMany([other, token], still())).toStrictEqual([queued, done]);
    answer("GET", "/jobs?limit=100", { reply: bodyOf("list.page.response") });
    answer("GET", "/jobs?limit=100&cursor=2026-10-09T08%3A15%3A00.000001Z", {
      reply: bodyOf("list.older-cursor.response"),
    });
    expect(await provider.pollMany([token, unknown], still())).toStrictEqual([done, undefined]);
  });

  it("goes back no further than the oldest job, and takes the cursor in either spelling", async () => {
    const page = (nextCursor: string) => ({ items: [], nextCursor });
    answer("GET", "/jobs?limit=100", { reply: page("2026-10-09T08:20:00.000Z") });
    answer("GET", "/jobs?limit=100&cursor=2026-10-09T08%3A20%3A00.000Z", {
      reply: page("2026-10-09T08:10:00.000Z"),
    });
    expect(await provider.pollMany([token], still())).toStrictEqual([undefined]);
  });

  it("reads at most ten pages", async () => {
    const { length } = Array.from({ length: 10 }, (_, index) => {
      const cursor = index === 0 ? "" : `&cursor=${encodeURIComponent(`2026-10-09T09:00:${10 + index}Z`)}`;
      const next = `2026-10-09T09:00:${11 + index}Z`;
      answer("GET", `/jobs?limit=100${cursor}`, { reply: { items: [], next_cursor: next } });
      return next;
    });
    expect(await provider.pollMany([token], still())).toStrictEqual([undefined]);
    expect(length).toBe(10);
  });

  it("takes large pages for many jobs", async () => {
    const tokens = Array.from({ length: 51 }, (_, index) => ({
      jobId: `job-${index}`,
      createdAt: CREATED_AT,
    }));
    const items = tokens.map(({ jobId }) => ({ ...job("queued"), job_id: jobId }));
    answer("GET", "/jobs?limit=1000", { reply: { items, next_cursor: null } });
    expect(await provider.pollMany(tokens, still())).toStrictEqual(tokens.map(() => queued));
  });

  it("hears the others when one entry is garbled", async () => {
    const items = [null, 7, { job_id: JOB_ID }, { ...job("queued"), job_id: OTHER_JOB_ID }];
    answer("GET", "/jobs?limit=100", { reply: { items, next_cursor: null } });
    const [first, second] = await provider.pollMany([token, other], still());
    expect(first).toMatchObject({ status: "pending", phase: "running" });
    expect(second).toStrictEqual(queued);
  });

  it("that is answered with something else may be asked again", async () => {
    answer("GET", "/jobs?limit=100", { reply: { jobs: [] } });
    const error = await failureOf(provider.pollMany([token], still()));
    expect(error).toMatchObject({
      code: "invalid_response",
      phase: "poll",
      retryable: true,
      provider: "krea",
    });
    expect(error.message).toContain("items");
  });
});

describe("a cancellation", () => {
  const canceled = { failures: [{ code: "job_canceled", billed: "no" }] };

  it("looks, deletes, and looks again", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("sampling") });
    answer("DELETE", `/jobs/${JOB_ID}`);
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("cancelled") });
    expect(await provider.cancel(token, still())).toMatchObject(canceled);
  });

  it.each(["completed", "failed", "cancelled"])("deletes no job that is %s", async (status) => {
    answer("GET", `/jobs/${JOB_ID}`, {
      reply: { ...job(status), result: { urls: ["https://gen.krea.ai/1.png"] } },
    });
    expect(await provider.cancel(token, still())).toMatchObject({ status: "settled" });
  });

  it("deletes no job that has ended in a state nobody has heard of", async () => {
    const ended = {
      ...job("archived"),
      completed_at: CREATED_AT,
      result: { urls: ["https://gen.krea.ai/1.png"] },
    };
    answer("GET", `/jobs/${JOB_ID}`, { reply: ended });
    expect(await provider.cancel(token, still())).toMatchObject({
      images: [{ url: "https://gen.krea.ai/1.png" }],
    });
  });

  it("takes a job that is gone afterwards for canceled", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("queued") });
    answer("DELETE", `/jobs/${JOB_ID}`, { reply: { success: true } });
    answer("GET", `/jobs/${JOB_ID}`, { status: 404, reply: { error: "Not found" } });
    expect(await provider.cancel(token, still())).toMatchObject(canceled);
  });

  it("takes a job that is gone when it is to be deleted for what a last look says", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("queued") });
    answer("DELETE", `/jobs/${JOB_ID}`, { status: 404, reply: { error: "Not found" } });
    answer("GET", `/jobs/${JOB_ID}`, { reply: bodyOf("poll.completed.response") });
    expect(await provider.cancel(token, still())).toStrictEqual(done);
  });

  it("takes no job for canceled that neither read nor delete could find: it may only be late to show", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("queued") });
    answer("DELETE", `/jobs/${JOB_ID}`, { status: 404, reply: { error: "Not found" } });
    answer("GET", `/jobs/${JOB_ID}`, { status: 404, reply: { error: "Not found" } });
    expect(await failureOf(provider.cancel(token, still()))).toMatchObject({ code: "job_not_found" });
  });

  it("says that the job goes on when it does", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("queued") });
    answer("DELETE", `/jobs/${JOB_ID}`);
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("sampling") });
    expect(await provider.cancel(token, still())).toMatchObject({ status: "pending" });
  });

  it("of a job that was not there before deletes nothing", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { status: 404, reply: { error: "Not found" } });
    expect(await failureOf(provider.cancel(token, still()))).toMatchObject({ code: "job_not_found" });
  });

  it("that is refused is an error of the cancellation", async () => {
    answer("GET", `/jobs/${JOB_ID}`, { reply: job("queued") });
    answer("DELETE", `/jobs/${JOB_ID}`, { status: 500, reply: { error: "no" } });
    const error = await failureOf(provider.cancel(token, still()));
    expect(error).toMatchObject({ code: "provider_unavailable", phase: "cancel" });
  });
});

describe("input images", () => {
  const bytes = { kind: "bytes", bytes: TINY_IMAGES["image/png"], mediaType: "image/png" } as const;
  const url = { kind: "url", url: "https://pictures.example.com/fog.jpg" } as const;
  const prepare = (image: typeof bytes | typeof url, options: KreaOptions = {}) =>
    provider.prepareImages(requestOf({ references: [{ image, strength: 0.5 }] }, options), still());

  it("of which we have the bytes are uploaded, as a form with one file", async () => {
    const form =
      /^--(\S+)\r\nContent-Disposition: form-data; name="file"; filename="reference.png"\r\nContent-Type: image\/png\r\n\r\n/i;
    nock("https://api.krea.ai", {
      reqheaders: { authorization: `Bearer ${API_KEY}`, "content-type": /^multipart\/form-data; boundary=/ },
    })
      // Bytes that are no text come as hexadecimal digits.
      .post("/assets", (sent) => form.test(Buffer.from(String(sent), "hex").toString("latin1")))
      .reply(200, JSON.stringify(bodyOf("asset.response")));
    const { references } = await prepare(bytes);
    const [reference] = references;
    expect(reference).toStrictEqual({
      image: {
        kind: "url",
        url: "https://app-uploads.krea.ai/3c90c3cc-0d44-4b50-8888-8dd25736052a/1791447330123-reference.png",
      },
      strength: 0.5,
    });
  });

  it("that are on the web stay there", async () => {
    expect((await prepare(url)).references).toStrictEqual([{ image: url, strength: 0.5 }]);
  });

  it("with zero data retention are not uploaded", async () => {
    const options = { zeroDataRetention: true };
    expect((await prepare(bytes, options)).references).toStrictEqual([{ image: bytes, strength: 0.5 }]);
  });

  it("whose upload is refused stop the request before it costs anything", async () => {
    nock("https://api.krea.ai").post("/assets").reply(400, { error: "Unsupported file type" });
    const error = await failureOf(prepare(bytes));
    expect(error).toMatchObject({
      code: "request_rejected",
      phase: "upload",
      outcome: "not_sent",
      billed: "no",
    });
    expect(error.message).toContain("Unsupported file type");
  });

  it("whose upload is answered with something else stop it too", async () => {
    nock("https://api.krea.ai").post("/assets").reply(200, { id: "x" });
    const error = await failureOf(prepare(bytes));
    expect(error).toMatchObject({
      code: "invalid_response",
      phase: "upload",
      outcome: "not_sent",
      billed: "no",
    });
    expect(error.message).toContain("image_url");
  });
});

describe("a probe", () => {
  it("is a free read that needs the key", async () => {
    answer("GET", "/jobs?limit=1", { reply: { items: [], next_cursor: null } });
    await provider.probe(still());
    answer("GET", "/jobs?limit=1", { status: 401, reply: bodyOf("error.unauthorized.response") });
    expect(await failureOf(provider.probe(still()))).toMatchObject({
      code: "authentication",
      phase: "probe",
    });
  });
});
