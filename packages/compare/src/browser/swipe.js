import { find } from "./element.js";

/** Makes the divider between two images follow the slider and the pointer. */
export function createSwipe(/** @type {HTMLDialogElement} */ dialog) {
  const stage = find("[data-stage]", HTMLElement, dialog);
  const pan = find("[data-pan]", HTMLElement, dialog);
  const divider = find("[data-divider]", HTMLElement, dialog);
  const range = find("[data-swipe-range]", HTMLInputElement, dialog);
  let isHeld = false;

  const moveTo = (/** @type {number} */ percent) => {
    const bounded = Math.min(Math.max(percent, 0), 100);
    range.valueAsNumber = bounded;
    range.ariaValueText = `${Math.round(bounded)}% of the left image`;
    pan.style.setProperty("--swipe", `${bounded}%`);
  };
  const follow = (/** @type {PointerEvent} */ { clientX }) => {
    const { left, width } = pan.getBoundingClientRect();
    moveTo(((clientX - left) / width) * 100);
  };
  range.addEventListener("input", () => moveTo(range.valueAsNumber));
  // At its natural size an image has nowhere to be moved to: there, the whole stage is the divider's handle. Panzoom
  // listens to the stage too, and must not see what is meant for the divider.
  stage.addEventListener(
    "pointerdown",
    (event) => {
      const isFitted = stage.dataset.zoomed === undefined;
      const isOnDivider = event.target instanceof Node && divider.contains(event.target);
      if (dialog.dataset.mode !== "two" || event.button !== 0 || !(isFitted || isOnDivider)) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      stage.setPointerCapture(event.pointerId);
      isHeld = true;
      follow(event);
    },
    { capture: true },
  );
  stage.addEventListener("pointermove", (event) => {
    if (isHeld) follow(event);
  });
  for (const end of ["pointerup", "pointercancel"])
    stage.addEventListener(end, () => {
      isHeld = false;
    });
  return { moveTo, moveBy: (/** @type {number} */ percent) => moveTo(range.valueAsNumber + percent), range };
}
