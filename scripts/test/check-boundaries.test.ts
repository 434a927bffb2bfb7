import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkBoundaries, readSources } from "../check-boundaries.ts";

it("finds nothing in the tree as it is", () => {
  expect(
    checkBoundaries(readSources(fileURLToPath(new URL("../../packages", import.meta.url)))),
  ).toStrictEqual([]);
});

it.each([
  [
    "core knowing a provider's package",
    "core/src/a.ts",
    'import { krea } from "@unikrea/provider-krea";',
    /may not import/,
  ],
  ["core knowing a provider by name", "core/src/a.ts", 'if (id === "krea") go();', /by name/],
  ["the classic door of zod", "core/src/a.ts", 'import * as z from "zod";', /may not import zod/],
  ["ofetch elsewhere", "core/src/a.ts", 'import { ofetch } from "ofetch";', /only core\/src\/http.ts/],
  ["uuid elsewhere", "core/src/a.ts", 'import { v4 } from "uuid";', /only core\/src\/id.ts/],
  [
    "a provider that imports another",
    "provider-krea/src/a.ts",
    'import { x } from "@unikrea/provider-runware";',
    /may not import/,
  ],
  [
    "a provider that imports Node",
    "provider-krea/src/client.ts",
    'import fs from "node:fs";',
    /may not import/,
  ],
  [
    "a provider that imports the emulator",
    "provider-krea/src/a.ts",
    'import { x } from "@unikrea/emulator";',
    /may not import/,
  ],
  [
    "the emulator importing a provider",
    "emulator/src/a.ts",
    'export { x } from "@unikrea/provider-krea";',
    /may not import/,
  ],
  [
    "the emulator importing core",
    "emulator/src/a.ts",
    'import type { Model } from "@unikrea/core";',
    /may not import/,
  ],
  [
    "an import over several lines",
    "emulator/src/a.ts",
    'import {\n  a,\n  b,\n} from "@unikrea/core";',
    /may not import/,
  ],
  ["a dynamic import", "core/src/a.ts", 'const x = await import("left-pad");', /may not import left-pad/],
  [
    "a relative way out of the package",
    "core/src/a.ts",
    'import "../../emulator/src/a.ts";',
    /leaves its package/,
  ],
  ["a missing extension", "core/src/a.ts", 'import { x } from "./b";', /lacks its extension/],
  [
    "a script of a page that imports Node",
    "compare/src/browser/a.js",
    'import { join } from "node:path";',
    /in a page, where there is no node:path/,
  ],
  [
    "a script of a page that imports a library",
    "compare/src/browser/a.js",
    'import * as d3 from "d3";',
    /in a page, where there is no d3/,
  ],
  ["a built file", "compare/src/a.ts", 'import { x } from "./b.js";', /lacks its extension/],
  ["a mapping that waits", "provider-krea/src/mapping.ts", "export const x = async () => {};", /a pure file/],
  ["a mapping that knows the time", "provider-krea/src/mapping.ts", "const at = Date.now();", /a pure file/],
  [
    "prices that read the environment",
    "provider-krea/src/pricing.ts",
    "const x = process.env.X;",
    /a pure file/,
  ],
  ["waiting outside the client", "provider-krea/src/provider.ts", "await x;", /only client.ts waits/],
  ["state of the module", "core/src/a.ts", "let count = 0;", /state of the whole module/],
  ["a long file", "core/src/a.ts", "\n".repeat(260), /261 lines/],
  ["a name that says nothing", "core/src/utils.ts", "", /says nothing/],
  ["a package without a rule", "provider/src/a.ts", "", /no rule/],
])("finds %s", (_, path, text, problem) => {
  expect(checkBoundaries([{ path, text }]).join("\n")).toMatch(problem);
});

it.each([
  ["a comment that names a provider", "core/src/a.ts", '// as "krea" does\n/* "runware" */'],
  [
    "an import that only looks like one in a text",
    "core/src/http.ts",
    'import { createFetch } from "ofetch";',
  ],
  ["a script that also runs in a page", "compare/src/report/a.ts", 'import { x } from "../browser/b.js";'],
  ["a script of a page beside another", "compare/src/browser/a.js", 'import { x } from "./b.js";'],
  ["a local variable", "core/src/a.ts", "function f() {\n  let x = 0;\n}"],
])("lets pass %s", (_, path, text) => expect(checkBoundaries([{ path, text }])).toStrictEqual([]));
