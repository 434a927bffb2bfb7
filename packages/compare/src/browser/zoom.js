import { find, findAll } from "./element.js";

const STEP = 0.5;

/** Makes the images of the viewer larger and smaller: by wheel, by pinching, by buttons. */
export function createZoom(/** @type {HTMLDialogElement} */ dialog) {
  const stage = find("[data-stage]", HTMLElement, dialog);
  const pan = find("[data-pan]", HTMLElement, dialog);
  const scale = find("[data-scale]", HTMLOutputElement, dialog);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const panzoom = Panzoom(pan, {
    canvas: true,
    minScale: 1,
    maxScale: 8,
    step: STEP,
    panOnlyWhenZoomed: true,
    animate: !isCalm,
    duration: 120,
    cursor: "",
  });
  pan.addEventListener("panzoomchange", () => {
    const factor = panzoom.getScale();
    scale.value = `${Math.round(factor * 100)}%`;
    pan.style.setProperty("--zoom", String(factor));
    if (factor > 1) stage.dataset.zoomed = "";
    else delete stage.dataset.zoomed;
  });
  stage.addEventListener("wheel", (event) => panzoom.zoomWithWheel(event), { passive: false });
  const steps = {
    in: () => panzoom.zoomIn(),
    // Back at its natural size an image belongs into the middle again.
    out: () => (panzoom.getScale() > 1 + STEP ? panzoom.zoomOut() : panzoom.reset()),
    reset: () => panzoom.reset(),
  };
  for (const button of findAll("[data-zoom]", HTMLButtonElement, dialog)) {
    const { zoom } = button.dataset;
    if (zoom === "in" || zoom === "out" || zoom === "reset") button.addEventListener("click", steps[zoom]);
  }
  return steps;
}
