import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** Both `src/report` and `dist/report` find the page's own files here: they are published as they are. */
const BROWSER = new URL("../../src/browser/", import.meta.url);

const STYLES = ["base", "frame", "sheet", "chart", "table", "viewer", "print"];
/** In the order in which they need one another: they become one script. */
const SCRIPTS = [
  "element",
  "format",
  "bill",
  "hue",
  "data",
  "plot",
  "bars",
  "scatter",
  "chart",
  "filter",
  "sort",
  "monthly",
  "zoom",
  "swipe",
  "viewer",
  "page",
];

/** Scripts from elsewhere. Where a package's entry is, it says itself; its file for browsers lies in the folder beside. */
const require = createRequire(import.meta.url);
const LIBRARIES = [
  { entry: require.resolve("d3"), file: "../dist/d3.min.js" },
  { entry: require.resolve("@observablehq/plot"), file: "../dist/plot.umd.min.js" },
  { entry: require.resolve("@panzoom/panzoom"), file: "../dist/panzoom.min.js" },
];

/** What is inlined into the page, and the words of the policy that allow just that. */
export interface Assets {
  readonly style: string;
  /** Runs before anything is shown. */
  readonly early: string;
  readonly libraries: readonly string[];
  readonly script: string;
}

/** Reads the page's styles and scripts. */
export async function readAssets(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(name, BROWSER), "utf8");
  const [styles, early, libraries, scripts] = await Promise.all([
    Promise.all(STYLES.map((name) => read(`${name}.css`))),
    read("theme.js"),
    Promise.all(LIBRARIES.map(({ entry, file }) => readFile(new URL(file, pathToFileURL(entry)), "utf8"))),
    Promise.all(SCRIPTS.map((name) => read(`${name}.js`))),
  ]);
  return {
    style: styles.join("\n"),
    early: closed(early),
    libraries: libraries.map((text) => closed(text.replace(/^\/\/# sourceMappingURL=.*$/gm, ""))),
    script: closed(scripts.map(unlinked).join("\n")),
  };
}

/** A module that stands in one script with those it imports: without its imports and exports. */
const unlinked = (text: string) =>
  text.replace(/^import [^;]*;$/gm, "").replace(/^export (?=const|function|class)/gm, "");

/** Nothing in a script may end it. Both sequences can only stand in texts, where the backslash changes nothing. */
const closed = (script: string) => script.replace(/<(?=\/script|!--)/gi, "\\x3C");

/** The Content-Security-Policy under which just these run: no network, no other script or style, whatever is in the page. */
export function policyOf({ style, early, libraries, script }: Assets): string {
  const hashes = (...texts: readonly string[]) =>
    texts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`).join(" ");
  return [
    "default-src 'none'",
    "img-src data:",
    `style-src ${hashes(style)}`,
    `script-src ${hashes(early, ...libraries, script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
