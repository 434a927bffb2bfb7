import nock from "nock";
import { describe, expect, it } from "vitest";
import { runware } from "../src/index.ts";
import { bodyOf } from "./fixture.ts";
import { API_KEY, answer, cutLines, still } from "./line.ts";
import { accepted, done, errors, find, lostOf, queued, readsSayNothing } from "./lost.ts";

cutLines();

const MINIMAL = bodyOf("submit.minimal.request");

describe("the answer to the repeat", () => {
  it.each([
    ["its name is taken", 400, bodyOf("submit.conflict.response"), queued],
    ["its name is taken, by the parameter", 400, errors("inUse", { parameter: "taskUUID" }), queued],
    ["its name is taken, with 409", 409, errors("conflictTaskUUID", {}), queued],
    ["it is taken now", 200, bodyOf("submit.acknowledged.response"), queued],
    ["it is done now", 200, bodyOf("submit.sync.response"), done],
    ["it is late", 504, errors("timeout"), queued],
    ["a code that nobody knows within a 200", 200, errors("somethingNew"), queued],
    ["it failed, which may be the repeat alone", 200, errors("inferenceError"), queued],
    ["its content is refused, the same", 400, errors("promptBlocked"), queued],
    ["some of it is done: a poll gives all", 200, bodyOf("submit.late.response"), queued],
  ])("proves that there is a job: %s", async (_, status, body, outcome) => {
    readsSayNothing();
    answer(MINIMAL, status, body);
    expect(await find()).toStrictEqual(accepted(outcome));
  });

  it.each([
    ["a setting", 400, errors("invalidWidth"), "invalidWidth it is so"],
    ["an image that is gone", 404, errors("imageNotFound"), "imageNotFound it is so"],
    ["no money, which the first may have spent", 402, errors("insufficientCredits"), "insufficientCredits"],
    ["the key", 401, bodyOf("submit.bad-key.response"), "401"],
    ["too much at once", 429, errors("rateLimitExceeded"), "rateLimitExceeded"],
    ["capacity", 503, errors("serviceUnavailable"), "503"],
    ["a broken server", 500, errors("inferenceError"), "500"],
    ["a conflict without a code", 409, "", "409"],
    ["a redirect", 302, "", "302"],
    ["no JSON", 200, "<html></html>", "cannot be read"],
  ])("says nothing about the first: %s", async (_, status, body, words) => {
    readsSayNothing();
    answer(MINIMAL, status, body);
    const found = await find();
    expect(found).toStrictEqual({ status: "unknown", reason: expect.stringContaining(words) });
    expect(found).toMatchObject({
      reason: expect.stringMatching(/^the answer to the same request, sent again, /),
    });
  });

  it("that is lost leaves all as it was", async () => {
    readsSayNothing();
    nock("https://api.runware.ai").post("/v1").replyWithError("socket hang up");
    expect(await find()).toStrictEqual({
      status: "unknown",
      reason: "runware could not be reached: socket hang up",
    });
  });
});

describe("nothing is sent again", () => {
  const old = "runware shows no such job, which proves nothing, and it is too old to be repeated safely";

  it.each([
    ["ten minutes after it was sent", -600_000],
    ["a day after", -86_400_000],
    ["when the clock was set back since", 1],
    ["when nobody knows when it was sent", Number.NaN],
  ])("%s", async (_, sentAt) => {
    readsSayNothing();
    expect(await find({ sentAt })).toStrictEqual({ status: "unknown", reason: old });
  });

  it("but just before that", async () => {
    readsSayNothing();
    answer(MINIMAL, 400, bodyOf("submit.conflict.response"));
    expect(await find({ sentAt: -599_999 })).toStrictEqual(accepted(queued));
  });

  it.each([
    ["it grew too old", { now: 0, wallTime: 600_000 }, "it is too old to be repeated safely"],
    ["the time for the look ran out", { now: 15_000, wallTime: 15_000 }, "it took too long to say so"],
  ])("when %s while Runware was asked", async (_, later, why) => {
    const context = still();
    let time = { now: 0, wallTime: 0 };
    const clock = { ...context.clock, now: () => time.now, wallTime: () => time.wallTime };
    answer(bodyOf("poll.request"), 200, bodyOf("poll.unknown.response"));
    nock("https://api.runware.ai")
      .post("/v1")
      .reply(404, () => {
        time = later;
        return bodyOf("poll.lost.response") as object;
      });
    const reason = `runware shows no such job, which proves nothing, and ${why}`;
    expect(await find({}, { ...context, clock })).toStrictEqual({ status: "unknown", reason });
  });

  it("when the request is not there any more", async () => {
    readsSayNothing();
    expect(await find({ request: undefined })).toStrictEqual({
      status: "unknown",
      reason: "runware shows no such job, which proves nothing, and the request is not there to be repeated",
    });
  });
});

describe("a look", () => {
  it("waits for an acknowledgement no longer than a submission does", async () => {
    readsSayNothing();
    answer(MINIMAL, 200, bodyOf("submit.acknowledged.response"));
    const context = still(60_000);
    await find({}, context);
    expect(context.delays.filter((ms) => ms <= 60_000)).toStrictEqual([60_000, 60_000, 30_000]);
  });

  it("notices the emulator by the repeat too", async () => {
    readsSayNothing();
    answer(MINIMAL, 200, bodyOf("submit.acknowledged.response"), { server: "unikrea-emulator" });
    const context = still();
    await find({}, context);
    expect(context.emulated).toBe(true);
  });

  it("ends with the reason of the caller's signal", async () => {
    const reason = new Error("enough");
    const context = { ...still(), signal: AbortSignal.abort(reason) };
    await expect(runware({ apiKey: API_KEY }).find(lostOf(), context)).rejects.toBe(reason);
  });
});
