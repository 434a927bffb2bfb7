import {
  type BytesImage,
  type CallContext,
  type CanonicalImage,
  createHttp,
  type HttpAnswer,
  type HttpRequest,
  jsonOf,
  type Phase,
  readCredential,
  scrub,
  type Transport,
  UnikreaError,
} from "@unikrea/core/provider";
import * as z from "zod/mini";
import { kreaError } from "./errors.ts";
import { findingOf, nextCursor, spanOf } from "./find.ts";
import type { KreaOptions, KreaSettings } from "./options.ts";
import { ASSET, JOB, JOB_LIST, type KreaToken, type KreaWire } from "./wire.ts";

/** Where Krea's credentials are found. Its pages name both variables. */
export const credentialOf = ({ apiKey }: KreaSettings) => ({
  provider: "krea",
  option: "apiKey",
  value: apiKey,
  variables: ["KREA_API_TOKEN", "KREA_API_KEY"],
});

/** More pages than this are not read at once. What a sweep does not find in them is asked about by itself. */
const MAX_PAGES = 10;

/** Krea over HTTP. The only file of this package that waits. */
export function createTransport(
  settings: KreaSettings,
  baseUrl: string,
): Transport<KreaWire, KreaToken, KreaOptions> {
  const http = createHttp(settings.fetch);

  async function exchange(
    phase: Phase,
    context: CallContext,
    method: HttpRequest["method"],
    path: string,
    more: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<HttpAnswer> {
    const key = await readCredential(credentialOf(settings));
    const headers = { authorization: `Bearer ${key}`, ...more.headers };
    const answer = await http({ ...more, method, url: baseUrl + path, headers, secrets: [key] }, context);
    if (answer.status < 200 || answer.status > 299) throw kreaError(answer, phase, [key]);
    noteSunset(answer.headers, context);
    return answer;
  }

  const send = async (...what: Parameters<typeof exchange>): Promise<unknown> =>
    jsonOf(await exchange(...what));

  /** One page of the job list, newest first, from the cursor back. */
  async function readPage(phase: Phase, context: CallContext, cursor?: string, limit = 100) {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
    const answer = await exchange(phase, context, "GET", `/jobs?${query}`);
    const { items, next_cursor, nextCursor: olderSpelling } = read(JOB_LIST, jsonOf(answer), phase);
    return { items, next: next_cursor ?? olderSpelling ?? null, date: answer.headers.get("date") };
  }

  const jobPath = ({ jobId }: KreaToken) => `/jobs/${jobId}`;
  const poll = (token: KreaToken, context: CallContext) => send("poll", context, "GET", jobPath(token));

  return {
    submit: ({ path, headers, body }, context) => send("submit", context, "POST", path, { body, headers }),
    poll,

    /** The job list, newest first, back to the oldest job that is asked about. */
    async pollMany(tokens, context) {
      const oldest = tokens.map(({ createdAt }) => createdAt ?? "").sort()[0] ?? "";
      const wanted = new Set(tokens.map(({ jobId }) => jobId));
      const found = new Map<string, unknown>();
      let cursor: string | null | undefined;
      for (let pages = 0; pages < MAX_PAGES && cursor !== null; pages++) {
        const { items, next } = await readPage("poll", context, cursor, wanted.size > 50 ? 1000 : 100);
        for (const item of items) {
          const { job_id } = Object(item);
          if (wanted.has(job_id)) found.set(job_id, item);
        }
        const isOver = found.size === wanted.size || next === null || next < oldest;
        cursor = isOver ? null : next;
      }
      return tokens.map(({ jobId }) => found.get(jobId));
    },

    /**
     * A job that has ended is not deleted: that might delete the picture, which is paid for. What `GET` says after a
     * `DELETE` is not documented; 404 then means that the job is gone, and jobs that are gone are not billed. A `DELETE`
     * that is itself answered 404 has deleted nothing: then only `GET` can tell.
     */
    async cancel(token, context) {
      const before = await poll(token, context);
      const { data } = z.safeParse(JOB, before);
      if (!data || data.completed_at || ENDED.includes(data.status)) return before;
      const insteadOfMissing =
        <Value>(value: Value) =>
        (error: unknown) => {
          if (error instanceof UnikreaError && error.code === "job_not_found") return value;
          throw error;
        };
      const isDeleted = await send("cancel", context, "DELETE", jobPath(token)).then(
        () => true,
        insteadOfMissing(false),
      );
      const after = poll(token, context);
      return isDeleted ? after.catch(insteadOfMissing({ ...data, status: "cancelled" })) : after;
    },

    /** The job list back to ten minutes before the submission. What follows from it is decided in `find.ts`. */
    async find(lost, context) {
      const askedAt = context.clock.wallTime();
      const { date, ...first } = await readPage("find", context);
      const span = spanOf(lost, { askedAt, answeredAt: context.clock.wallTime(), date });
      if (!span) return { status: "unknown", reason: "krea does not say what time it is there" };
      const items = [...first.items];
      let cursor = nextCursor(first.next, span);
      for (let pages = 1; pages < MAX_PAGES && cursor !== null; pages++) {
        const page = await readPage("find", context, cursor);
        items.push(...page.items);
        cursor = nextCursor(page.next, span);
      }
      const listed = { span, items, isWhole: cursor === null, waitedMs: askedAt - lost.lostAt };
      return findingOf(lost, listed, settings.trustAbsence === true);
    },

    // That a URL is refused then, core sees to by the capabilities.
    async prepareImage(image, { zeroDataRetention }, context): Promise<CanonicalImage> {
      return image.kind === "bytes" && !zeroDataRetention ? uploadAsset(image, context) : image;
    },

    async probe(context) {
      await send("probe", context, "GET", "/jobs?limit=1");
    },
  };

  /** At most 75 MB by Krea's document; the request's own limit is lower. Costs nothing. */
  async function uploadAsset(
    { bytes, mediaType }: BytesImage,
    context: CallContext,
  ): Promise<CanonicalImage> {
    const body = new FormData();
    const file = new Blob([Uint8Array.from(bytes)], { type: mediaType });
    body.append("file", file, `reference.${mediaType.slice(mediaType.indexOf("/") + 1)}`);
    const { image_url } = read(ASSET, await send("upload", context, "POST", "/assets", { body }), "upload");
    return { kind: "url", url: image_url };
  }
}

const ENDED = ["completed", "failed", "cancelled"];

/** An answer that only this file reads. Of the others core sees to it. */
function read<Schema extends z.core.$ZodType>(schema: Schema, body: unknown, phase: Phase): z.output<Schema> {
  const { data, error } = z.safeParse(schema, body);
  if (!error) return data;
  const where = error.issues[0]?.path.join(".") || "the body";
  const message = `krea gave an answer that cannot be read: ${where} is wrong`;
  throw new UnikreaError("invalid_response", message, { provider: "krea", phase, retryable: true });
}

/** A model that is to be retired announces it in the headers of every answer. Krea's page on deprecations. */
function noteSunset(headers: Headers, { warnings }: CallContext): void {
  const sunset = headers.get("sunset");
  if (headers.get("deprecation") === null && sunset === null) return;
  const message = `krea retires it${sunset === null ? "" : ` on ${scrub(sunset)}`}`;
  warnings?.push({ type: "deprecated", path: "model", message, provider: "krea" });
}
