import { imagesAt, MONTHLY_IMAGES, monthlyUsd, readImages, stepOf } from "./bill.js";
import { data } from "./data.js";
import { find, findAll, reveal } from "./element.js";
import { formatBill, formatCount, formatUsd } from "./format.js";

/** Makes the monthly bill follow the slider, the number and the model. */
export function startBill() {
  const form = reveal(find("[data-bill]", HTMLFormElement));
  const slider = find("[name=step]", HTMLInputElement, form);
  const exact = find("[name=images]", HTMLInputElement, form);
  const model = form.querySelector("select");
  let images = MONTHLY_IMAGES.usual;
  const update = () => {
    slider.ariaValueText = `${formatCount(images)} images`;
    showBill(images, model?.value ?? data.models[0] ?? "");
  };
  slider.addEventListener("input", () => {
    images = imagesAt(slider.valueAsNumber);
    exact.value = formatCount(images);
    exact.ariaInvalid = null;
    update();
  });
  exact.addEventListener("input", () => {
    const typed = readImages(exact.value);
    exact.ariaInvalid = typed === undefined ? "true" : null;
    if (typed === undefined) return;
    images = typed;
    slider.valueAsNumber = stepOf(images);
    update();
  });
  exact.addEventListener("change", () => {
    exact.value = formatCount(images);
    exact.ariaInvalid = null;
  });
  model?.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
}

/**
 * @param {number} images
 * @param {string} model
 */
function showBill(images, model) {
  const lines = data.bill.filter((line) => line.model === model);
  const dearest = Math.max(...lines.map(({ perImageUsd }) => perImageUsd ?? 0));
  find("[data-bill-images]", HTMLOutputElement).value = formatCount(images);
  find("[data-bill-model]", HTMLElement).textContent = model;
  for (const row of findAll("[data-bill-of]", HTMLElement)) {
    const line = lines.find(({ provider }) => provider === row.dataset.billOf);
    const price = line?.perImageUsd;
    find("[data-amount]", HTMLElement, row).textContent = formatBill(monthlyUsd(price, images));
    find("[data-price]", HTMLElement, row).textContent = formatUsd(price);
    find("[data-basis]", HTMLElement, row).textContent = line?.basis ?? "";
    const share = dearest > 0 ? ((price ?? 0) / dearest) * 100 : 0;
    find("rect", SVGRectElement, row).setAttribute("width", `${share}%`);
  }
}
