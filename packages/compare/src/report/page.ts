import type { Comparison } from "../comparison.ts";
import type { Assets } from "./asset.ts";
import { billPart } from "./bill-part.ts";
import { chartPart } from "./chart-part.ts";
import { emulatedBanner, emulatedTitle } from "./emulated.ts";
import { filterBar, footer, topBar, verdictHead } from "./frame.ts";
import { glance } from "./glance.ts";
import { type Html, html, raw } from "./html.ts";
import { numberPart } from "./number-part.ts";
import { pageData } from "./page-data.ts";
import { settingPart } from "./setting-part.ts";
import { sheet } from "./sheet.ts";
import { summarize } from "./summary.ts";
import { verdict } from "./verdict.ts";
import { viewer } from "./viewer.ts";
import { list } from "./words.ts";

/** What a page is made with besides the comparison. */
export interface PageSetting {
  readonly title?: string | undefined;
  readonly assets: Assets;
  readonly policy: string;
}

/** The whole document. */
export function page(comparison: Comparison, { title, assets, policy }: PageSetting): Html {
  const { providers, rows } = comparison;
  const heading = title ?? `Krea 2 on ${list(providers)}`;
  const summary = summarize(comparison);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${emulatedTitle(comparison)}${heading}</title>
<style>${raw(assets.style)}</style>
<script>${raw(assets.early)}</script>
</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
${emulatedBanner(comparison)}
<div class="page">
${topBar(comparison)}
<main id="main">
${verdictHead(heading, verdict(summary), providers)}
${glance(summary)}
${filterBar(comparison)}
${sheet(rows, providers)}
${chartPart(comparison)}
${billPart(comparison)}
${numberPart(comparison)}
${settingPart(comparison)}
</main>
${footer(comparison)}
</div>
${viewer()}
<script type="application/json" id="data">${raw(inertJson(pageData(comparison)))}</script>
${assets.libraries.map((text) => html`<script>${raw(text)}</script>\n`)}
<script type="module">${raw(assets.script)}</script>
</body>
</html>
`;
}

/** JSON that nothing in it can end: inside, every "<" is written as an escape. */
const inertJson = (value: unknown) => JSON.stringify(value).replaceAll("<", "\\u003c");
