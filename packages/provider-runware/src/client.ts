import {
  type CallContext,
  createHttp,
  type Finding,
  jsonOf,
  type Phase,
  readCredential,
  type Transport,
  UnikreaError,
  type Warning,
} from "@unikrea/core/provider";
import { isProof, lossIn, receptionOf, withNamedLoss } from "./answer.ts";
import { isAboutExchange, runwareError } from "./errors.ts";
import { tokenFrom } from "./mapping.ts";
import type { RunwareOptions, RunwareSettings } from "./options.ts";
import {
  answerAbout,
  type RunwareFault,
  type RunwareQuestion,
  type RunwareTask,
  type RunwareToken,
  type RunwareWire,
  readAnswer,
} from "./wire.ts";

/** Where Runware's credential is found. Its pages name the variable. */
export const credentialOf = ({ apiKey }: RunwareSettings) => ({
  provider: "runware",
  option: "apiKey",
  value: apiKey,
  variables: ["RUNWARE_API_KEY"],
});

/** An asynchronous submission is acknowledged before the work begins. */
const ACKNOWLEDGE_TIMEOUT_MS = 30_000;
/** 20 images of 1K as PNG that does not compress, in base64. */
const MAX_INLINE_BYTES = 120_000_000;

/**
 * How long after it was sent a task may be sent again, in milliseconds. For how long Runware refuses a taken UUID is not
 * documented, and not yet measured live: this is our guess, and a guess that is too long pays twice. A time of sending
 * that lies ahead says that a clock was moved, so the age is not known.
 */
const REPEAT_WINDOW_MS = 600_000;

const REPEATED: Warning = {
  type: "suspicious",
  path: "",
  message:
    "runware had this very request already, so something on the way repeats requests: this repeat was refused, another may be billed",
  provider: "runware",
};

/** Runware over HTTP: one address, arrays of tasks. The only file of this package that waits. */
export function createTransport(
  settings: RunwareSettings,
  baseUrl: string,
): Transport<RunwareWire, RunwareToken, RunwareOptions> {
  const http = createHttp(settings.fetch);

  async function send(
    tasks: readonly (RunwareTask | RunwareQuestion)[],
    context: CallContext,
    isInline = false,
  ) {
    const key = await readCredential(credentialOf(settings));
    const headers = { authorization: `Bearer ${key}` };
    const limit = isInline && { maxBytes: MAX_INLINE_BYTES };
    const answer = await http(
      { method: "POST", url: baseUrl, headers, body: tasks, secrets: [key], ...limit },
      context,
    );
    const { status } = answer;
    return {
      status,
      isSuccess: status >= 200 && status < 300,
      body: readAnswer(jsonOf(answer)),
      error: (phase: Phase, fault?: RunwareFault) =>
        runwareError(answer, phase, fault, [key], tasks.length === 1 ? tasks[0]?.taskUUID : undefined),
    };
  }

  /** Asks about jobs. What an answer says of a job counts more than its status; `undefined` for what is no answer. */
  async function ask(questions: readonly RunwareQuestion[], context: CallContext, isInline?: boolean) {
    const { status, isSuccess, body: read, error } = await send(questions, context, isInline);
    const body = read && withNamedLoss(read, questions);
    const { data = [], errors = [] } = body ?? {};
    const names = new Set<unknown>(questions.map(({ taskUUID }) => taskUUID));
    const isAboutJobs = [...data, ...errors].some(({ taskUUID }) => names.has(taskUUID));
    const isTurnedAway = isAboutExchange(status) || [401, 403, 429].includes(status);
    if (isTurnedAway || (!isAboutJobs && (errors.length > 0 || !isSuccess))) throw error("poll", errors[0]);
    return body;
  }

  /** One part of the answer for each job. One that is not mentioned is not known yet, so its part is empty. */
  async function look(tokens: readonly RunwareToken[], context: CallContext) {
    const questions = tokens.map(({ taskUUID }) => ({ taskType: "getResponse", taskUUID }) as const);
    const isInline = tokens.some(({ inline }) => inline);
    const body = await ask(questions, context, isInline);
    return tokens.map(({ taskUUID }) => body && answerAbout(body, taskUUID));
  }

  /** The archive of past tasks: it still has what was answered to them. `undefined` when it has nothing of this one. */
  async function readArchive({ taskUUID, inline }: RunwareToken, context: CallContext) {
    const question = { taskType: "getTaskDetails", taskUUID } as const;
    const body = await ask([question], context, inline).catch(insteadOfRejection(undefined));
    const [details] = body ? answerAbout(body, taskUUID).data : [];
    const archived = readAnswer(details?.response);
    const own = archived && answerAbout(archived, taskUUID);
    return own && own.data.length + own.errors.length > 0 ? own : undefined;
  }

  /** Submits one task. May cost money, unless its name is taken. */
  async function post(task: RunwareTask, context: CallContext) {
    const { taskUUID, deliveryMethod, outputType } = task;
    const own = { ...context };
    if (deliveryMethod === "async") own.timeoutMs = Math.min(context.timeoutMs, ACKNOWLEDGE_TIMEOUT_MS);
    const { status, body, error } = await send([task], own, outputType !== "URL");
    if (own.emulated) context.emulated = true;
    return { ...receptionOf(taskUUID, status, body), error };
  }

  /**
   * The same task once more. If the first came through its name is taken, and if not it is taken now: one job either way.
   * Nothing else that comes back proves anything about the first. It may have used up the money, the rate or the link
   * that the second lacks, and whether a name is looked at before all that is not documented. So nothing is `absent`.
   */
  async function repeat(
    wire: RunwareWire,
    token: RunwareToken,
    context: CallContext,
  ): Promise<Finding<RunwareToken>> {
    const { standing, answer, faults, error } = await post(wire[0], context);
    if (standing === "unreadable" || standing === "turned away") {
      const words =
        standing === "unreadable" ? "cannot be read" : `is no proof: ${error("find", faults[0]).message}`;
      return { status: "unknown", reason: `the answer to the same request, sent again, ${words}` };
    }
    // What failed may be the second alone. How the task of this name stands is told by the next poll.
    return { status: "accepted", token, ...(faults.length === 0 && { answer }) };
  }

  return {
    async submit([task], context) {
      const { standing, answer, faults, error } = await post(task, context);
      if (standing === "taken before") context.warnings?.push(REPEATED);
      if (standing === "turned away") throw error("submit", faults[0]);
      // Core makes of it what can be made of a success that cannot be read.
      return answer;
    },

    /** A read that fails ends the look: a repeat would fare no better, and the next look asks again. */
    async find({ key, wire, n, sentAt }, context) {
      const { clock, timeoutMs } = context;
      const endsAt = clock.now() + timeoutMs;
      // Without the task nobody knows whether answers hold bytes. That they do costs only a poll of its own.
      const token = wire ? tokenFrom(wire) : { taskUUID: key, expected: n, inline: true };
      const [known] = await look([token], context).catch(insteadOfRejection([]));
      if (known && isProof(known)) return { status: "accepted", token, answer: known };
      // Whether a failed task keeps its name is not documented: what is over must not run again.
      const archived = await readArchive(token, context);
      if (archived && isProof(archived)) return { status: "accepted", token, answer: archived };

      const unknown = (why: string) =>
        ({
          status: "unknown",
          reason: `runware shows no such job, which proves nothing, and ${why}`,
        }) as const;
      if (!wire) return unknown("the request is not there to be repeated");
      // Read now: the questions may have lasted.
      if (!isRepeatable(sentAt, clock.wallTime())) return unknown("it is too old to be repeated safely");
      // Whoever asked may have given up on this look: nothing is sent behind their back.
      if (clock.now() >= endsAt) return unknown("it took too long to say so");
      return repeat(wire, token, context);
    },

    async poll(token, context) {
      const [answer] = await look([token], context);
      const loss = answer && lossIn(answer);
      if (!loss) return answer;
      const archived = await readArchive(token, context);
      // What the archive does not have either will not come any more.
      if (archived) return { ...archived, errors: [...archived.errors, loss] };
      throw new UnikreaError("job_not_found", "runware has failed this job or does not know it", {
        provider: "runware",
        phase: "poll",
        outcome: "accepted",
        requestId: token.taskUUID,
      });
    },

    /** Jobs with bytes in their answers, and lost ones, count as not mentioned: they are then asked about alone. */
    async pollMany(tokens, context) {
      const light = tokens.filter(({ inline }) => !inline);
      // How many tasks an array may hold is not documented. If it is fewer, all are asked about alone.
      const answers = light.length > 0 ? await look(light, context).catch(insteadOfRejection([])) : [];
      return tokens.map((token) => {
        const answer = answers[light.indexOf(token)];
        return answer && lossIn(answer) ? undefined : answer;
      });
    },

    async probe(context) {
      const question = { taskType: "accountManagement", operation: "getDetails" } as const;
      const { isSuccess, body, error } = await send(
        [{ ...question, taskUUID: crypto.randomUUID() }],
        context,
      );
      if (!isSuccess || !body || body.errors.length > 0) throw error("probe", body?.errors[0]);
    },
  };
}

const isRepeatable = (sentAt: number, now: number) => now >= sentAt && now - sentAt < REPEAT_WINDOW_MS;

const insteadOfRejection =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof UnikreaError && error.code === "request_rejected") return value;
    throw error;
  };
