import process from "node:process";
import yoctoSpinner from "yocto-spinner";

/** Text on stderr that a person watches: it is drawn anew ten times a second. */
export interface MovingText {
  /** Draws it at once, and goes on drawing it. */
  draw(): void;
  /** Takes it away. */
  stop(): void;
}

const EVERY_MS = 100;

/** @param read what it says by now */
export function createMovingText(read: () => string): MovingText {
  const spinner = yoctoSpinner({ stream: process.stderr });
  const redraw = () => {
    spinner.text = read();
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    draw() {
      if (!timer) {
        spinner.start();
        timer = setInterval(redraw, EVERY_MS);
      }
      redraw();
    },
    stop() {
      clearInterval(timer);
      if (timer) spinner.stop();
      timer = undefined;
    },
  };
}
