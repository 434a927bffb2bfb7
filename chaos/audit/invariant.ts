import type { RecordedRequest } from "@unikrea/emulator";
import { CANARY, type Ending } from "../client/subject.ts";
import { colorOf } from "./intent.ts";
import {
  againIn,
  callersOf,
  hadBy,
  isAccounted,
  orderedTwiceIn,
  type Story,
  strangersIn,
  unspokenIn,
} from "./story.ts";
import { GRACE_MS } from "./tally.ts";

/** A promise that was not kept. */
export interface Breach {
  /** `I1` … `I14` of the list of invariants; `G2` for the goal that recovering brings every picture that was paid for. */
  readonly rule: string;
  readonly text: string;
}

const when = (isBroken: boolean, rule: string, text: () => string): Breach[] =>
  isBroken ? [{ rule, text: text() }] : [];

/** What can be told from one intent alone. So many of its pictures are `nameless`: nobody can collect them. */
export function judgeStory(story: Story, nameless = 0): Breach[] {
  const { intent, charges, lateMs } = story;
  const { id, n } = intent;
  const bill = charges.map((charge) => `${charge.service} $${charge.microUsd / 1e6}`).join(" + ");
  const [says = ""] = callersOf(story).map(wordsOf);
  const isBilledMore = charges.length > n + againIn(story);
  const had = hadBy(story).size;
  return [
    ...when(isBilledMore, "I1", () => `${id} was billed ${charges.length} times: ${bill}; it says ${says}`),
    ...when(strangersIn(story) > 0, "I3", () => `${id} was given a picture that is not its own`),
    ...when(lateMs > GRACE_MS, "I5", () => `${id} was settled ${Math.round(lateMs)} ms after its deadline`),
    ...callersOf(story).flatMap((call) => judgeCaller({ ...story, call }, bill)),
    ...when(
      Math.min(charges.length, n) > had + nameless,
      "G2",
      () =>
        `${id} was billed (${bill}), and recovering did not bring it; it says ${says}${recoveredWords(story)}`,
    ),
  ];
}

const wordsOf = ({ claims, error, failures = [] }: Ending): string =>
  JSON.stringify({
    claims: claims.map(
      ({ service, billed, token, n, made, open }) =>
        `${service} ${billed}${n > 1 ? ` ${made}+${open} of ${n}` : ""}${token ? " held" : ""}`,
    ),
    error: error && `${error.code}, ${error.outcome}, billed ${error.billed}`,
    ...(failures.length > 0 && { failures: failures.map(({ code, billed }) => `${code}, billed ${billed}`) }),
  });

/** What one of those who asked for it was told, held against the bill. */
function judgeCaller(story: Story, bill: string): Breach[] {
  const { intent, charges, call } = story;
  const { id, n } = intent;
  const { error, claims, pictures } = call;
  const says = wordsOf(call);
  const unaccounted = charges.some((charge) => !isAccounted(story, charge));
  const made = claims.reduce((sum, claim) => sum + claim.made, 0);
  const different = new Set(pictures.map(({ bytes }) => colorOf(bytes))).size;
  return [
    ...when(unaccounted, "I2", () => `${id} was billed (${bill}) and it says ${says}`),
    ...unspokenIn(story).flatMap((text) => when(true, "I2", () => `${id}: ${text}; it says ${says}`)),
    ...when(
      error?.billed === "no" && charges.length > 0,
      "I2",
      () => `${id}: its error says billed no, the bill says ${bill}`,
    ),
    ...when(
      !error && !call.isKilled && pictures.length !== made,
      "I2",
      () => `${id} was given ${pictures.length} of ${made} pictures, and no error`,
    ),
    ...when(
      orderedTwiceIn(claims),
      "I4",
      () => `${id}: another order was placed while an earlier one may be billed: ${says}`,
    ),
    ...when(
      error !== undefined && ["not_sent", "refused"].includes(error.outcome) && error.billed !== "no",
      "I14",
      () => `${id}: ${error?.outcome}, and yet billed ${error?.billed}`,
    ),
    ...when(
      error?.code === "not ours",
      "I6",
      () => `${id} failed with an error that is not ours: ${error?.text}`,
    ),
    ...when(pictures.length > n, "I1", () => `${id} was given ${pictures.length} pictures`),
    ...when(different < pictures.length, "I1", () => `${id} was given the same picture twice`),
  ];
}

const recoveredWords = ({ recovered }: Story) =>
  recovered?.error ? `; recovering says ${recovered.error.code}, billed ${recovered.error.billed}` : "";

/** The key must be in nothing that a caller might keep or log. */
export function judgeSecrets(texts: readonly string[]): Breach[] {
  const leak = texts.find((text) => text.includes(CANARY));
  return when(leak !== undefined, "I8", () => {
    const at = leak?.indexOf(CANARY) ?? 0;
    return `the key stands in: …${leak?.slice(Math.max(at - 60, 0), at)}`;
  });
}

/** What can be told from the requests that the services have seen. */
export function judgeRequests(requests: readonly RecordedRequest[]): Breach[] {
  const repeated = new Map<string, { body: string; isAsked: boolean }>();
  const breaches: Breach[] = [];
  for (const { service, operation, body, headers } of requests) {
    if (operation === "download" && headers.authorization !== undefined)
      breaches.push({ rule: "I8", text: `${service}: a download carries the key` });
    if (service !== "runware" || !Array.isArray(body)) continue;
    for (const task of body) {
      const { taskUUID } = Object(task);
      const known = repeated.get(taskUUID);
      const text = JSON.stringify(task);
      if (operation !== "submit") {
        if (known) known.isAsked = true;
        continue;
      }
      if (known && known.body !== text)
        breaches.push({ rule: "I11", text: `task ${taskUUID} was sent in two forms` });
      if (known && !known.isAsked)
        breaches.push({ rule: "I4", text: `task ${taskUUID} was sent again without asking about it` });
      repeated.set(taskUUID, { body: text, isAsked: false });
    }
  }
  return breaches;
}
