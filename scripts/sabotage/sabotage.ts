/** One safety line that is taken out or turned round, to see whether a test notices. */
export interface Sabotage {
  readonly id: string;
  /** The source file, below `packages/`. */
  readonly file: string;
  /** The text that goes. It must stand in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What the line protects, in one sentence. */
  readonly why: string;
  /** The test files that must notice, below `packages/`. */
  readonly tests: readonly string[];
}

/** The sabotaged text, or why the sabotage does not fit the source any more. */
export function sabotaged(
  { find, replace }: Pick<Sabotage, "find" | "replace">,
  source: string,
): { readonly text: string } | { readonly problem: string } {
  const times = source.split(find).length - 1;
  if (find === "" || times === 0) return { problem: "the text to find is not there any more" };
  if (times > 1) return { problem: `the text to find is there ${times} times` };
  const text = source.replace(find, () => replace);
  return text === source ? { problem: "it changes nothing" } : { text };
}

/** Tests of core alone. */
export const core = (name: string) => `core/test/${name}.test.ts`;
/** Tests of whole calls, by core's door and fake providers. */
export const flow = (name: string) => `testkit/test/core/${name}.test.ts`;
/** Tests of the ledgers. */
export const ledger = (name: string) => `ledger/test/${name}.test.ts`;
export const cloudflare = (name: string) => `provider-cloudflare/test/${name}.test.ts`;
export const krea = (name: string) => `provider-krea/test/${name}.test.ts`;
export const runware = (name: string) => `provider-runware/test/${name}.test.ts`;
