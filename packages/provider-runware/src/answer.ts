import { readCode, standingOf, textOf } from "./errors.ts";
import { answerAbout, faultsIn, type RunwareAnswer, type RunwareFault, type RunwareItem } from "./wire.ts";

/** What the answer to a submission says of its task. */
export interface Reception {
  /**
   * `taken`: the answer says how it stands. `taken before`: by the same request. `open`: it has to be asked about.
   * `unreadable`: a success that says nothing.
   */
  readonly standing: "taken" | "taken before" | "open" | "turned away" | "unreadable";
  /** The part about the task, or what stands for an acknowledgement of it. */
  readonly answer: RunwareAnswer | undefined;
  readonly faults: readonly RunwareFault[];
}

/** Reads the answer to the submission of one task. */
export function receptionOf(taskUUID: string, status: number, body: RunwareAnswer | undefined): Reception {
  const isSuccess = status >= 200 && status < 300;
  if (!body && isSuccess) return { standing: "unreadable", answer: undefined, faults: [] };

  const data = body ? answerAbout(body, taskUUID).data : [];
  // One task went out, so an error that names none is about this one.
  const errors = body?.errors.filter((fault) => (fault.taskUUID ?? taskUUID) === taskUUID) ?? [];
  const faults = [...errors, ...faultsIn(data)];
  const standings = faults.map((fault) => standingOf(fault, status));
  // The job has its name from us, so it can be asked about.
  const acknowledgement = { data: [{ taskUUID }], errors: [] };
  if (standings.includes("taken before"))
    return { standing: "taken before", answer: acknowledgement, faults };
  if (standings.includes("open")) return { standing: "open", answer: acknowledgement, faults };
  const hasNews = data.some((item) => item.status !== "error") || standings.includes("ended");
  const isTurnedAway = !hasNews && (faults.length > 0 || !isSuccess);
  return { standing: isTurnedAway ? "turned away" : "taken", answer: { data, errors }, faults };
}

/** `taskFailedOrNotFound` is one code for two things, so it proves neither. Nothing when there is other news. */
export function lossIn({ data, errors }: RunwareAnswer): RunwareFault | undefined {
  if (data.some(({ status }) => status !== "error")) return undefined;
  return [...errors, ...faultsIn(data)].find(isLoss);
}

/** The same answer, with a loss that names no task named by the only one that was asked about. */
export function withNamedLoss(
  body: RunwareAnswer,
  questions: readonly { taskUUID: string }[],
): RunwareAnswer {
  const [only, ...others] = questions;
  if (!only || others.length > 0) return body;
  const errors = body.errors.map((fault) =>
    isLoss(fault) && fault.taskUUID == null ? { ...fault, taskUUID: only.taskUUID } : fault,
  );
  return { ...body, errors };
}

const isLoss = ({ code }: RunwareFault) => code === "taskFailedOrNotFound";

/** Codes that speak of the work or of what follows it, so there was work. They cut across the families. */
const WORK = /provider|inference|webhook/i;

/**
 * True when an answer about one task proves that the task was taken: it has a state, an image, or a failure of the work.
 * An item with nothing but its name may be an echo, and any other failure may be one of the question.
 */
export function isProof({ data, errors }: RunwareAnswer): boolean {
  const hasState = ({ status, imageURL, imageBase64Data, imageDataURI }: RunwareItem) =>
    status !== "error" && [status, imageURL, imageBase64Data, imageDataURI].some((value) => value != null);
  const isOfWork = (fault: RunwareFault) =>
    readCode(fault).meaning === "ended" || WORK.test(textOf(fault.code));
  return data.some(hasState) || [...errors, ...faultsIn(data)].some(isOfWork);
}
