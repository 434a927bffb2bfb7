/** Width over height of a ratio written `16:9`, `16/9`, `16x9` or `1.78`; NaN for anything else. */
const widthOverHeight = (text: string): number =>
  text
    .split(/[:/x]/)
    .map(Number)
    .reduce((width, height) => width / height);

/** The listed ratio whose shape is nearest to `written`, or `undefined` when that is no ratio at all. */
export function nearestRatio<Ratio extends string>(
  written: string,
  ratios: readonly Ratio[],
): Ratio | undefined {
  const wanted = Math.log(widthOverHeight(written));
  const distance = (ratio: string) => Math.abs(Math.log(widthOverHeight(ratio)) - wanted);
  return Number.isFinite(wanted) ? [...ratios].sort((a, b) => distance(a) - distance(b))[0] : undefined;
}
