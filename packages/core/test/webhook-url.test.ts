import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { webhookUrl } from "../src/schema.ts";

const takes = (url: unknown) => z.safeParse(webhookUrl(), url).success;

describe("a webhook's URL", () => {
  it.each([
    "https://example.com/hook",
    "https://hooks.example.com:8443/a?token=1",
    "http://127.0.0.1:8787/hook",
    "http://localhost/hook",
  ])("may be %s", (url) => expect(takes(url)).toBe(true));

  it.each([
    "http://example.com/hook",
    "https://10.0.0.1/x",
    "https://169.254.169.254/",
    "https://metadata.internal/",
    "https://user:pass@example.com/",
    "https://example.com/#part",
    "https://exa%mple:99999/",
    "https://example.com/é",
    "https://example.com/a b",
    "ftp://example.com/",
    "",
    7,
  ])("may not be %s", (url) => expect(takes(url)).toBe(false));
});
