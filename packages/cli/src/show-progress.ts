import type { Progress } from "@unikrea/core";
import { createMovingText } from "./moving-text.ts";
import type { Terminal } from "./terminal.ts";

/** Says on stderr how a call goes: one moving line for a person, one line per change of state for a log. */
export interface ProgressView {
  show(progress: Progress): void;
  stop(): void;
}

/** Makes the view for this terminal. `quiet` says nothing. */
export function createProgressView(terminal: Terminal, quiet: boolean): ProgressView {
  if (quiet) return { show() {}, stop() {} };
  return terminal.isInteractive ? movingLine() : stateLines(terminal);
}

/** `krea: sampling, 0 of 1, 3 s`. */
export function describeProgress({ provider, phase, detail, ready, total, elapsedMs }: Progress): string {
  const end = ready === total ? "done" : "ended";
  const state = phase === "settled" ? end : (detail ?? phase);
  return `${provider}: ${state}, ${ready} of ${total}, ${Math.round(elapsedMs / 1000)} s`;
}

function movingLine(): ProgressView {
  let last: { progress: Progress; at: number } | undefined;
  const text = createMovingText(() => {
    if (!last) return "";
    const elapsedMs = last.progress.elapsedMs + performance.now() - last.at;
    return describeProgress({ ...last.progress, elapsedMs });
  });
  return {
    show(progress) {
      last = { progress, at: performance.now() };
      text.draw();
    },
    stop: text.stop,
  };
}

function stateLines(terminal: Terminal): ProgressView {
  let state = "";
  return {
    show(progress) {
      const next = describeProgress({ ...progress, elapsedMs: 0 });
      if (next !== state) terminal.err(describeProgress(progress));
      state = next;
    },
    stop() {},
  };
}
