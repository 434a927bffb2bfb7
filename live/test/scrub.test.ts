import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readFixture } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../checks.ts";
import { EMULATED_KEYS, runEmulated } from "../emulation/emulated-run.ts";
import { KNOWN_ANSWERS } from "../emulation/known-answers.ts";
import { readKeys, secretsOf } from "../runner/access.ts";
import { fixtureFiles, writeFixtures } from "../runner/fixture.ts";
import { leakIn, scrubHeaders, scrubJson, scrubText } from "../runner/scrub.ts";

const KEY = "id-1234:secret/5678";
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const SECRETS = [KEY, "id-1234", "secret/5678", ACCOUNT];

describe("a text loses", () => {
  it.each([
    ["a key", `no ${KEY} here`, "no [redacted] here"],
    ["half a key", "the part secret/5678.", "the part [redacted]."],
    ["an encoded key", `?x=${encodeURIComponent(KEY)}`, "?x=[redacted]"],
    ["a bearer token of somebody", "Bearer abc.def", "Bearer [redacted]"],
    [
      "the signature of a link, but not its lifetime",
      "https://a.r2.example/x?X-Amz-Expires=86400&X-Amz-Date=20261121T120000Z&X-Amz-Credential=A%2FB&X-Amz-Signature=ff",
      "https://a.r2.example/x?X-Amz-Expires=86400&X-Amz-Date=20261121T120000Z&redacted&redacted",
    ],
    [
      "an account in a host",
      "https://o.fedcba9876543210fedcba9876543210.r2.example/",
      `https://o.${"0".repeat(32)}.r2.example/`,
    ],
    [
      "a user's folder",
      "https://app-uploads.krea.ai/3c90c3cc-0d44-4b50-8888-8dd25736052a/1.png",
      "https://app-uploads.krea.ai/redacted/1.png",
    ],
  ])("%s", (_, text, safe) => {
    expect(scrubText(text, SECRETS)).toBe(safe);
  });

  it("nothing else: prompts, ids of jobs and public folders stay", () => {
    const text = "a red paper boat, 3c90c3cc-0d44-4b50-8888-8dd25736052a, app-uploads.krea.ai/public/1.png";
    expect(scrubText(text, SECRETS)).toBe(text);
  });
});

it("leaves out fields that name the account, at any depth", () => {
  const answer = {
    data: [
      {
        taskType: "accountManagement",
        organizationName: "Us",
        balance: 3,
        apiKeys: [KEY],
        usage: {},
        team: [],
        nested: { email: "a@b.c", ok: [KEY, 1, null] },
      },
    ],
  };
  expect(scrubJson(answer, SECRETS)).toStrictEqual({
    data: [{ taskType: "accountManagement", nested: { ok: ["[redacted]", 1, null] } }],
  });
});

it("keeps headers that are on the list, and no other", () => {
  const headers = new Headers({
    "retry-after": "5",
    "x-ratelimit-limit": "9",
    "set-cookie": "a=b",
    "cf-ray": "1",
    "cf-aig-cache-status": "HIT",
    "x-new": KEY,
  });
  expect(scrubHeaders(headers, SECRETS)).toStrictEqual([
    "cf-aig-cache-status: HIT",
    "retry-after: 5",
    "x-ratelimit-limit: 9",
  ]);
});

it.each([
  [`x${KEY}x`, "a key or an account id"],
  ["?X-Amz-Signature=1", "the signature of a link"],
  ["authorization: Bearer abc", "a bearer token"],
  ["Bearer [redacted]", undefined],
])("looks once more before it writes: %s", (text, leak) => {
  expect(leakIn(text, SECRETS)).toBe(leak);
});

it("knows every part of every key for a secret", () => {
  const keys = readKeys({
    KREA_API_TOKEN: KEY,
    KREA_SECOND_API_TOKEN: "second-key",
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT,
    CLOUDFLARE_API_TOKEN: "cloud-token",
    RUNWARE_API_KEY: "run-key",
  });
  expect(secretsOf(keys)).toStrictEqual([
    KEY,
    "id-1234",
    "secret/5678",
    "cloud-token",
    ACCOUNT,
    "run-key",
    "second-key",
  ]);
});

it("records fixtures that the providers' own tests can read, for every check that has any", async () => {
  const folder = mkdtempSync(join(tmpdir(), "live-"));
  const about = {
    origin: "constructed",
    checkedOn: "2026-11-21",
    secrets: secretsOf(EMULATED_KEYS),
  } as const;
  try {
    for (const check of CHECKS) {
      const { verdict: _, ...setting } = KNOWN_ANSWERS[check.id] ?? {};
      writeFixtures(folder, fixtureFiles(await runEmulated(check, setting), about));
    }
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(100);
    for (const name of names) {
      const fixture = readFixture(pathToFileURL(join(folder, name)));
      expect(fixture.origin).toBe("constructed");
      expect(JSON.stringify(fixture)).not.toMatch(/emulated-\w+-key|c0ffee00/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
