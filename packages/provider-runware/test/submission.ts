import { type CanonicalRequest, UnikreaError } from "@unikrea/core";
import { runware } from "../src/index.ts";
import { KEY } from "./fixture.ts";
import { API_KEY, still } from "./line.ts";
import { requestOf } from "./lost.ts";

/** Runware with the key that the lines expect. */
export const provider = runware({ apiKey: API_KEY });

/** One submission under the name of the fixtures, with everything that it warns of. */
export async function submit(request = requestOf(), context = still()) {
  const { token, outcome, warnings } = await provider.submit(request, KEY, context);
  return { token, outcome, warnings: [...warnings, ...context.warnings] };
}

/** The error of ours that a submission ends with. */
export async function failureOf(request?: CanonicalRequest): Promise<UnikreaError> {
  const error: unknown = await submit(request).catch((thrown: unknown) => thrown);
  if (error instanceof UnikreaError) return error;
  throw new Error("expected an error of ours", { cause: error });
}

/** A body with one error, about the task unless told otherwise. */
export const errors = (code: string, more: object = { taskUUID: KEY }) => ({
  data: [],
  errors: [{ code, message: "it is so", taskType: "imageInference", ...more }],
});
