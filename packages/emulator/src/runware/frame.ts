import type { TaskFailure } from "./error.ts";

/** A piece of an answer: result items and errors of one task, or of all of them. */
export interface Frame {
  data: object[];
  errors: TaskFailure[];
  /** The singular `error` form, which some failures take. */
  singular?: { error: { code: string; message: string }; taskUUID?: string };
}

/** A piece of an answer that is due at an instant. */
export interface Part {
  readyAtMs: number;
  build(): Frame | Promise<Frame>;
}

/** A frame that holds only result items. */
export function dataFrame(...data: object[]): Frame {
  return { data, errors: [] };
}

/** A frame that holds only errors. */
export function errorFrame(...errors: TaskFailure[]): Frame {
  return { data: [], errors };
}

/** A part that is due at once. */
export function atOnce(frame: Frame): Part {
  return { readyAtMs: 0, build: () => frame };
}

/** Several frames as one, in order. */
export function mergeFrames(frames: readonly Frame[]): Frame {
  const singular = frames.find((frame) => frame.singular)?.singular;
  return {
    data: frames.flatMap((frame) => frame.data),
    errors: frames.flatMap((frame) => frame.errors),
    ...(singular ? { singular } : {}),
  };
}

/** The JSON body of a frame. `data` is always there beside `errors`, empty when nothing succeeded. */
export function bodyOf(frame: Frame): object {
  if (frame.singular && frame.data.length === 0) return frame.singular;
  if (frame.errors.length === 0) return { data: frame.data, ...frame.singular };
  return { data: frame.data, errors: frame.errors.map((failure) => failure.body) };
}

/** 200 when anything was accepted, else what the first error deserves. */
export function statusOfFrame(frame: Frame): number {
  if (frame.data.length > 0 || frame.errors.some((failure) => failure.status === 200)) return 200;
  return frame.errors[0]?.status ?? 200;
}
