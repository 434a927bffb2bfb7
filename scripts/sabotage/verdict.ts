/** How a run of the tests ended, as far as the score needs it. `red`: by the judgement of a test. */
export type Ending =
  | { readonly kind: "green" }
  | { readonly kind: "red"; readonly test: string }
  | { readonly kind: "broken"; readonly problem: string };

/** What we read of vitest's JSON report. */
interface Report {
  readonly testResults?: readonly {
    readonly name?: string;
    readonly status?: string;
    readonly message?: string;
    readonly assertionResults?: readonly {
      readonly fullName?: string;
      readonly status?: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/**
 * Reads vitest's report. Red counts only when a test found something that is not as it says: an assertion, a call that
 * rejected though it should not, a time that ran out. A source that does not parse, or stumbles over a name that is gone, is
 * found by any test, and proves nothing about the tests.
 */
export function endingOf(report: unknown, exitCode: number | null): Ending {
  const { testResults }: Report = Object(report);
  if (!Array.isArray(testResults) || testResults.length === 0)
    return { kind: "broken", problem: "vitest gave no report" };
  const files: NonNullable<Report["testResults"]> = testResults;
  const unread = files.find(({ assertionResults = [] }) => assertionResults.length === 0);
  if (unread) return { kind: "broken", problem: firstLine(unread.message) || "a test file has no tests" };
  const failed = files
    .flatMap(({ assertionResults = [] }) => assertionResults)
    .filter(({ status }) => status === "failed");
  const honest = failed.find(({ failureMessages = [] }) =>
    failureMessages.some((text) => !STUMBLE.test(text)),
  );
  if (honest) return { kind: "red", test: honest.fullName ?? "" };
  const [other] = failed;
  if (other)
    return { kind: "broken", problem: `no test has judged: ${firstLine(other.failureMessages?.[0])}` };
  if (exitCode !== 0) return { kind: "broken", problem: "no test failed, but vitest did" };
  return { kind: "green" };
}

/** Which of the test files did not pass, each given as it ends. */
export function failing(report: unknown, tests: readonly string[]): string[] {
  const { testResults }: Report = Object(report);
  const files: NonNullable<Report["testResults"]> = Array.isArray(testResults) ? testResults : [];
  const isGreen = (test: string) =>
    files.some((file) => {
      const isIt = file.name?.replaceAll("\\", "/").endsWith(`/${test}`);
      return isIt && file.status === "passed" && (file.assertionResults ?? []).length > 0;
    });
  return tests.filter((test) => !isGreen(test));
}

/** Errors of the sabotaged code itself. Vitest's own complaint about what it was given to compare is none. */
const STUMBLE = /^(ReferenceError|SyntaxError|TypeError(?!: \.to\w+\(\) expects))\b/;
const firstLine = (text = "") => text.split("\n", 1)[0]?.slice(0, 160) ?? "";
