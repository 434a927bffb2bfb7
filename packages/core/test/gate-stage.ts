import { createListen } from "../src/abort.ts";
import { UnikreaError } from "../src/error.ts";
import { createGate, type GateOptions } from "../src/gate.ts";

/** What a service says that has too much to do. */
export const THROTTLED = new UnikreaError("rate_limited", "too much", { status: 429, outcome: "refused" });
/** Lets everything happen that waits for nothing but its turn. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A gate with work that ends when the test says so. Calls are numbered in the order that they come. */
export function stage(size: number, options?: GateOptions) {
  const gate = createGate(size, createListen(), options);
  const started: number[] = [];
  const ends = new Map<number, unknown>();
  const calls: { controller: AbortController; end: (error?: unknown) => void }[] = [];
  return {
    started,
    ends,
    /** Numbers of the calls whose work is under way. */
    running: () => started.filter((id) => !ends.has(id)),
    enter(controller = new AbortController()) {
      let end: (error?: unknown) => void = () => {};
      const work = new Promise<string>((resolve, reject) => {
        end = (error) => (error === undefined ? resolve("done") : reject(error));
      });
      // Nobody listens to work that has never begun.
      work.catch(() => {});
      const id = calls.push({ controller, end }) - 1;
      const begin = () => {
        started.push(id);
        return work;
      };
      gate.run(begin, controller.signal).then(
        (result) => ends.set(id, result),
        (error) => ends.set(id, error instanceof UnikreaError ? error.code : error),
      );
      return id;
    },
    succeed: (id: number) => calls[id]?.end(),
    fail: (id: number, error: unknown) => calls[id]?.end(error),
    abort: (id: number) => calls[id]?.controller.abort("not wanted"),
  };
}
export type Stage = ReturnType<typeof stage>;

export const enterMany = (gate: Stage, count: number) => Array.from({ length: count }, () => gate.enter());
