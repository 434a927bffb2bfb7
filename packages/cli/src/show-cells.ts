import type { CellProgress } from "@unikrea/compare";
import { createMovingText } from "./moving-text.ts";
import type { Terminal } from "./terminal.ts";

/** Says on stderr how a comparison goes: a moving line a provider for a person, a line per change of state for a log. */
export interface CellsView {
  show(progress: CellProgress): void;
  stop(): void;
}

/** Makes the view for this terminal. `quiet` says nothing. */
export function createCellsView(terminal: Terminal, quiet: boolean): CellsView {
  if (quiet) return { show() {}, stop() {} };
  return terminal.isInteractive ? movingLines() : stateLines(terminal);
}

/** `row 2, krea: done, 12 s`. */
function describeCell({ row, provider, phase, ready, total, elapsedMs, cell }: CellProgress): string {
  const count = cell && ready < total && ready > 0 ? `, ${ready} of ${total}` : "";
  const why = cell?.failures[0] && ready === 0 ? `: ${cell.failures[0].code}` : "";
  return `row ${row}, ${provider}: ${phase}${why}${count}, ${secondsOf(elapsedMs)}`;
}

const secondsOf = (ms: number) => `${Math.round(ms / 1000)} s`;

function stateLines(terminal: Terminal): CellsView {
  const states = new Map<string, string>();
  return {
    show(progress) {
      const { row, provider, phase } = progress;
      // That it waits is no news, and that its bytes are on the way none for long.
      if (phase === "waiting" || phase === "downloading" || states.get(`${row} ${provider}`) === phase)
        return;
      states.set(`${row} ${provider}`, phase);
      terminal.err(describeCell(progress));
    },
    stop() {},
  };
}

/** What stands behind a provider's name: how many of its cells are over, and what the others do. */
export function describeProvider(provider: string, cells: readonly CellProgress[]): string {
  const count = (wanted: readonly string[]) => cells.filter(({ phase }) => wanted.includes(phase)).length;
  const said = (["failed", "downloading", "running", "queued", "waiting"] as const)
    .map((phase) => ({ phase, n: count([phase]) }))
    .flatMap(({ phase, n }) => (n === 0 ? [] : cells.length === 1 ? phase : `${n} ${phase}`));
  const done = count(["done"]);
  const all = cells.length === 1 ? (done ? ["done"] : []) : [`${done} of ${cells.length} done`];
  return `${provider.padEnd(NAME_WIDTH)} ${[...all, ...said].join(", ")}`;
}

const NAME_WIDTH = 10;

function movingLines(): CellsView {
  const cells = new Map<string, CellProgress>();
  let startedAt: number | undefined;
  const text = createMovingText(() => {
    const all = [...cells.values()];
    const ids = [...new Set(all.map(({ provider }) => provider))];
    const lines = ids.map((id) =>
      describeProvider(
        id,
        all.filter(({ provider }) => provider === id),
      ),
    );
    return [secondsOf(performance.now() - (startedAt ?? 0)), ...lines].join("\n  ");
  });
  return {
    show(progress) {
      startedAt ??= performance.now();
      cells.set(`${progress.row} ${progress.provider}`, progress);
      text.draw();
    },
    stop: text.stop,
  };
}
