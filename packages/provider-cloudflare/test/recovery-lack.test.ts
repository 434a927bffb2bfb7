import { describe, expect, it, vi } from "vitest";
import { DROP_AFTER, restOf, trialOf } from "./lost.ts";

const UNKNOWN = "unknown";

describe("a run that has left no answer in the log", () => {
  it("is not asked for when logging is off, since nobody could know", async () => {
    const trial = trialOf(restOf, { collectLog: false });
    await trial.lose(DROP_AFTER);
    expect(await trial.look()).toStrictEqual({
      status: UNKNOWN,
      reason: "cloudflare has no log of the run, because collectLog is false",
    });
    expect(trial.emulator.requests().filter(({ operation }) => operation === "log")).toStrictEqual([]);
  });

  it("is seen to be done when only its payload is missing", async () => {
    const trial = trialOf(restOf, { collectLogPayload: false });
    await trial.lose(DROP_AFTER);
    const id = trial.emulator.bill().entries[0]?.id;
    expect(await trial.look()).toStrictEqual({
      status: UNKNOWN,
      reason: `cloudflare's log has the run as done (${id}), but not its answer: see collectLogPayload`,
    });
  });
});

it("a run stays unknown by REST when its credentials are gone", async () => {
  for (const name of ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_API_TOKEN"]) vi.stubEnv(name, undefined);
  const trial = trialOf(({ fetch }) => ({ fetch, accountId: "0123456789abcdef0123456789abcdef" }));
  expect(await trial.look()).toMatchObject({
    status: UNKNOWN,
    reason: expect.stringContaining("CLOUDFLARE_API_TOKEN"),
  });
  vi.unstubAllEnvs();
});

describe("a run by a binding alone", () => {
  it.each([
    { name: "no credentials", more: {} },
    { name: "an account only", more: { accountId: "0123456789abcdef0123456789abcdef" } },
    { name: "a token only", more: { apiToken: "test-token-7f3a9c51" } },
  ])("stays unknown with $name, and says what would help", async ({ more }) => {
    const trial = trialOf((emulator) => ({ binding: emulator.ai, local: true, ...more }));
    await trial.lose(DROP_AFTER);
    expect(await trial.look()).toStrictEqual({
      status: UNKNOWN,
      reason:
        'cloudflare\'s log can only be searched by REST: pass accountId and apiToken beside the binding, for a token with the permission "AI Gateway: Read"',
    });
  });
});
