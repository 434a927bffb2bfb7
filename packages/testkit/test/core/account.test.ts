import { createKrea2, type ImageProvider, type JobRef, UnikreaError } from "@unikrea/core";
import { accountBy } from "@unikrea/core/provider";
import { describe, expect, it } from "vitest";
import { answering, countedIds, failing, fakeClock, fakeProvider } from "../../src/index.ts";
import { failureOf, REQUEST } from "./stage.ts";
import { forever } from "./team.ts";

const neverArrived = failing(new TypeError("fetch failed"));
const missing = failing(
  new UnikreaError("job_not_found", "a does not know the job", { phase: "poll", outcome: "accepted" }),
);
const markOf = (value: string) =>
  accountBy({ provider: "a", option: "apiKey", value, variables: [] }, "https://a.example");
const withKey = (provider: ImageProvider, key: string | undefined): ImageProvider => ({
  ...provider,
  ...(key !== undefined && { account: markOf(key) }),
});

/** A submission that was lost, with the job that tells of it, and clients before the same service with another key. */
async function lost(options: Parameters<typeof fakeProvider>[0] = {}) {
  const clock = fakeClock();
  const find = [failing(new Error("not now")), failing(new Error("not now"))];
  const provider = fakeProvider({
    id: "a",
    finds: true,
    twists: { submit: [neverArrived], find },
    ...options,
  });
  const client = (key: string | undefined) =>
    createKrea2({ providers: [withKey(provider, key)], clock, newId: countedIds(), maxRetries: 0 });
  const { job } = await failureOf(clock, client("canary-one").generate(REQUEST));
  const resume = (key: string | undefined) =>
    failureOf(clock, client(key).resume(JSON.parse(JSON.stringify(job))));
  return { clock, provider, client, job, resume };
}

describe("a lost submission", () => {
  it("that is not found with the key that it was sent with was not accepted", async () => {
    const { resume } = await lost();
    const error = await resume("canary-one");
    expect(error).toMatchObject({ code: "provider_unavailable", outcome: "not_sent", billed: "no" });
  });

  it("that is not found with another key may be in another account: it stays unknown, and the error says why", async () => {
    const { resume } = await lost();
    const error = await resume("canary-two");
    expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
    expect(error.message).toContain("asked with another key than it was sent with");
  });

  it("is judged as ever where the account cannot be told", async () => {
    const { resume } = await lost();
    expect(await resume(undefined)).toMatchObject({ outcome: "not_sent", billed: "no" });
  });

  it("is not taken for the only job of another account", async () => {
    const { clock, provider, job } = await lost();
    const find: ImageProvider["find"] = async () => ({
      ...{ status: "accepted", token: { id: "a-9" }, isInferred: true },
      outcome: { status: "pending", phase: "queued" },
    });
    const other = createKrea2({ providers: [withKey({ ...provider, find }, "canary-two")], clock });
    const error = await failureOf(clock, other.resume(JSON.parse(JSON.stringify(job))));
    expect(error).toMatchObject({ code: "outcome_unknown", billed: "maybe" });
  });

  it("is not sent again by a call whose key has changed meanwhile", async () => {
    const clock = fakeClock();
    const fake = fakeProvider({ id: "a", finds: true, twists: { submit: [neverArrived] } });
    const requests: boolean[] = [];
    const find: ImageProvider["find"] = async ({ request }) => {
      requests.push(request !== undefined);
      return { status: "unknown", reason: "not yet" };
    };
    const account = (salt: string) => markOf(clock.now() < 2000 ? "canary-one" : "canary-two")(salt);
    const k2 = createKrea2({ providers: [{ ...fake, find, account }], clock, maxRetries: 0 });
    await failureOf(clock, k2.generate(REQUEST));
    expect(requests).toStrictEqual([true, false]);
  });
});

describe("a job", () => {
  it("that is not found with another key may be billed, and the error says why", async () => {
    const clock = fakeClock();
    const provider = fakeProvider({ id: "a", latencyMs: 600_000, twists: { poll: forever(missing) } });
    const job: JobRef = await clock.settle(
      createKrea2({ providers: [withKey(provider, "canary-one")], clock }).submit(REQUEST),
    );
    const hintOf = async (key: string) => {
      const k2 = createKrea2({ providers: [withKey(provider, key)], clock });
      const error = await failureOf(clock, k2.resume(job));
      expect(error).toMatchObject({ code: "job_not_found", outcome: "accepted", billed: "maybe" });
      return error.hint;
    };
    expect(await hintOf("canary-two")).toContain("asked with another key");
    expect(await hintOf("canary-one")).toBeUndefined();
  });

  it("has a mark of its account that is its own, and says nothing of the key", async () => {
    const clock = fakeClock();
    const provider = withKey(fakeProvider({ id: "a" }), "canary-one");
    const k2 = createKrea2({ providers: [provider], clock, newId: countedIds() });
    const [one, two] = await clock.settle(Promise.all([k2.submit(REQUEST), k2.submit(REQUEST)]));
    const marks = [one, two].map(({ parts }) => parts[0]?.account);
    expect(marks).toStrictEqual([
      expect.stringMatching(/^[\da-f]{12}$/),
      expect.stringMatching(/^[\da-f]{12}$/),
    ]);
    expect(new Set(marks).size).toBe(2);
    expect(JSON.stringify([one, two])).not.toContain("canary");
  });

  it.each([
    ["is refused", () => Promise.reject(new Error("canary-one")), 0],
    ["never comes", () => new Promise<string>(() => {}), 5000],
  ])("is made although the mark of its account %s", async (_, account, sentAt) => {
    const clock = fakeClock();
    const fake = fakeProvider({
      id: "a",
      twists: { poll: [answering({ id: "a-1", state: "drawing", urls: [] })] },
    });
    const k2 = createKrea2({ providers: [{ ...fake, account }], clock });
    const { images, job } = await clock.settle(k2.generate(REQUEST));
    expect(images).toHaveLength(1);
    expect(job.parts[0]).not.toHaveProperty("account");
    expect(fake.service.made("submit").map(({ at }) => at)).toStrictEqual([sentAt]);
    expect(clock.pendingTimers).toBe(0);
  });
});
