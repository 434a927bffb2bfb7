import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Comparison } from "../../src/comparison.ts";
import { renderReport } from "../../src/report.ts";

const path = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** The browser that reports are looked at with. `undefined` where there is none. */
export const executablePath = existsSync(path) ? path : undefined;

/** No sandbox, because a container has none to give; nothing that would call out on its own. */
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A report in a browser, and everything it did that a report must not do. */
export interface Visit {
  readonly page: Page;
  /** Errors of the console and of scripts. */
  readonly errors: readonly string[];
  /** Whatever was asked for besides the file itself. */
  readonly requests: readonly string[];
}

/** A browser that opens reports from files. */
export interface Reader {
  open(comparison: Comparison, options?: BrowserContextOptions): Promise<Visit>;
  close(): Promise<void>;
}

export async function startReader(): Promise<Reader> {
  const browser: Browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ARGS });
  const folder = await mkdtemp(join(tmpdir(), "unikrea-report-"));
  let files = 0;
  return {
    async open(comparison, options = {}) {
      files += 1;
      const file = join(folder, `${files}.html`);
      await writeFile(file, await renderReport(comparison));
      const context = await browser.newContext({
        offline: true,
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      const errors: string[] = [];
      const requests: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("request", (request) => requests.push(request.url()));
      const { href } = pathToFileURL(file);
      await page.goto(href);
      return {
        page,
        errors,
        get requests() {
          return requests.filter((url) => url !== href && !url.startsWith("data:"));
        },
      };
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}
