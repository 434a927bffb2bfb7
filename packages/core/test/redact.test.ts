import { describe, expect, it } from "vitest";
import { scrub } from "../src/redact.ts";

describe("scrub", () => {
  it.each([
    ["a known secret", "the key sk-1:a+b is bad", ["sk-1:a+b"], "the key [redacted] is bad"],
    ["its URL-encoded form", "?k=sk-1%3Aa%2Bb", ["sk-1:a+b"], "?k=[redacted]"],
    ["every occurrence", "key1 key1", ["key1"], "[redacted] [redacted]"],
    [
      "a bearer token nobody told us of",
      "sent Authorization: Bearer abc.def-123",
      [],
      "sent Authorization: Bearer [redacted]",
    ],
    [
      "a presigned link's signature",
      "https://h/x?X-Amz-Expires=1&X-Amz-Signature=abc&y=2",
      [],
      "https://h/x?X-Amz-Expires=1&X-Amz-Signature=[redacted]&y=2",
    ],
    ["a token in a query", "https://h/x?token=abc", [], "https://h/x?token=[redacted]"],
    [
      "whatever else is named for what it is",
      "https://h/x?access_token=a&X-Goog-Credential=b&client-secret=c&key=d&AWSAccessKeyId=e&password=f&sig=g",
      [],
      "https://h/x?access_token=[redacted]&X-Goog-Credential=[redacted]&client-secret=[redacted]&key=[redacted]&AWSAccessKeyId=[redacted]&password=[redacted]&sig=[redacted]",
    ],
    ["control characters and escapes", "a\u001b[31mred\r\nb\u0000", [], "a [31mred b"],
    ["what is too long", "x".repeat(400), [], `${"x".repeat(300)}…`],
    [
      "a secret that is cut by the limit",
      `${"x".repeat(295)}SECRETSECRET`,
      ["SECRETSECRET"],
      `${"x".repeat(295)}[reda…`,
    ],
  ])("removes %s", (_, text, secrets, wanted) => expect(scrub(text, secrets)).toBe(wanted));

  it("leaves ordinary words alone", () => {
    const words = "the token bucket is empty; design=ok, monkey=1, code=429, tokens=3";
    expect(scrub(words)).toBe(words);
  });

  it("takes no longer for text that is made to be slow", () => {
    const text = `${"a".repeat(40)}token`.repeat(2000);
    const startedAt = performance.now();
    scrub(text, [], 80_000);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
