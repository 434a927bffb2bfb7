import { canonicalRequest } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { krea } from "../src/index.ts";
import { bodyOf, CREATED_AT, JOB_ID, OTHER_JOB_ID } from "./fixture.ts";
import { API_KEY, answer, cutLines, still } from "./line.ts";

cutLines();

const CREATED = Date.parse(CREATED_AT);
const date = new Date(CREATED + 2000).toUTCString();
const token = { jobId: JOB_ID, createdAt: CREATED_AT };
const other = { jobId: OTHER_JOB_ID, createdAt: "2026-10-09T08:15:00.000001Z" };

interface Look {
  afterMs?: number;
  isLastLook?: boolean;
  trustAbsence?: boolean;
}

/** Looks for a submission of the time of the fixtures, two seconds later. Their other job is ours. */
function look({ afterMs = 2000, isLastLook = false, trustAbsence }: Look = {}) {
  const context = still();
  const clock = { ...context.clock, wallTime: () => CREATED + afterMs };
  const provider = krea({ apiKey: API_KEY, baseUrl: "https://api.krea.ai", trustAbsence });
  const lost = {
    key: "our-own-id",
    request: canonicalRequest(),
    n: 1,
    model: "krea-2-medium",
    sentAt: CREATED - 100,
    lostAt: CREATED + 100,
    claimed: [other],
    looks: 0,
    isLastLook,
  } as const;
  return provider.find(lost, { ...context, clock });
}

const page = (next_cursor: string | null, ...items: object[]) => ({ items, next_cursor });
const cursorOf = (time: string) => `&cursor=${encodeURIComponent(time)}`;

describe("a look for a lost submission", () => {
  it("reads the list once, and takes the one job of that time with all that is said of it", async () => {
    answer("GET", "/jobs?limit=100", {
      reply: { ...Object(bodyOf("list.page.response")), next_cursor: null },
      headers: { date },
    });
    expect(await look()).toStrictEqual({
      status: "accepted",
      token,
      outcome: {
        status: "settled",
        images: [{ url: `https://gen.krea.ai/images/${JOB_ID}.png` }],
        failures: [],
      },
      isInferred: true,
    });
  });

  it("reads back for ten minutes before the submission, and no further", async () => {
    const recent = "2026-10-09T08:10:00.000Z";
    answer("GET", "/jobs?limit=100", {
      reply: page(recent, { job_id: JOB_ID, created_at: CREATED_AT }),
      headers: { date },
    });
    answer("GET", `/jobs?limit=100${cursorOf(recent)}`, { reply: page("2026-10-09T08:05:00.000Z") });
    expect(await look()).toMatchObject({ status: "accepted", token });
  });

  it("skips what is too young to matter", async () => {
    // Asked an hour later by both clocks, of which Krea's shows whole seconds.
    const headers = { date: "Fri, 09 Oct 2026 09:15:30 GMT" };
    answer("GET", "/jobs?limit=100", { reply: page("2026-10-09T09:00:00.000Z"), headers });
    // Ten minutes and three seconds after the answer was given up, less what the clocks differ by.
    answer("GET", `/jobs?limit=100${cursorOf("2026-10-09T08:25:33.100Z")}`, {
      reply: page(null, { job_id: JOB_ID, created_at: CREATED_AT }),
    });
    expect(await look({ afterMs: 3_600_000 })).toMatchObject({ status: "accepted", token });
  });

  it("reads at most ten pages, and says nothing about what it has not read", async () => {
    const times = Array.from({ length: 10 }, (_, index) => `2026-10-09T08:15:${29 - index}.000Z`);
    for (const [index, time] of times.entries()) {
      const cursor = times[index - 1];
      answer("GET", `/jobs?limit=100${cursor === undefined ? "" : cursorOf(cursor)}`, {
        reply: page(time),
        headers: { date },
      });
    }
    expect(await look({ isLastLook: true, trustAbsence: true })).toStrictEqual({
      status: "unknown",
      reason: "krea has more jobs of about that time than are read",
    });
  });

  it("knows nothing where Krea does not say what time it is there", async () => {
    answer("GET", "/jobs?limit=100", { reply: page(null, { job_id: JOB_ID, created_at: CREATED_AT }) });
    expect(await look()).toStrictEqual({
      status: "unknown",
      reason: "krea does not say what time it is there",
    });
  });

  it.each([
    [401, { message: "Unauthorized" }, "Unauthorized"],
    [429, { error: "too many" }, "too many"],
    [500, { error: "no" }, "500"],
    [200, { jobs: [] }, "items is wrong"],
    [200, "<html>", "cannot be read"],
  ])("that is answered %i %j knows nothing", async (status, reply, words) => {
    answer("GET", "/jobs?limit=100", { status, reply, headers: { date } });
    const found = await look({ isLastLook: true, trustAbsence: true });
    expect(found).toMatchObject({ status: "unknown", reason: expect.stringContaining(words) });
  });

  it("comes soon and then more rarely, and one submission is under way at a time", () => {
    expect(krea({ apiKey: API_KEY })).toMatchObject({
      submitsAtOnce: 1,
      findAfterMs: [1000, 2000, 4000, 8000, 15_000],
    });
  });
});
