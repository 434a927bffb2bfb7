/** @import { PlotOptions } from "@observablehq/plot" */

// Plot puts a style element into each chart, which the page's policy forbids. In a document that is never shown it does
// no harm, and is taken out again. Plot also asks that document for its window, to make events.
const workshop = document.implementation.createHTMLDocument();
Object.defineProperty(workshop, "defaultView", { value: window });

/**
 * A chart as an element of this page.
 *
 * @param {string} name what is read aloud for it
 * @param {PlotOptions} options
 */
export function plotOf(name, options) {
  const chart = Plot.plot({ ...options, document: workshop, color: { type: "identity" } });
  chart.querySelector("style")?.remove();
  // A picture has one name; its parts may not have others.
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", name);
  return chart;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 */
export function textElement(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** Stands where a chart would, when there is nothing to draw it from. */
export const nothingToDraw = () => textElement("p", "hint", "Nothing to draw: no such figure is known here.");
