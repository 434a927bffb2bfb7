import process from "node:process";
import type { Progress } from "@unikrea/core";
import yoctoSpinner from "yocto-spinner";
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
  const spinner = yoctoSpinner({ stream: process.stderr });
  let last: { progress: Progress; at: number } | undefined;
  const draw = () => {
    if (!last) return;
    const elapsedMs = last.progress.elapsedMs + performance.now() - last.at;
    spinner.text = describeProgress({ ...last.progress, elapsedMs });
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    show(progress) {
      last = { progress, at: performance.now() };
      if (!timer) {
        spinner.start();
        timer = setInterval(draw, 100);
      }
      draw();
    },
    stop() {
      clearInterval(timer);
      if (timer) spinner.stop();
      timer = undefined;
    },
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
