import { describe, expect, it } from "vitest";
import { parsePrompts } from "../src/index.ts";

describe("a file of prompts", () => {
  it.each([
    ["a prompt a line", "a fox\na wolf", ["a fox", "a wolf"]],
    ["lines of any system", "a fox\r\na wolf\ra bear\n", ["a fox", "a wolf", "a bear"]],
    ["comments and blank lines", "# animals\n\n  \na fox\n  # and more\n\ta wolf  ", ["a fox", "a wolf"]],
    ["a sign of its own", "\\#1 in the charts\nhash # inside", ["#1 in the charts", "hash # inside"]],
    ["the mark of some editors", "\ufeffa fox", ["a fox"]],
    ["other scripts", "una volpe è qui\n狐狸\n🦊", ["una volpe è qui", "狐狸", "🦊"]],
    ["the same twice", "a fox\na fox", ["a fox", "a fox"]],
    ["a long one", "x".repeat(10_000), ["x".repeat(10_000)]],
  ])("may hold %s", (_, text, prompts) => expect(parsePrompts(text)).toStrictEqual(prompts));

  it.each([
    ["no prompt", "", "", "got 1 line without one"],
    ["only comments", "# a\n\n# b", "", "got 3 lines without one"],
    ["a prompt that is too long", `a fox\n\n${"x".repeat(10_001)}`, "line 3", "got 10001 characters"],
    ["what is no text", "a fox\n\u0000PNG", "line 2", "got a character that is no text, at offset 0"],
    [
      "another encoding",
      "# Latin-1\nune for\ufffdt",
      "line 2",
      "got a character that is no text, at offset 7",
    ],
    ["half a character", "a \ud83e", "line 1", "got a character that is no text, at offset 2"],
  ])("with %s is refused by its line", (_, text, path, got) => {
    const refused = expect(() => parsePrompts(text));
    refused.toThrow(
      expect.objectContaining({
        code: "invalid_input",
        billed: "no",
        issues: [{ path, expected: expect.any(String), got: got.slice(4) }],
      }),
    );
    refused.toThrow(got);
  });

  it("names every line that is wrong", () => {
    const long = "x".repeat(10_001);
    expect(() => parsePrompts(`${long}\na fox\n${long}`)).toThrow(
      /^line 1: .+\nline 3: .+\nNothing was sent/,
    );
  });
});
