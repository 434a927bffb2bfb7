/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** `1 image`, `2 images`. */
export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

const NUMBERS = ["", "", "both", "all three", "all four", "all five", "all six"];

/** `both`, `all three`. */
export const allOf = (n: number): string => NUMBERS[n] ?? `all ${n}`;

/** With a full stop, and a capital where the sentence does not begin with a name. */
export function sentence(text: string, names: readonly string[]): string {
  const isName = names.some((name) => text.startsWith(name));
  return `${isName ? text : text.charAt(0).toUpperCase() + text.slice(1)}.`;
}

/** At most so many characters, counted as a reader counts them. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
