import { afterEach, describe, expect, it, vi } from "vitest";
import { readBaseUrl } from "../src/base-url.ts";

const read = (given?: string) => readBaseUrl("toy", given, "TOY_BASE_URL", "https://api.toy.example/v1/");

afterEach(() => vi.unstubAllEnvs());

describe("readBaseUrl", () => {
  it.each([
    [undefined, { url: "https://api.toy.example/v1", local: false }],
    ["https://proxy.example", { url: "https://proxy.example", local: false }],
    ["https://proxy.example:8443/a/b/", { url: "https://proxy.example:8443/a/b", local: false }],
    ["http://127.0.0.1:8787/krea", { url: "http://127.0.0.1:8787/krea", local: true }],
    ["http://localhost:8787", { url: "http://localhost:8787", local: true }],
    ["https://[::1]:8787", { url: "https://[::1]:8787", local: true }],
  ])("reads %s", (given, wanted) => expect(read(given)).toStrictEqual(wanted));

  it("reads the environment when nothing is passed", () => {
    vi.stubEnv("TOY_BASE_URL", "http://127.0.0.1:1");
    expect(read()).toStrictEqual({ url: "http://127.0.0.1:1", local: true });
    expect(read("https://mine.example")).toMatchObject({ url: "https://mine.example" });
  });

  it.each([
    ["plain http", "http://proxy.example"],
    ["http to a private address", "http://10.0.0.1"],
    ["credentials", "https://user:pass@proxy.example"],
    ["a query", "https://proxy.example/?a=1"],
    ["a fragment", "https://proxy.example/#a"],
    ["a path that climbs", "https://proxy.example/a/../b"],
    ["another scheme", "ftp://proxy.example"],
    ["no URL", "proxy.example"],
  ])("refuses %s: the key would go there", (_, given) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ code: "invalid_input", billed: "no" }));
  });
});
