import { budgetCells } from "./about-budget.ts";
import { followUpCells } from "./about-job.ts";
import { submitCells } from "./about-order.ts";
import { processCells } from "./about-processes.ts";
import { findCells } from "./about-search.ts";
import { severalCells } from "./about-several.ts";
import { trustCells } from "./about-trust.ts";
import { ownCells } from "./about-us.ts";
import { webhookCells } from "./about-webhook.ts";
import { beyondCells } from "./about-word.ts";
import type { Cell } from "./cell.ts";
import { MODES } from "./mode.ts";

/** Every cell, in an order that never changes. */
export const CELLS: readonly Cell[] = MODES.flatMap((mode) => [
  ...submitCells(mode),
  ...followUpCells(mode),
  ...findCells(mode),
  ...ownCells(mode),
  ...webhookCells(mode),
  ...severalCells(mode),
  ...budgetCells(mode),
  ...processCells(mode),
  ...beyondCells(mode),
  ...trustCells(mode),
]);

/** @throws when there is no such cell */
export function cellNamed(name: string): Cell {
  const cell = CELLS.find((one) => one.name === name);
  if (cell) return cell;
  throw new Error(`no cell "${name}": --list names them all`);
}
