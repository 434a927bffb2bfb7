import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { fileError } from "./cli-error.ts";
import { PROVIDER_IDS } from "./provider-setup.ts";

// Flags become the canonical request. Ranges are not checked here: core checks them, with one message for all of them.
// What core never sees is checked here.

/** `--reference cat.png=0.7` or `--reference https://…`, before the file is read. */
export interface ReferenceFlag {
  readonly place: string;
  readonly strength: number | undefined;
}

/** `--option krea.wideStrengths=true`. */
export interface OptionFlag {
  readonly provider: string;
  readonly name: string;
  readonly value: unknown;
}

/** A whole or decimal number. */
export function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number)) throw new InvalidArgumentError("It is not a number.");
  return number;
}

/** What a timer can wait for, in seconds: 24 days. */
const MAX_TIMEOUT_S = 2_147_483;

/** Seconds, from a millisecond on. */
export function parseTimeout(text: string): number {
  const seconds = parseNumber(text);
  if (seconds >= 0.001 && seconds <= MAX_TIMEOUT_S) return seconds;
  throw new InvalidArgumentError(`It is in seconds, above 0 and at most ${MAX_TIMEOUT_S}.`);
}

/** A port of this machine. */
export function parsePort(text: string): number {
  const port = parseNumber(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It is an integer from 0 to 65535.");
}

/** A factor above 0. */
export function parseSpeed(text: string): number {
  const speed = parseNumber(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new InvalidArgumentError("It is a number above 0.");
}

/** `krea,runware`: words of a list, for a flag that may also be given several times. Of one that is named twice the first counts. */
export const parseWords =
  <Word extends string>(words: readonly Word[]) =>
  (text: string, earlier: readonly Word[] | undefined): readonly Word[] => {
    const named = text.split(",").map((name) => {
      const word = words.find((known) => known === name.trim());
      if (!word) throw new InvalidArgumentError(`Allowed are ${words.join(", ")}, or a list of them.`);
      return word;
    });
    return [...new Set([...(earlier ?? []), ...named])];
  };

/** Who is asked, in this order. */
export const parseProviders = parseWords(PROVIDER_IDS);

/** Collects a flag that may be given several times. */
export const collect =
  <Item>(parse: (text: string) => Item) =>
  (text: string, earlier: Item[] | undefined) => [...(earlier ?? []), parse(text)];

const PLAIN = /^(.+)=([-+]?(?:\d+\.?\d*|\.\d+))$/;
const SPACED = /^(.*\S)\s+=\s*([-+]?(?:\d+\.?\d*|\.\d+))$/;
/** What is behind the first `?` or `#` of a URL. */
const QUERY = /^https?:[^?#]*[?#](.*)$/i;
/** Beyond it a number is no strength. */
const MAX_STRENGTH = 2;

/**
 * `FILE`, `URL` or either with a strength behind it, as `=0.7` or ` = 0.7`. The query of a URL may itself end in `=1`: then
 * only the form with a space is clear, and the other is refused.
 */
export function parseReference(text: string): ReferenceFlag {
  const isSpaced = SPACED.test(text);
  const [, place, number] = (isSpaced ? SPACED : PLAIN).exec(text) ?? [];
  if (place === undefined) return { place: text, strength: undefined };
  const strength = Number(number);
  const query = QUERY.exec(place)?.[1];
  if (isSpaced || query === undefined) return { place, strength };
  if (Math.abs(strength) > MAX_STRENGTH) return { place: text, strength: undefined };
  // `?x=1=0.5`: the last name of the query has its value already.
  if (/=[^&]*$/.test(query)) return { place, strength };
  throw new InvalidArgumentError(
    `=${number} may be the strength or the end of the URL. Say the strength with a space: "${place} = ${number}", or "${text} = 0.5" where the URL ends in =${number}.`,
  );
}

/** `intensity=20`. */
export function parseSlider(text: string): [string, number] {
  const [name = "", value, ...more] = text.split("=");
  if (!name || !value || more.length > 0)
    throw new InvalidArgumentError("Write it as name=value, such as intensity=20.");
  return [name, parseNumber(value)];
}

/** `krea.wideStrengths=true`: the value is JSON, or else a text. */
export function parseOption(text: string): OptionFlag {
  const [, provider, name, value] = /^([\w-]+)\.(\w+)=([\s\S]+)$/.exec(text) ?? [];
  if (provider === undefined || name === undefined || value === undefined) {
    throw new InvalidArgumentError("Write it as provider.name=value, such as krea.wideStrengths=true.");
  }
  try {
    return { provider, name, value: JSON.parse(value) };
  } catch {
    return { provider, name, value };
  }
}

/** `providerOptions` of the request. Of one that was given twice the last counts. */
export function optionsFrom(flags: readonly OptionFlag[]): Record<string, Record<string, unknown>> {
  const ids = [...new Set(flags.map(({ provider }) => provider))];
  return Object.fromEntries(
    ids.map((id) => {
      const own = flags.filter(({ provider }) => provider === id);
      return [id, Object.fromEntries(own.map(({ name, value }) => [name, value]))];
    }),
  );
}

/**
 * A reference for the request: a URL stays one, anything else is a file that is read.
 *
 * @throws {CliError} `file_error`
 */
export async function loadImage(place: string, cwd: string): Promise<string | Uint8Array> {
  if (/^(https?|data):/i.test(place)) return place;
  try {
    return new Uint8Array(await readFile(resolve(cwd, place)));
  } catch (error) {
    throw fileError(`--reference: the file ${place} cannot be read`, error);
  }
}
