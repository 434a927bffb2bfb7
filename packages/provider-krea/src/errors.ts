import {
  errorFromAnswer,
  type HttpAnswer,
  jsonOf,
  type Phase,
  scrub,
  type UnikreaError,
  type Verdict,
} from "@unikrea/core/provider";

/** What statuses of a submission mean beyond what they mean everywhere. Sources: Krea's OpenAPI document and pages. */
const VERDICTS: Record<number, Verdict> = {
  402: {
    hint: "the API balance is empty, or the plan is too low for this: see krea.ai/app/api (the web app's compute units do not count)",
  },
  403: { code: "request_rejected", hint: "a style may not be shared with the API's workspace" },
  422: { hint: "it passed our checks, so please report it" },
};

/** An answer of Krea that is no success, as an error. */
export function kreaError(answer: HttpAnswer, phase: Phase, secrets: readonly string[]): UnikreaError {
  const body = jsonOf(answer);
  const verdict = { message: messageOf(body), ...verdictOf(answer.status, phase, body) };
  return errorFromAnswer("krea", phase, answer, verdict, secrets);
}

function verdictOf(status: number, phase: Phase, body: unknown): Verdict {
  if (phase === "poll" || phase === "cancel") return status === 404 ? { code: "job_not_found" } : {};
  if (phase !== "submit") return {};
  return status === 410 ? { hint: retirementOf(body) } : (VERDICTS[status] ?? {});
}

/** A model that is past its sunset, with the one that Krea names instead. Krea's page on deprecations. */
function retirementOf(body: unknown): string {
  const { replacement } = Object(body);
  const next = typeof replacement === "string" ? `; Krea names ${scrub(replacement)} instead` : "";
  return `the model was retired${next}`;
}

/**
 * Krea's spec says `error`, a live 401 said `message`, a retired model says both; its own helper reads lists of details.
 * What is there is joined.
 */
function messageOf(body: unknown): string | undefined {
  const { error, message, detail, details, errors, issues } = Object(body);
  const list = [detail, details, errors, issues].find((value) => value !== undefined);
  const listed = Array.isArray(list)
    ? list.slice(0, MAX_ISSUES).map(describe).filter(Boolean).join("; ")
    : list;
  const said = [Object(error).message, error, message, listed];
  const words = said.filter((text) => typeof text === "string" && text !== "");
  return words.length > 0 ? [...new Set(words)].join(": ") : undefined;
}

/** More than these are not read: the first says enough. */
const MAX_ISSUES = 5;

/** One entry of a list of details: where, under one of two names, and what. */
function describe(issue: unknown): string {
  const { path, loc, message, msg } = Object(issue);
  const steps = [path ?? loc].flat().filter((step) => typeof step === "string" || typeof step === "number");
  const what = [message, msg].find((text) => typeof text === "string");
  return [steps.join("."), what].filter(Boolean).join(": ");
}
