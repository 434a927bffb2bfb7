import { hueOf } from "../browser/hue.js";
import { type Html, html } from "./html.ts";

/** The class that gives a provider, by its place, its colour. */
export const hue = (at: number): string => `hue-${hueOf(at)}`;

/** A provider's name with its colour before it. */
export const providerMark = (provider: string, providers: readonly string[]): Html =>
  html`<span class="provider ${hue(providers.indexOf(provider))}"><span class="dot" aria-hidden="true"></span>${provider}</span>`;
