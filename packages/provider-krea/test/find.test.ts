import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingOf, nextCursor, spanOf } from "../src/find.ts";

const NOON = Date.UTC(2026, 9, 9, 12);
const at = (ms: number) => new Date(NOON + ms).toISOString();
const job = (job_id: string, ms: number, more: object = {}) => ({
  job_id,
  status: "queued",
  created_at: at(ms),
  ...more,
});

describe("the time of a submission by Krea's clock", () => {
  const lost = { sentAt: 1_000_000, lostAt: 1_030_000 };
  const date = (ms: number) => new Date(ms).toUTCString();

  it.each([
    ["is ours, and a second more for what Date leaves out", 1_031_000, 1_031_000, 1_031_000, 0, 1000],
    ["is later where Krea's clock is ahead", 1_031_000, 1_031_000, 4_631_000, 3_600_000, 3_601_000],
    ["is earlier where Krea's clock is behind", 1_031_000, 1_031_000, 851_000, -180_000, -179_000],
    ["is as wide as the answer took", 1_031_000, 1_034_000, 1_034_000, 0, 4000],
  ])("%s", (_, askedAt, answeredAt, server, early, late) => {
    const from = 998_000 + early;
    const to = 1_032_000 + late;
    expect(spanOf(lost, { askedAt, answeredAt, date: date(server) })).toStrictEqual({
      from,
      to,
      since: from - 600_000,
      until: to + 600_000,
    });
  });

  it.each([
    ["without a date", { askedAt: 1_031_000, answeredAt: 1_031_000, date: null }],
    ["with a date that is none", { askedAt: 1_031_000, answeredAt: 1_031_000, date: "now" }],
    ["while our calendar was set back", { askedAt: 1_031_000, answeredAt: 1_030_999, date: date(1_031_000) }],
  ])("is not known %s", (_, exchange) => {
    expect(spanOf(lost, exchange)).toBeUndefined();
  });

  it("holds the instant at which the job was created, whatever the clocks and the network do", () => {
    const ms = (max: number) => fc.integer({ min: 0, max });
    const skew = fc.integer({ min: -1e9, max: 1e9 });
    const property = fc.property(
      skew,
      ms(30_000),
      ms(30_000),
      ms(60_000),
      ms(9000),
      ms(9000),
      (skewMs, untilCreated, untilLost, untilAsked, there, back) => {
        const sentAt = NOON;
        const lostAt = sentAt + untilCreated + untilLost;
        const askedAt = lostAt + untilAsked;
        const told = date(askedAt + there + skewMs);
        const span = spanOf({ sentAt, lostAt }, { askedAt, answeredAt: askedAt + there + back, date: told });
        const created = sentAt + untilCreated + skewMs;
        expect(span && span.from < created && created < span.to).toBe(true);
      },
    );
    fc.assert(property);
  });
});

const SPAN = { from: NOON, to: NOON + 5000, since: NOON - 600_000, until: NOON + 605_000 };

describe("the list", () => {
  it.each([
    ["ends", null, null],
    ["is read on within the span", at(-599_999), at(-599_999)],
    ["is not read where it is too old", at(-600_001), null],
    ["is skipped where it is too young", at(700_000), at(605_000)],
    ["is read on where a cursor is no time", "opaque", "opaque"],
  ])("%s", (_, cursor, next) => {
    expect(nextCursor(cursor, SPAN)).toBe(next);
  });
});

const accepted = (item: { job_id: string; created_at: string }) => ({
  status: "accepted",
  token: { jobId: item.job_id, createdAt: item.created_at },
  answer: item,
  isInferred: true,
});
const unknown = (reason: string) => ({ status: "unknown", reason: `krea ${reason}` });
const NOT_YET = unknown("does not have it in its list of jobs yet");
const UNPROVED = unknown(
  "does not have it in its list of jobs, which does not prove that it was not accepted",
);
const strange = (ids: string, candidate?: string) =>
  unknown(
    `has jobs of about that time that this client does not know: ${ids}${candidate ? `, so ${candidate} need not be it` : ""}`,
  );
const several = (count: number, ids: string) =>
  unknown(`has ${count} jobs of that time that may be it: ${ids}`);

const micros = { ...job("a", 0), created_at: "2026-10-09T12:00:01.123456Z" };
const offset = { ...job("a", 0), created_at: "2026-10-09T14:00:01+02:00" };
const done = job("a", 1, { status: "completed", result: { urls: ["https://gen.krea.ai/1.png"] } });

/** What the list holds, of which `mine` and `mine-too` are ours, and what follows at a look that is not the last. */
const rows: [string, readonly unknown[], object][] = [
  ["nothing", [], NOT_YET],
  ["one job of the window", [job("a", 2500)], accepted(job("a", 2500))],
  ["one job at its beginning", [job("a", 0)], accepted(job("a", 0))],
  ["one job at its end", [job("a", 5000)], accepted(job("a", 5000))],
  ["one job to the microsecond", [micros], accepted(micros)],
  ["one job in another zone", [offset], accepted(offset)],
  ["one job that is done", [done], accepted(done)],
  [
    "one job of a type that nobody documents",
    [job("a", 1, { type: "x" })],
    accepted(job("a", 1, { type: "x" })),
  ],
  [
    "one job of the type of the documents' sample",
    [job("a", 1, { type: "externalImage" })],
    accepted(job("a", 1, { type: "externalImage" })),
  ],
  ["one job of a type that is no word", [job("a", 1, { type: 7 })], accepted(job("a", 1, { type: 7 }))],
  ["the same job on two pages", [job("a", 1), job("a", 1)], accepted(job("a", 1))],
  ["one job besides ours", [job("mine", 9), job("a", 1), job("mine-too", -9)], accepted(job("a", 1))],
  ["ours alone", [job("mine", 1)], NOT_YET],
  ["ours alone, and when is not said", [{ job_id: "mine" }], NOT_YET],
  [
    "one job, and others long before or after",
    [job("b", 605_001), job("a", 1), job("c", -600_001)],
    accepted(job("a", 1)),
  ],

  ["two jobs of the window", [job("b", 2), job("a", 1)], several(2, "b, a")],
  [
    "seven jobs of the window",
    [1, 2, 3, 4, 5, 6, 7].map((ms) => job(`job-${ms}`, ms)),
    several(7, "job-1, job-2, job-3, job-4, job-5 and 2 more"),
  ],
  ["two jobs of the window and one outside", [job("b", 2), job("a", 1), job("c", -9)], several(2, "b, a")],
  ["one job, and another just before", [job("a", 1), job("b", -1)], strange("b", "a")],
  ["one job, and another ten minutes before", [job("a", 1), job("b", -600_000)], strange("b", "a")],
  ["one job, and another just after", [job("b", 5001), job("a", 1)], strange("b", "a")],
  ["one job, and another ten minutes after", [job("b", 605_000), job("a", 1)], strange("b", "a")],
  ["one job, and others of other models then", [job("a", 1), job("b", 2, { type: "k1" })], strange("b", "a")],
  ["only a job of another model", [job("a", 1, { type: "flux" })], strange("a")],
  ["only a job outside the window", [job("b", 9000)], strange("b")],
  [
    "many outside the window",
    [1, 2, 3, 4, 5, 6].map((ms) => job(`job-${ms}`, -ms)),
    strange("job-1, job-2, job-3, job-4, job-5 and 1 more"),
  ],

  [
    "an entry that is no job",
    [job("a", 1), null],
    unknown("has an entry in its list of jobs that cannot be read"),
  ],
  ["a job without a time", [job("a", 1), { job_id: "b" }], unknown("does not say when job b was created")],
  [
    "a job whose time names no zone",
    [{ ...job("a", 1), created_at: "2026-10-09T12:00:00.001" }],
    unknown("does not say when job a was created"),
  ],
];

describe("a submission whose answer was lost", () => {
  const claimed = ["mine", "mine-too"].map((jobId) => ({ jobId, createdAt: null }));
  const listed = (items: readonly unknown[], more: object = {}) => ({
    span: SPAN,
    items,
    isWhole: true,
    waitedMs: 1000,
    ...more,
  });
  const onLook = { claimed, isLastLook: false };
  const onLastLook = { claimed, isLastLook: true };
  const patient = { waitedMs: 15_000 };

  it.each(rows)("with %s in the list", (_, items, finding) => {
    expect(findingOf(onLook, listed(items), false)).toStrictEqual(finding);
  });

  it.each(rows.filter(([, , finding]) => finding !== NOT_YET))(
    "is judged the same at the last look, and where absence is trusted: %s",
    (_, items, finding) => {
      expect(findingOf(onLastLook, listed(items, patient), false)).toStrictEqual(finding);
      expect(findingOf(onLastLook, listed(items, patient), true)).toStrictEqual(finding);
    },
  );

  it.each([
    ["by default", onLastLook, false, patient, UNPROVED],
    ["where absence is trusted", onLastLook, true, patient, { status: "absent" }],
    ["where absence is trusted, before the last look", onLook, true, patient, NOT_YET],
    [
      "where absence is trusted, just late enough",
      onLastLook,
      true,
      { waitedMs: 10_000 },
      { status: "absent" },
    ],
    ["where absence is trusted, but too soon", onLastLook, true, { waitedMs: 9999 }, UNPROVED],
  ])("and is not in the list at the last look, %s", (_, lost, trustAbsence, more, finding) => {
    expect(findingOf(lost, listed([job("mine", 1)], more), trustAbsence)).toStrictEqual(finding);
  });

  it.each([false, true])(
    "is not known where the list was too long to be read (trusted: %s)",
    (trustAbsence) => {
      for (const items of [[], [job("a", 1)]]) {
        expect(
          findingOf(onLastLook, listed(items, { ...patient, isWhole: false }), trustAbsence),
        ).toStrictEqual(unknown("has more jobs of about that time than are read"));
      }
    },
  );
});
