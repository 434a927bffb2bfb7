import { expect, it } from "vitest";
import { missingPlatforms } from "../check-lockfile.ts";

const lockfile = (...binaries: string[]) => `lockfileVersion: '9.0'

packages:

  tool@1.0.0:
    resolution: {integrity: x}

snapshots:

  other@1.0.0: {}

  tool@1.0.0:
    optionalDependencies:
${binaries.map((name) => `      '@tool/${name}': 1.0.0\n`).join("")}
  zebra@1.0.0: {}
`;

it.each([
  ["has all three", ["linux-x64", "darwin-arm64", "win32-x64"], []],
  ["has no binaries", [], []],
  ["lacks macOS", ["linux-x64", "win32-x64"], ["tool@1.0.0: nothing for darwin|macos"]],
  ["lacks Windows", ["linux-x64", "darwin-x64"], ["tool@1.0.0: nothing for win32|windows|-win-"]],
  [
    "is for Linux alone",
    ["linux-x64"],
    ["tool@1.0.0: nothing for darwin|macos", "tool@1.0.0: nothing for win32|windows|-win-"],
  ],
])("a package that %s", (_, binaries, wanted) =>
  expect(missingPlatforms(lockfile(...binaries))).toStrictEqual(wanted),
);
