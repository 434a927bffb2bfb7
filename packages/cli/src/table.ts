import Table from "cli-table3";

/** A table with a head row and no frame but the rule under the head. Columns stand to the left unless said otherwise. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[] = [],
): string {
  const table = new Table({
    head: [...head],
    colAligns: [...aligns],
    style: { head: [], border: [], compact: true },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "─",
      mid: "─",
      "mid-mid": "─",
      right: "",
      "right-mid": "─",
      middle: " ",
    },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
