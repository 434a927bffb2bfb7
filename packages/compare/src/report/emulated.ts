import type { Comparison } from "../comparison.ts";
import { type Html, html } from "./html.ts";
import { emulatedOf } from "./summary.ts";
import { list } from "./words.ts";

/**
 * The mark of figures of which all, or some, come from an emulator. `undefined` where none does.
 *
 * @param warning said behind it where all do
 */
export function emulatedMark(comparison: Comparison, warning?: string): Html | undefined {
  const emulators = emulatedOf(comparison);
  if (emulators.length === 0) return undefined;
  const more = comparison.emulated ? warning : list(emulators);
  return html` <span class="emulated">emulated${more && `: ${more}`}</span>`;
}

/** Said on top of a page with figures of emulators, and never scrolled away. */
export function emulatedBanner(comparison: Comparison): Html | undefined {
  const emulators = emulatedOf(comparison);
  if (emulators.length === 0) return undefined;
  return html`<aside class="banner" aria-label="Emulated"><p>${
    comparison.emulated
      ? html`<strong>Emulated.</strong> No service was called and nothing was paid: images, costs and times are an emulator's, not the providers'.`
      : html`<strong>Partly emulated.</strong> ${list(emulators)} ran on ${emulators.length === 1 ? "an emulator" : "emulators"}: images, costs and times there are not the provider's.`
  }</p></aside>`;
}

/** Before the title of the window. */
export function emulatedTitle(comparison: Comparison): string {
  if (comparison.emulated) return "Emulated: ";
  return emulatedOf(comparison).length > 0 ? "Partly emulated: " : "";
}
