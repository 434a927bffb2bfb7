import stringWidth from "string-width";

/** One bar. What may be added to it is drawn lighter behind it. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly more: number;
  /** What stands behind the bar. */
  readonly said: string;
}

/** However narrow the terminal is. */
const MIN_COLUMNS = 10;
const GAP = "  ";

/**
 * Lines of horizontal bars, all to one scale, as wide as the terminal allows. What is more than nothing has a column at
 * least. Nothing when all is nothing.
 */
export function barChart(bars: readonly Bar[], width: number): string[] {
  const most = Math.max(0, ...bars.map(({ value, more }) => value + more));
  if (most === 0) return [];
  const labelWidth = Math.max(...bars.map(({ label }) => stringWidth(label)));
  const saidWidth = Math.max(...bars.map(({ said }) => stringWidth(said)));
  const room = Math.max(width - labelWidth - saidWidth - 2 * GAP.length, MIN_COLUMNS);
  const columns = (value: number) => (value > 0 ? Math.max(1, Math.round((value / most) * room)) : 0);
  return bars.map(({ label, value, more, said }) => {
    const full = Math.min(columns(value), room - (more > 0 ? 1 : 0));
    const light = more > 0 ? Math.max(1, columns(value + more) - full) : 0;
    const pad = " ".repeat(labelWidth - stringWidth(label));
    return [label + pad, "█".repeat(full) + "░".repeat(light), said].filter(Boolean).join(GAP);
  });
}
