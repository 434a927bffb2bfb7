import { canonicalRequest } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { fromWire, tokenFrom, toWire } from "../src/mapping.ts";
import { JOB, STATUSES, TOKEN } from "../src/wire.ts";
import { bodyOf, CREATED_AT, JOB_ID } from "./fixture.ts";

const IMAGE = `https://gen.krea.ai/images/${JOB_ID}.png`;
const END = "2026-10-09T08:15:43.900Z";
const token = { jobId: JOB_ID, createdAt: CREATED_AT };

const job = (more: object) => ({ job_id: JOB_ID, status: "processing", created_at: CREATED_AT, ...more });
const outcomeOf = (body: unknown) => fromWire(z.parse(JOB, body));

const pending = (phase: string, detail: string) => ({ status: "pending", phase, detail });
const made = (...urls: string[]) => ({
  status: "settled",
  images: urls.map((url) => ({ url })),
  failures: [],
});
const failed = (code: string, message: string, billed = "no") => ({
  status: "settled",
  images: [],
  failures: [{ code, message, billed, n: 1 }],
});

/** Each documented state and shape. The first column is a fixture, or a whole job. */
const rows: [string, unknown, object][] = [
  ["a job that was just taken", bodyOf("submit.queued.response"), pending("queued", "queued")],
  ["a job that runs at once", bodyOf("submit.processing.response"), pending("running", "processing")],
  ["a job that waits for its turn", bodyOf("poll.backlogged.response"), pending("queued", "backlogged")],
  ["a job with a place", job({ status: "scheduled" }), pending("queued", "scheduled")],
  ["a job that is drawn", bodyOf("poll.sampling.response"), pending("running", "sampling")],
  [
    "a preview, which is no result",
    bodyOf("poll.preview.response"),
    pending("running", "intermediate-complete"),
  ],
  ["urls as strings", bodyOf("poll.completed.response"), made(IMAGE)],
  ["urls as objects, of which previews are none", bodyOf("poll.completed-objects.response"), made(IMAGE)],
  ["urls as a map, of which previews are none", bodyOf("poll.completed-map.response"), made(IMAGE)],
  [
    "a failure at the top",
    bodyOf("poll.failed.response"),
    failed("job_failed", "krea failed the job: the generation service failed"),
  ],
  [
    "a failure within the result",
    bodyOf("poll.failed-older.response"),
    failed("content_rejected", "krea refused the content: refused"),
  ],
  [
    "moderation without a word",
    bodyOf("poll.moderated.response"),
    failed("content_rejected", "krea refused the content: nsfw"),
  ],
  ["a canceled job", bodyOf("poll.canceled.response"), failed("job_canceled", "krea: the job was canceled")],

  ["a state nobody has heard of", job({ status: "levitating" }), pending("running", "levitating")],
  ["a state that is no word", job({ status: ["completed"] }), pending("running", "")],
  ["a state that is missing", { job_id: JOB_ID }, pending("running", "")],
  ["a state named like a method", job({ status: "toString" }), pending("running", "toString")],
  [
    "an unknown state that is over, with an image",
    job({ status: "archived", completed_at: END, result: { urls: [IMAGE] } }),
    made(IMAGE),
  ],
  [
    "an unknown state that is over, without one",
    job({ status: "archived", completed_at: END }),
    failed("job_failed", "krea failed the job", "maybe"),
  ],
  ["done, but the image is not there yet", job({ status: "completed" }), made()],
  ["done, with a result of null", job({ status: "completed", result: null }), made()],
  ["done, with an empty list", job({ status: "completed", result: { urls: [] } }), made()],
  [
    "done, with only a preview",
    job({ status: "completed", result: { urls: [{ type: "preview", url: IMAGE }] } }),
    made(),
  ],
  [
    "done, with links that are none",
    job({ status: "completed", result: { urls: ["", null, 7, {}, { url: "" }, { url: ["x"] }] } }),
    made(),
  ],
  ["done, with urls of another form", job({ status: "completed", result: { urls: IMAGE } }), made()],
  ["done, with a result of another form", job({ status: "completed", result: "x", completed_at: 7 }), made()],
  [
    "done, with more links than the one image",
    job({ status: "completed", result: { urls: [IMAGE, "https://gen.krea.ai/images/2.png"] } }),
    made(IMAGE),
  ],
  [
    "a state with escapes in it",
    job({ status: "lev\u001b[31mit\nating" }),
    pending("running", "lev [31mit ating"),
  ],
  [
    "a failure in words alone",
    job({ status: "failed", error: "it broke" }),
    failed("job_failed", "krea failed the job: it broke"),
  ],
  [
    "a failure in words within the result",
    job({ status: "failed", result: { error: "it broke" } }),
    failed("job_failed", "krea failed the job: it broke"),
  ],
  [
    "a failure with a code of another form",
    job({ status: "failed", error: { code: 7, message: ["x"] } }),
    failed("job_failed", "krea failed the job: 7"),
  ],
  ["a failure without a reason", job({ status: "failed" }), failed("job_failed", "krea failed the job")],
  [
    "a failure that prints a key",
    job({ status: "failed", error: { code: "internal", message: "Bearer abc\u001b[31m" } }),
    failed("job_failed", "krea failed the job: Bearer [redacted]"),
  ],
  ["dates that are none", job({ created_at: 7, completed_at: {} }), pending("running", "processing")],
];

describe("Krea to canonical", () => {
  it.each(rows)("%s", (_, body, outcome) => {
    expect(outcomeOf(body)).toStrictEqual(outcome);
  });

  it.each(["nsfw", "ip_detected", "violence", "personal_info", "safety_filter", "CONTENT_MODERATED"])(
    "the code %s is refused content",
    (code) => {
      expect(outcomeOf(job({ status: "failed", error: { code } }))).toMatchObject({
        failures: [{ code: "content_rejected", billed: "no" }],
      });
    },
  );

  it("has a row for every documented state", () => {
    const seen = rows.map(([, body]) => Object(body).status);
    expect(seen).toEqual(expect.arrayContaining(Object.keys(STATUSES)));
  });

  it.each([
    { job_id: 7 },
    { job_id: null },
    { job_id: "" },
    { job_id: "../../assets" },
    { job_id: "x".repeat(101) },
    {},
  ])("an answer with the id of %j is none", (body) => {
    expect(z.safeParse(JOB, { ...job({}), job_id: undefined, ...body }).success).toBe(false);
  });
});

describe("the handle of a job", () => {
  const { wire } = toWire({ ...canonicalRequest(), options: {} });
  const read = (body: unknown) => tokenFrom(wire, z.parse(JOB, body));

  it("is its id and its time, as plain JSON", () => {
    expect(read(bodyOf("submit.queued.response"))).toStrictEqual(token);
    expect(z.parse(TOKEN, JSON.parse(JSON.stringify(token)))).toStrictEqual(token);
  });

  it("does without a time", () => {
    expect(read({ job_id: JOB_ID, status: "queued" })).toStrictEqual({ jobId: JOB_ID, createdAt: null });
  });

  it.each([
    {},
    { jobId: 7, createdAt: null },
    { jobId: "..", createdAt: null },
    { jobId: JOB_ID },
    null,
    JOB_ID,
  ])("is not %j", (stored) => {
    expect(z.safeParse(TOKEN, stored).success).toBe(false);
  });
});
