import { drawCharts, onRoomChange } from "./chart.js";
import { data } from "./data.js";
import { find, findAll, reveal } from "./element.js";
import { startFilter } from "./filter.js";
import { startBill } from "./monthly.js";
import { startSort } from "./sort.js";
import { startViewer } from "./viewer.js";

let shown = data.cells;
const draw = () => drawCharts(shown);
draw();
onRoomChange(draw);
startFilter((cells) => {
  shown = cells;
  draw();
});
startSort();
startBill();
startViewer();
startTheme();
startPrint();

/** Lets the colours be chosen, and remembers it where that is allowed. */
function startTheme() {
  const { dataset } = document.documentElement;
  const choice = reveal(find("[data-theme-choice]", HTMLFieldSetElement));
  for (const radio of findAll("input", HTMLInputElement, choice)) {
    radio.checked = radio.value === (dataset.theme ?? "auto");
    radio.addEventListener("input", () => {
      if (radio.value === "auto") delete dataset.theme;
      else dataset.theme = radio.value;
      try {
        localStorage.setItem("unikrea-theme", radio.value);
      } catch {}
    });
  }
}

/** On paper nothing can be unfolded. */
function startPrint() {
  /** @type {HTMLDetailsElement[]} */
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = findAll("details:not([open])", HTMLDetailsElement);
    for (const one of unfolded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of unfolded) one.open = false;
  });
}
