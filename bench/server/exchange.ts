import type { JobBook } from "./job-book.ts";

/** One request, read as far as every dialect needs it. */
export interface Exchange {
  readonly method: string;
  /** Behind the dialect's own segment, with its slash and its query. */
  readonly path: string;
  /** The body as JSON; `undefined` when there is none. */
  readonly body: unknown;
  /** Of this server, for the links to images. */
  readonly origin: string;
  header(name: string): string | undefined;
}

/** An answer in JSON. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** The part of one service that clients need for a job that succeeds. Nothing is validated: that would cost time. */
export type Dialect = (exchange: Exchange, book: JobBook) => Answer | Promise<Answer>;

/** A success. */
export const ok = (json: unknown): Answer => ({ status: 200, json });

/** A job or a path that nobody knows. */
export const MISSING: Answer = { status: 404, json: { error: "not found" } };
