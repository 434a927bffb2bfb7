import { INPUT_IMAGES } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { emulate } from "./emulated.ts";

const prompt = "a lighthouse in fog";
const REQUEST = { prompt };

describe("a submission", () => {
  it("without money is refused, with the way out", async () => {
    const { k2, fails, charged } = await emulate({ balanceUsd: { krea: 0.02 } });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({
      code: "insufficient_credits",
      status: 402,
      outcome: "refused",
      billed: "no",
    });
    expect(error.hint).toContain("krea.ai/app/api");
    expect(await charged()).toBe(0);
  });

  it("with a key that is not taken is refused, and the key is nowhere", async () => {
    const { k2, fails } = await emulate({ keys: { krea: ["another"] } });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "authentication", status: 401, outcome: "refused", billed: "no" });
    expect(JSON.stringify(error)).not.toContain("canary");
  });

  it.each([422, 400] as const)(
    "that Krea does not understand is refused with its reasons (%i)",
    async (validationStatus) => {
      const { k2, fails } = await emulate({ krea: { validationStatus, styleStrengthRange: [0, 0.2] } });
      const error = await fails(k2.generate({ prompt, references: [{ image: INPUT_IMAGES.url }] }));
      expect(error).toMatchObject({
        code: "request_rejected",
        status: validationStatus,
        outcome: "refused",
        billed: "no",
      });
      expect(error.message).toContain("image_style_references.0.strength");
    },
  );

  it("of a model that is retired is refused, with the one to take instead", async () => {
    const deprecated = { sunset: "2025-12-01", replacement: "krea-3/medium" };
    const { k2, fails } = await emulate({ krea: { deprecated } });
    const error = await fails(k2.generate(REQUEST));
    expect(error).toMatchObject({ code: "request_rejected", status: 410, outcome: "refused", billed: "no" });
    expect(error.hint).toContain("krea-3/medium");
  });

  it("of a model that will be retired goes well, with a warning", async () => {
    const { k2, ends } = await emulate({ krea: { deprecated: { sunset: "2027-12-01" } } });
    const { images, warnings } = await ends(k2.generate({ prompt, n: 2 }));
    expect(images).toHaveLength(2);
    expect(warnings).toStrictEqual([
      {
        type: "deprecated",
        path: "model",
        message: "krea retires it on Wed, 01 Dec 2027 00:00:00 GMT",
        provider: "krea",
      },
    ]);
  });

  it("is told how long to wait", async () => {
    const { k2, fails, emulator } = await emulate();
    const headers = { "retry-after": "12" };
    emulator.inject({ kind: "status", status: 429, operation: "submit", headers, times: 0 });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({
      code: "rate_limited",
      retryAfterMs: 12_000,
      billed: "no",
    });
  });

  it.each([
    { kind: "status", status: 500, afterWork: true },
    { kind: "status", status: 524, afterWork: true },
    { kind: "drop", afterWork: true },
    { kind: "drop", afterWork: true, close: "rst" },
    { kind: "html" },
    { kind: "cut-json" },
    { kind: "cut-body" },
    { kind: "half-status-line" },
    { kind: "not-http" },
    { kind: "wrong-shape" },
    { kind: "huge-body" },
    { kind: "gzip-bomb" },
  ] as const)("that was carried out but is answered with %j is found, and was sent once", async (fault) => {
    const { k2, ends, emulator, charged, seen } = await emulate();
    emulator.inject({ ...fault, operation: "submit" });
    const { images, attempts, spend } = await ends(k2.generate(REQUEST));
    expect(images).toHaveLength(1);
    expect(attempts).toMatchObject([{ outcome: "settled", billed: "yes", isInferred: true }]);
    expect(spend).toMatchObject({ usd: 0.03, atRiskUsd: 0 });
    expect(seen("submit")).toHaveLength(1);
    expect(await charged()).toBe(30_000);
  });

  it("that is never answered is found when its time is over", async () => {
    const { k2, ends, emulator, clock, charged } = await emulate();
    emulator.inject({ kind: "hang", operation: "submit" });
    const work = k2.generate(REQUEST);
    while (emulator.requests().length === 0) await clock.advance(0);
    await clock.advance(30_000);
    expect((await ends(work)).attempts).toMatchObject([{ outcome: "settled", isInferred: true }]);
    expect(await charged()).toBe(30_000);
  });

  it.each([{ kind: "drop" }, { kind: "status", status: 500 }, { kind: "html", beforeWork: true }] as const)(
    "that never arrived, ended by %j, is an unknown outcome: the list proves nothing",
    async (fault) => {
      const { k2, fails, emulator, charged, seen } = await emulate();
      emulator.inject({ ...fault, operation: "submit" });
      const error = await fails(k2.generate(REQUEST));
      expect(error).toMatchObject({ code: "outcome_unknown", outcome: "unknown", billed: "maybe" });
      expect(error.hint).toContain("does not prove");
      expect([seen("submit").length, seen("list").length]).toStrictEqual([1, 5]);
      expect(await charged()).toBe(0);
    },
  );

  it.each([301, 302, 307, 308])("is not repeated elsewhere because of a %i", async (status) => {
    const { k2, fails, emulator, seen, charged } = await emulate();
    const location = `${emulator.urls.krea.baseUrl}/generate/image/krea/krea-2/large`;
    emulator.inject({ kind: "redirect", status, location, operation: "submit" });
    expect(await fails(k2.generate(REQUEST))).toMatchObject({ outcome: "refused", billed: "no" });
    expect(seen("submit")).toHaveLength(1);
    expect(await charged()).toBe(0);
  });
});
