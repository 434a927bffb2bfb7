import type { GenerateRequest, Model } from "@unikrea/core";
import { integerIn, matching, optional, readSettings, shape } from "@unikrea/core/provider";

/** Every prompt on every model, all else the same. */
export interface CompareMatrix extends Omit<GenerateRequest, "prompt" | "model"> {
  /** What to draw. At least one. */
  readonly prompts: readonly string[];
  /** @default only the one that a request has by default */
  readonly models?: readonly Model[] | undefined;
}

/** What to compare: one request, every prompt on every model, or a list of requests. Each becomes a row. */
export type CompareInput = GenerateRequest | CompareMatrix | readonly GenerateRequest[];

/** A request, and where it stood in what was passed. */
export interface PinnedRequest {
  readonly request: GenerateRequest;
  readonly seed: number;
  /** Where a setting of it stands in what was passed: `prompt` of the second is `prompts[1]`. */
  pathOf(setting: string): string;
}

/** More in one comparison are a mistake: the bytes of all images are held in memory at once. */
const MAX_ROWS = 100;

const isFilled = (value: unknown) => Array.isArray(value) && value.length > 0;
const MATRIX = shape({
  prompts: matching<readonly string[]>(isFilled, "a list of at least one prompt"),
  models: optional(matching<readonly Model[]>(isFilled, "a list of at least one model")),
});
const LIST = shape({ requests: matching(isFilled, "a list of at least one request") });
const COUNT = shape({ requests: integerIn(1, MAX_ROWS) });

/**
 * The requests of a comparison, each with its seed: the one that it has, or one that is drawn here, so that every provider
 * gets the same.
 *
 * @param random 0…1, without 1
 * @throws {UnikreaError} `invalid_input` for a list or matrix that is none. What is in it is for the plan to check.
 */
export function requestsFrom(input: CompareInput, random: () => number): PinnedRequest[] {
  const rows = listRequests(input);
  readSettings("", COUNT, { requests: rows.length });
  return rows.map(({ request, pathOf }) => {
    // What is no request at all is for the plan to refuse.
    if (Object(request) !== request) return { request, seed: 0, pathOf };
    const seed = request.seed ?? Math.floor(random() * 2 ** 32);
    return { request: { ...request, seed }, seed, pathOf };
  });
}

interface Row {
  readonly request: GenerateRequest;
  pathOf(setting: string): string;
}

function listRequests(input: CompareInput): Row[] {
  if (isList(input)) {
    readSettings("", LIST, { requests: input });
    return input.map((request, at) => ({
      request,
      pathOf: (setting) => `[${at}]${setting && `.${setting}`}`,
    }));
  }
  if (!isMatrix(input)) return [{ request: input, pathOf: (setting) => setting }];
  const { prompts, models, ...rest } = input;
  const strays = Object.fromEntries(
    Object.entries(rest).filter(([key]) => key === "prompt" || key === "model"),
  );
  readSettings("", MATRIX, { prompts, ...(models !== undefined && { models }), ...strays });
  const columns: readonly (Model | undefined)[] = models ?? [undefined];
  return prompts.flatMap((prompt, row) =>
    columns.map((model, column) => ({
      request: { ...rest, prompt, ...(model !== undefined && { model }) },
      pathOf: (setting) =>
        setting === "prompt" ? `prompts[${row}]` : setting === "model" ? `models[${column}]` : setting,
    })),
  );
}

const isList = (input: CompareInput): input is readonly GenerateRequest[] => Array.isArray(input);
const isMatrix = (input: CompareInput): input is CompareMatrix => Object.hasOwn(Object(input), "prompts");
