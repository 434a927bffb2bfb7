import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isUnikreaError, UnikreaError } from "../src/index.ts";
import type { JobRef } from "../src/job.ts";

describe("UnikreaError", () => {
  it.each([
    ["not_sent", "no"],
    ["refused", "no"],
    ["accepted", "maybe"],
    ["unknown", "maybe"],
    ["settled", "maybe"],
  ] as const)("of outcome %s says billed %s when nobody knows better", (outcome, billed) => {
    expect(new UnikreaError("outcome_unknown", "m", { outcome }).billed).toBe(billed);
  });

  it("is recognised across two copies of the library, and nothing else is", () => {
    const foreign = Object.defineProperty(new Error("m"), Symbol.for("unikrea.error"), { value: true });
    expect(isUnikreaError(new UnikreaError("timeout", "m"))).toBe(true);
    expect(isUnikreaError(foreign)).toBe(true);
    expect(isUnikreaError(new Error("m"))).toBe(false);
    expect(isUnikreaError({ code: "timeout" })).toBe(false);
    expect(isUnikreaError(undefined)).toBe(false);
  });

  it("keeps what it knows when more is added", () => {
    const cause = new Error("why");
    const first = new UnikreaError("rate_limited", "m", {
      status: 429,
      retryAfterMs: 5,
      outcome: "refused",
      cause,
    });
    const more = first.with({ hint: "h" });
    expect(more).toMatchObject({
      code: "rate_limited",

      status: 429,
      retryAfterMs: 5,
      outcome: "refused",
      billed: "no",
      hint: "h",
      retryable: true,
    });
    expect(more.cause).toBe(cause);
    expect(more.stack).toBe(first.stack);
  });

  it("is called AbortError when the caller gave up, as programs expect", () => {
    expect(new UnikreaError("aborted", "m").name).toBe("AbortError");
    expect(new UnikreaError("timeout", "m").name).toBe("UnikreaError");
  });

  it("has a JSON form without stack and cause", () => {
    const json = JSON.stringify(new UnikreaError("timeout", "m", { cause: new Error("inner") }));
    expect(JSON.parse(json)).toMatchObject({
      name: "UnikreaError",
      code: "timeout",
      message: "m",
      retryable: true,
    });
    expect(json).not.toMatch(/inner|stack/);
  });

  it("names the job in its JSON form, without its links and images", () => {
    const url = "https://images.example.com/1.png?X-Amz-Signature=abc";
    const images = [{ url }];
    const part = {
      provider: "toy",
      key: "k",
      index: 0,
      n: 1,
      submittedAt: "",
      outcome: { status: "settled", images, failures: [] },
    } as const;
    const job: JobRef = {
      v: 1,
      id: "job-1",

      model: "krea-2-medium",
      aspectRatio: "1:1",
      warnings: [],
      parts: [part],
    };
    const error = new UnikreaError("job_failed", "m", { job });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ job: { id: "job-1" } });
    expect(JSON.stringify(error)).not.toContain("example.com");
    expect(error.job).toBe(job);
  });

  it("shows its code to whoever prints it", () => {
    expect(inspect(new UnikreaError("timeout", "m"))).toContain("code: 'timeout'");
  });
});
