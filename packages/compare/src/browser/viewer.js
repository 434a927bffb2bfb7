import { find, findAll } from "./element.js";
import { createSwipe } from "./swipe.js";
import { createZoom } from "./zoom.js";

/** @typedef {"one" | "two"} Mode one image alone, or two of the same request against each other */

/** Makes every image of the page open in the viewer, and those of one request comparable there. */
export function startViewer() {
  const dialog = find("#viewer", HTMLDialogElement);
  const left = find("[data-pick=left]", HTMLSelectElement, dialog);
  const right = find("[data-pick=right]", HTMLSelectElement, dialog);
  const zoom = createZoom(dialog);
  const swipe = createSwipe(dialog);
  let shot = document.createElement("button");

  const look = (/** @type {Mode} */ mode) => {
    const peers = peersOf(shot);
    dialog.dataset.mode = mode;
    for (const button of findAll("[data-mode]", HTMLButtonElement, dialog)) {
      button.ariaPressed = String(button.dataset.mode === mode);
      button.disabled = button.dataset.mode === "two" && peers.length < 2;
    }
    find("#viewer-title", HTMLElement, dialog).textContent = promptOf(shot);
    if (mode === "one") showOne(dialog, shot);
    else showTwo(dialog, peers[left.selectedIndex] ?? shot, peers[right.selectedIndex] ?? shot);
  };
  const open = (/** @type {HTMLButtonElement} */ chosen, /** @type {Mode} */ mode) => {
    choose(chosen);
    look(mode);
    dialog.showModal();
    zoom.reset();
    swipe.moveTo(50);
    (mode === "one" ? find("[data-stage]", HTMLElement, dialog) : swipe.range).focus();
  };
  const choose = (/** @type {HTMLButtonElement} */ chosen) => {
    shot = chosen;
    const peers = peersOf(shot);
    const at = peers.indexOf(shot);
    for (const select of [left, right])
      select.replaceChildren(...peers.map(({ dataset }) => new Option(dataset.name)));
    left.selectedIndex = at;
    right.selectedIndex = (at + 1) % peers.length;
  };
  const step = (/** @type {number} */ by) => {
    const all = shots();
    const next = all[(all.indexOf(shot) + by + all.length) % all.length];
    if (!next) return;
    choose(next);
    zoom.reset();
    look("one");
  };

  for (const one of findAll("[data-shot]", HTMLButtonElement))
    one.addEventListener("click", () => open(one, "one"));
  for (const button of findAll("[data-swipe]", HTMLButtonElement)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const first = shots().find(({ dataset }) => dataset.shot === button.dataset.swipe);
      if (first) open(first, peersOf(first).length > 1 ? "two" : "one");
    });
  }
  for (const button of findAll("[data-mode]", HTMLButtonElement, dialog))
    button.addEventListener("click", () => look(button.dataset.mode === "two" ? "two" : "one"));
  for (const select of [left, right]) select.addEventListener("input", () => look("two"));
  for (const button of findAll("[data-step]", HTMLButtonElement, dialog))
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  find("[data-close]", HTMLButtonElement, dialog).addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (direction && !(target instanceof HTMLSelectElement || target instanceof HTMLInputElement)) {
      event.preventDefault();
      if (dialog.dataset.mode === "two") swipe.moveBy(direction * 5);
      else step(direction);
    }
    if (key === "+" || key === "=") zoom.in();
    if (key === "-") zoom.out();
    if (key === "0") zoom.reset();
  });
}

/** The images that can be seen on the page as it is filtered. */
const shots = () => findAll("[data-shot]", HTMLButtonElement).filter((one) => !one.closest("[hidden]"));

/** The images of the same request. */
const peersOf = (/** @type {HTMLButtonElement} */ { dataset }) =>
  shots().filter((one) => one.dataset.shot === dataset.shot);

const promptOf = (/** @type {HTMLButtonElement} */ shot) =>
  shot.closest("[data-row]")?.querySelector("[data-prompt]")?.textContent ?? "";

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLButtonElement} shot
 */
function showOne(dialog, shot) {
  const { name, facts } = shot.dataset;
  put(dialog, "[data-under]", shot);
  find("[data-over]", HTMLImageElement, dialog).removeAttribute("src");
  find("[data-caption]", HTMLElement, dialog).textContent = `${name} · ${facts}`;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLButtonElement} left
 * @param {HTMLButtonElement} right
 */
function showTwo(dialog, left, right) {
  put(dialog, "[data-under]", right);
  put(dialog, "[data-over]", left);
  find("[data-left]", HTMLElement, dialog).textContent = left.dataset.name ?? "";
  find("[data-right]", HTMLElement, dialog).textContent = right.dataset.name ?? "";
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} place
 * @param {HTMLButtonElement} shot
 */
function put(dialog, place, shot) {
  const image = find("img", HTMLImageElement, shot);
  const shown = find(place, HTMLImageElement, dialog);
  shown.src = image.src;
  shown.alt = image.alt;
  const ratio = Number(image.getAttribute("width")) / Number(image.getAttribute("height"));
  find("[data-pan]", HTMLElement, dialog).style.setProperty("--ratio", String(ratio));
}
