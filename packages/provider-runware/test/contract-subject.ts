import type { ContractSubject, Exchange, Respond, RuleName } from "@unikrea/testkit";
import { imageUrl, json } from "@unikrea/testkit";
import { runware } from "../src/index.ts";

interface Task {
  taskType: string;
  taskUUID: string;
  numberResults: number;
}

const tasksOf = (body: unknown): Task[] => (Array.isArray(body) ? body : []);
const uuidOf = ({ request }: Exchange) => tasksOf(request.body)[0]?.taskUUID ?? "";
/** How many images a job makes is said only when it is submitted. */
const orderedFor = (uuid: string, { submissions }: Exchange) =>
  submissions.flatMap(({ body }) => tasksOf(body)).find(({ taskUUID }) => taskUUID === uuid)?.numberResults ??
  1;

const itemOf = (taskUUID: string, more: object) => ({ taskType: "imageInference", taskUUID, ...more });
const success = (uuid: string, index: number) =>
  itemOf(uuid, { status: "success", imageUUID: `${uuid}-${index}`, imageURL: imageUrl(`${uuid}-${index}`) });
const allOf = (uuid: string, exchange: Exchange) =>
  Array.from({ length: orderedFor(uuid, exchange) }, (_, index) => success(uuid, index));
const errorOf = (taskUUID: string, code: string, message: string) => ({
  ...itemOf(taskUUID, { status: "error" }),
  code,
  message,
});

const data =
  (more: object): Respond =>
  (exchange) =>
    json({ data: [itemOf(uuidOf(exchange), more)] });
const error =
  (code: string): Respond =>
  (exchange) =>
    json({ data: [], errors: [errorOf(uuidOf(exchange), code, "the service failed")] });

/** Codes that go with a status. */
const CODES: Record<number, string> = {
  400: "invalidWidth",
  401: "invalidApiKey",
  402: "insufficientCredits",
  403: "forbidden",
  404: "modelNotFound",
  408: "timeout",
  429: "rateLimitExceeded",
  500: "internalServerError",
  503: "serviceUnavailable",
  504: "timeout",
};

const ELSEWHERE = "the rule is checked without the looks, and emulator-lost and secret test what they bring";

/** Runware, as the contract suite sees it. */
export const subject: ContractSubject<RuleName> = {
  name: "runware",
  make: ({ fetch }, apiKey) => runware({ apiKey, fetch, baseUrl: "https://api.runware.ai/v1" }),
  operationOf({ body }) {
    const [first, ...others] = tasksOf(body);
    if (first?.taskType === "imageInference") return "submit";
    if (first?.taskType === "accountManagement") return "probe";
    return others.length > 0 ? "sweep" : "poll";
  },
  phrases: {
    accepted: data({}),
    pending: data({ status: "processing" }),
    completed: (exchange) => json({ data: allOf(uuidOf(exchange), exchange) }),
    failed: error("inferenceError"),
    moderated: error("providerContentPolicyViolation"),
    partial: (exchange) => {
      const uuid = uuidOf(exchange);
      return json({
        data: allOf(uuid, exchange).slice(1),
        errors: [errorOf(uuid, "inferenceError", "this one failed")],
      });
    },
    empty: data({ status: "success" }),
    strange: data({ status: "levitating" }),
    sweep: (exchange, state) =>
      json({
        data: tasksOf(exchange.request.body).flatMap(({ taskUUID }) =>
          state === "completed" ? allOf(taskUUID, exchange) : itemOf(taskUUID, { status: "processing" }),
        ),
      }),
    refusal: (status, message) =>
      json({ data: [], errors: [{ code: CODES[status] ?? "unheardOf", message }] }, status),
  },
  deviations: {
    skip: {
      "unclear-answer": `it is looked for and found; ${ELSEWHERE}`,
      "garbage-answer": `it is looked for and found; ${ELSEWHERE}`,
      "no-secret": `a submission that ends with 500 is found, so there is no error; ${ELSEWHERE}`,
    },
  },
};

/** Runware without its looks for lost answers: what one exchange says, taken by itself. Every rule holds. */
export const withoutLooks: ContractSubject<RuleName> = {
  ...subject,
  name: "runware, when lost answers are not looked for",
  make: (service, key) => ({ ...subject.make(service, key), findAfterMs: [] }),
  deviations: {},
};
