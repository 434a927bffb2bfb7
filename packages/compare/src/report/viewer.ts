import { type Html, html } from "./html.ts";

/** The window in which an image is looked at closely, alone or against another. Scripts fill it. */
export const viewer = (): Html => html`<dialog class="viewer" id="viewer" aria-labelledby="viewer-title">
  <header>
    <h2 id="viewer-title" dir="auto"></h2>
    <div class="segments" role="group" aria-label="How to look">
      <button type="button" data-mode="one" aria-pressed="true">One</button><button type="button" data-mode="two" aria-pressed="false">Swipe two</button>
    </div>
    <button type="button" class="button" data-close aria-label="Close">Close</button>
  </header>
  <div class="stage" data-stage role="group" aria-label="Image" tabindex="0">
    <div class="pan" data-pan>
      <img data-under alt="" draggable="false">
      <img data-over alt="" draggable="false">
      <div class="divider" data-divider aria-hidden="true"><span></span></div>
    </div>
    <p class="side left" data-left aria-hidden="true"></p>
    <p class="side right" data-right aria-hidden="true"></p>
  </div>
  <footer>
    <div class="controls" data-for="one">
      <button type="button" class="button" data-step="-1">Previous</button>
      <p class="facts" data-caption aria-live="polite"></p>
      <button type="button" class="button" data-step="1">Next</button>
    </div>
    <div class="controls" data-for="two">
      <label>Left <select data-pick="left"></select></label>
      <label class="grow"><span class="hidden">How much of the left image shows</span><input type="range" min="0" max="100" step="1" value="50" data-swipe-range></label>
      <label>Right <select data-pick="right"></select></label>
    </div>
    <div class="zoom" role="group" aria-label="Zoom">
      <button type="button" class="button" data-zoom="out" aria-label="Zoom out">−</button>
      <button type="button" class="button" data-zoom="reset"><output data-scale>100%</output><span class="hidden">, fit the window</span></button>
      <button type="button" class="button" data-zoom="in" aria-label="Zoom in">+</button>
    </div>
  </footer>
</dialog>`;
