/**
 * A comparison as one HTML file to look at.
 * @module
 */
import type { Comparison } from "./comparison.ts";
import { policyOf, readAssets } from "./report/asset.ts";
import { page } from "./report/page.ts";

/** What a report can be told. */
export interface ReportOptions {
  /** @default "Krea 2 on krea, cloudflare and runware", with the names of the providers that were compared */
  readonly title?: string | undefined;
}

/**
 * Draws a comparison as one HTML document: images, styles and scripts are in it, it needs no network, and may use none.
 * The same comparison gives the same bytes.
 *
 * @example
 * await writeFile("report.html", await renderReport(comparison));
 */
export async function renderReport(comparison: Comparison, options: ReportOptions = {}): Promise<string> {
  const assets = await readAssets();
  return `${await page(comparison, { ...options, assets, policy: policyOf(assets) })}`;
}
