import {
  errorFromAnswer,
  type HttpAnswer,
  jsonOf,
  type Phase,
  type UnikreaError,
  type Verdict,
} from "@unikrea/core/provider";

/** What is known about some of Cloudflare's codes. They stand for a refusal before any work unless the row says otherwise. */
interface Row extends Verdict {
  readonly codes: readonly number[];
  /** The status that comes with them. */
  readonly status: number;
  /** Only for a code with several meanings, where nothing but the wording tells which. */
  readonly says?: RegExp;
}

/** Words of moderation. No answer of Krea's own moderation is known from here, so the text is all there is to go by. */
const MODERATION = /moderat|nsfw|safety|content policy|prohibited|inappropriate/i;

/**
 * The first row that fits counts. Sources: AI Gateway pages, and live answers that other projects published (June to
 * October 2026), for 2xxx, 7xxx and 10000; Workers AI's error page of 2026-07-29 for 3xxx and 5xxx.
 */
const ROWS: readonly Row[] = [
  // 2021 and 7003 with these words, whatever the status: 402, 429 and even 200 were seen.
  { status: 429, codes: [2021, 7003], says: /rate limit/i, code: "rate_limited" },
  // 2018 is thrown as "Invalid User Credentials", but means the same.
  { status: 429, codes: [2018, 2003, 3040], code: "rate_limited" },
  {
    status: 402,
    codes: [2021],
    says: /not available via unified billing/i,
    hint: "this model cannot be paid with Cloudflare's credits, so adding money does not help",
  },
  {
    status: 402,
    codes: [2021, 2049],
    code: "insufficient_credits",
    hint: "load credits for Unified Billing in the AI Gateway part of the dashboard",
  },
  {
    status: 429,
    codes: [2045],
    code: "insufficient_credits",
    hint: "a spend limit of the gateway is reached, until its window ends",
  },
  {
    status: 429,
    codes: [3036],
    code: "insufficient_credits",
    hint: "the day's free allocation is used up",
  },
  { status: 400, codes: [5035], code: "insufficient_credits", hint: "not on the free plan" },
  {
    status: 400,
    codes: [2016, 2029],
    code: "content_rejected",
    hint: "a guardrail or data loss rule of your own gateway blocked the prompt",
  },
  {
    status: 400,
    codes: [2017, 2030],
    code: "content_rejected",
    outcome: "settled",
    hint: "a guardrail or data loss rule of your own gateway blocked the answer: the image was made",
  },
  {
    status: 401,
    codes: [2009],
    code: "authentication",
    hint: "the provider refused the key that is stored in the gateway",
  },
  {
    status: 401,
    codes: [10000],
    code: "authentication",
    hint: 'the token needs the permission "Workers AI: Read" of this very account',
  },
  { status: 403, codes: [3023], code: "authentication", hint: "the account is blocked" },
  { status: 404, codes: [7003], says: /model not found/i, hint: "Cloudflare no longer has the model" },
  { status: 404, codes: [7000], hint: "see accountId and baseUrl" },
  { status: 404, codes: [7003], says: /no route|could not route/i, hint: "see accountId and baseUrl" },
  { status: 410, codes: [7010], hint: "the model was retired" },
  {
    status: 400,
    codes: [7003],
    says: /required value|invalid value|validation error/i,
    hint: "it passed our checks, so please report it",
  },
  // What is left of 7003 comes from Krea. Its bodies, and whether such a try is billed, are not published.
  { status: 400, codes: [7003], says: MODERATION, code: "content_rejected", outcome: "settled" },
  {
    status: 400,
    codes: [7003],
    outcome: "settled",
    hint: "Krea refused it: see the prompt, reference URLs, and ids of styles and moodboards",
  },
  // Time-out and abort, which may both come after the work has begun.
  { status: 408, codes: [3007, 3008], code: "outcome_unknown", outcome: "unknown" },
  { status: 403, codes: [5016], hint: "agree to the model's terms in the dashboard first" },
  { status: 403, codes: [3041, 5018] },
  { status: 400, codes: [3003, 3039, 5004, 5006, 5007] },
  { status: 404, codes: [3042] },
  { status: 405, codes: [5005, 5019] },
  { status: 413, codes: [3006] },
];

const rowOf = (code: number, message: string) =>
  ROWS.find(({ codes, says }) => codes.includes(code) && (says?.test(message) ?? true));

/** An answer that is no success as an error, a 200 that holds errors included. */
export function cloudflareError(
  answer: HttpAnswer,
  phase: Phase,
  secrets: readonly string[] = [],
): UnikreaError {
  const { status, headers } = answer;
  const { code, message } = faultOf(jsonOf(answer));
  // These may come after the work has begun, whatever the body says.
  const isUnclear = status >= 500 || status === 408 || status === 409;
  const row = isUnclear ? undefined : rowOf(code, message ?? "");
  const verdict: Verdict = row
    ? { code: "request_rejected", outcome: "refused", ...row }
    : { ...(status < 300 && { code: "outcome_unknown", outcome: "unknown" }), hint: HINTS[status] };
  const requestId = headers.get("cf-aig-log-id") ?? headers.get("cf-ray") ?? undefined;
  return errorFromAnswer("cloudflare", phase, answer, { message, requestId, ...verdict }, secrets);
}

/** Answers that come without a code. AI Gateway's changelog of 2026-10-06. */
const HINTS: Record<number, string> = {
  503: "Krea may have refused Cloudflare's own credentials, which only Cloudflare can mend",
};

/**
 * What the binding throws, as the answer that it was made of: an error has a name and the message "<code>: <text>",
 * no status. Anything else is no answer, and is thrown again.
 */
export function answerOfThrown(error: unknown): Response {
  const [, code, message = ""] = /^(\d{4,5}): (.*)$/s.exec(error instanceof Error ? error.message : "") ?? [];
  if (code === undefined) throw error;
  const status = rowOf(Number(code), message)?.status ?? 500;
  return Response.json({ errors: [{ code: Number(code), message }] }, { status });
}

/** Why a token gets nothing of the log. */
export const noPermission = (status: number) =>
  `cloudflare's token may not read the gateway's log (${status}): it needs the permission "AI Gateway: Read"`;

/** Whether a failed run was refused for what is in it. */
export function isContentRefusal(error: unknown): boolean {
  const { code, message = "" } = faultOf({ error });
  return rowOf(code, message)?.code === "content_rejected" || MODERATION.test(message);
}

/** Code and most useful text of a body: `error` and `errors` are lists, a failed run's `error` is one object. */
export function faultOf(body: unknown): { code: number; message: string | undefined } {
  const { error, errors, message, description, internalCode } = Object(body);
  const first = Object([error, errors].flat().find((fault) => fault === Object(fault)));
  const text = [first.message, message, description].find((words) => typeof words === "string" && words);
  return { code: Number(first.code ?? internalCode), message: text };
}
