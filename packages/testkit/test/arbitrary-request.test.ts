import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryRequest, REQUESTS, sentFor, setScene } from "../src/index.ts";
import { boothSubject } from "./toy/booth-subject.ts";
import { postcardSubject } from "./toy/postcard-subject.ts";
import { pressSubject } from "./toy/press-subject.ts";

describe("arbitraryRequest", () => {
  it("makes requests that core takes, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRequest(), async (request) => {
        const { submissions } = await sentFor(pressSubject, request);
        expect(submissions.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it.each([postcardSubject, boothSubject])("keeps within what $name can do", async (subject) => {
    const within = setScene(subject).provider.capabilities;
    await fc.assert(
      fc.asyncProperty(arbitraryRequest({ within, maxImages: 2 }), async (request) => {
        // Anything that does not fit is refused, so this rejects.
        await sentFor(subject, request);
      }),
      { numRuns: 100 },
    );
  });

  it("reaches the corners: every optional field left out and given, images in all their forms", () => {
    const samples = fc.sample(arbitraryRequest(), { numRuns: 500, seed: 1 });
    for (const field of [
      "model",
      "seed",
      "n",
      "sliders",
      "references",
      "moodboard",
      "styles",
      "source",
    ] as const) {
      const given = samples.filter((request) => request[field] !== undefined).length;
      expect(given, field).toBeGreaterThan(100);
      expect(given, field).toBeLessThan(500);
    }
    const images = samples.flatMap(({ references = [] }) => references.map(({ image }) => image));
    const forms = new Set(
      images.map((image) => (typeof image === "string" ? image.slice(0, 5) : image.constructor.name)),
    );
    expect([...forms].sort()).toStrictEqual(["Blob", "URL", "Uint8Array", "data:", "https"]);
  });
});

describe("REQUESTS", () => {
  it.each(Object.entries(REQUESTS))("%s is a request that core takes", async (_, request) => {
    const { submissions } = await sentFor(pressSubject, request);
    expect(submissions.length).toBeGreaterThan(0);
  });
});
