/** What core's messages name, and what it is called on the command line. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/onUnsupported: "warn"/g, "--on-unsupported warn"],
  [/with providerOptions\.([\w-]+)\.(\w+)/g, "with --option $1.$2=true"],
  [/providerOptions\.([\w<>-]+)\.(\w+)/g, "--option $1.$2"],
  [/\btimeoutMs\b/g, "--timeout"],
  [/\bmaxUsd\b/g, "--max-usd"],
  [/\bidempotencyKey\b/g, "--idempotency-key"],
  [/\btags\[\d+\]|\btags(?=: )/g, "--tag"],
  [/\b(since|until)(?=: expected| says)/g, "--$1"],
  [/Pass \w+\(\{ \w+ \}\) or set/g, "Set"],
  [/\brecover\(\)/g, "unikrea recover"],
  [/call bytes\(\) again, or resume\(job\) for a fresh link/g, "resume(job) downloads it again"],
];

/**
 * A message of core in the words of the command line.
 *
 * @param jobFile where the job is kept; without it nothing can be resumed, and nothing is said of that
 */
export function inFlags(text: string, jobFile: string | undefined): string {
  const said = WORDS.reduce((result, [pattern, words]) => result.replace(pattern, words), text);
  if (jobFile === undefined)
    return said.replace(/(^|[:;]\s*)resume\(\w*(\.\w+)?\)[^;\n]*/g, "").replace(/^;\s*/, "");
  return said.replace(/\bresume\(\w*(\.\w+)?\)/g, () => `unikrea resume ${jobFile}`);
}
