import * as fc from "fast-check";
import { expect, it } from "vitest";
import { errorFromAnswer } from "../src/answer.ts";
import { mayMove } from "../src/decision.ts";
import { transportError } from "../src/exchange.ts";
import { TransportFailure } from "../src/transport-failure.ts";

const status = fc.integer({ min: 100, max: 999 });
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
);
const retryAfter = fc.option(
  fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom("-1", "1e10", "NaN")),
);

/** Errors as runtimes throw them, and as they should not. */
const thrown = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.anything(),
    fc
      .record(
        {
          code: fc.anything(),
          syscall: fc.anything(),
          message: fc.string(),
          errors: fc.array(tie("any")),
          cause: tie("any"),
        },
        { requiredKeys: [] },
      )
      .map(({ message, ...fields }) => Object.assign(new Error(message), fields)),
  ),
})).any;

it("every answer to a paid request is of exactly one class, and only two classes are free", () => {
  fc.assert(
    fc.property(status, body, retryAfter, (code, bytes, delay) => {
      const headers = new Headers();
      try {
        if (delay !== null) headers.set("retry-after", delay);
      } catch {
        // No header can hold it, so none will.
      }
      const error = errorFromAnswer("toy", "submit", { status: code, headers, bytes });
      expect(["not_sent", "refused", "unknown"]).toContain(error.outcome);
      expect(error.billed).toBe(error.outcome === "unknown" ? "maybe" : "no");
      expect(error.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
      // The one rule: what may be billed is never paid for elsewhere unasked.
      if (error.billed !== "no") expect(mayMove({ ...error, message: "", n: 1 }, "report")).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

it("every error of a paid request is of exactly one class, and nothing but the list proves that it was not sent", () => {
  fc.assert(
    fc.property(thrown, (reason) => {
      const error = transportError("toy", "submit", reason);
      // Only the HTTP door, which has read the list, may say so.
      expect(error).toMatchObject({ outcome: "unknown", billed: "maybe", code: "outcome_unknown" });
      const proved = transportError("toy", "submit", new TransportFailure("no name", true));
      expect(proved).toMatchObject({ outcome: "not_sent", billed: "no" });
    }),
    { numRuns: 2000 },
  );
});
