// Each library is inlined before the page's own script, and leaves its name behind.
declare const Plot: typeof import("@observablehq/plot");
declare const Panzoom: typeof import("@panzoom/panzoom").default;
