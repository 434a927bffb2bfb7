import { find } from "./element.js";
import { hueOf } from "./hue.js";

/** @import { PageData } from "../report/page-data.ts" */

/** What the page was rendered from. @type {PageData} */
export const data = JSON.parse(find("#data", HTMLScriptElement).text);

/**
 * The colour of a provider, which is a class of the style sheet.
 *
 * @param {string} provider
 */
export const colorOf = (provider) => `var(--hue-${hueOf(data.providers.indexOf(provider))})`;
