import * as z from "zod/mini";
import type { AccountFact } from "./account.ts";
import type { Capabilities } from "./capabilities.ts";
import {
  type ErrorCode,
  type ErrorDetails,
  type Issue,
  isUnikreaError,
  type Phase,
  UnikreaError,
} from "./error.ts";
import { transportError, withinTime } from "./exchange.ts";
import type { Fetch } from "./http.ts";
import { mapImages } from "./images.ts";
import { check } from "./issue.ts";
import type { Json, Outcome } from "./job.ts";
import type { PriceTable, RunFact } from "./price.ts";
import type { CanonicalRequest } from "./request.ts";
import type { CallContext, LostSubmission, Transport } from "./transport.ts";
import type { Warning } from "./warning.ts";
import type { WirePaths, WireRequest } from "./wire-request.ts";

/** A request as `toWire` gets it: one job's worth, fitted to the capabilities, with its own provider's options. */
export interface ProviderRequest<Options> extends CanonicalRequest {
  readonly options: Options;
}

/** What is known about a provider without asking it. */
interface Facts extends AccountFact, RunFact {
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly prices: PriceTable;
  /** Where each setting stands in what is sent. For plans; a rule of the contract holds it to the truth. */
  readonly wirePaths: WirePaths;
  /** True when the service runs on this machine: results may then come from private addresses, over http. */
  readonly local: boolean;
  readonly fetch?: Fetch | undefined;
  /** Environment variables that hold the credentials, for messages. */
  readonly variables: readonly string[];
  /** Whether a key is there. Says nothing about whether it works. */
  hasCredentials(): boolean;
  /** How long one submission may take, in milliseconds. Long for services that answer with the image. */
  readonly submitTimeoutMs: number;
  /**
   * Submissions that may be under way at once with one key. 1 where a lost one can only be told from others by its time.
   * @default no limit of its own
   */
  readonly submitsAtOnce?: number;
  /** When to look for a lost submission, in milliseconds after its answer was given up. Needs `transport.find`. */
  readonly findAfterMs?: readonly number[];
  /** Jobs that one `pollMany` can ask about, and how many there must be for it to be worth its price. */
  readonly batch?: { readonly max: number; readonly from: number };
}

/** What the author of a provider writes. Everything is data or a pure function, except `transport`. */
export interface ProviderDefinition<Wire, Answer, Token extends Json, Options extends z.core.$ZodType>
  extends Facts {
  /** Strict schema of `providerOptions.<id>`, made with the author door's schema functions. */
  readonly options: Options;
  /** Canonical to wire. Same request and key, same wire: no clock, no randomness, no id of its own. */
  toWire(request: ProviderRequest<z.output<Options>>, key: string): { wire: Wire; warnings: Warning[] };
  /** The wire as the exchange that `submit` makes of it, without keys: for plans. */
  toRequest(wire: Wire): WireRequest;
  /** What submit, poll and cancel may answer. Minimal: unknown fields are ignored. */
  readonly answer: z.core.$ZodType<Answer>;
  /** Checked again whenever a stored job comes back. */
  readonly token: z.core.$ZodType<Token>;
  tokenFrom(wire: Wire, answer: Answer): Token;
  /** Wire to canonical. Throws nothing: a refusal by the service is an outcome. */
  fromWire(answer: Answer, token: Token): Outcome;
  readonly transport: Transport<Wire, Token, z.output<Options>>;
}

/** What a provider says right after accepting a job. */
export interface Submitted {
  readonly token: Json;
  readonly outcome: Outcome;
  readonly warnings: readonly Warning[];
}

/** A lost submission as core tells of it: with the request instead of the wire. */
export interface Lost extends Omit<LostSubmission<never, Json>, "wire"> {
  /** One job's worth, as it was submitted. Missing when it cannot be rebuilt. */
  readonly request: CanonicalRequest | undefined;
}

/** What became of it. */
export type Found =
  | {
      readonly status: "accepted";
      readonly token: Json;
      readonly outcome: Outcome;
      readonly isInferred: boolean;
    }
  | { readonly status: "absent" }
  | { readonly status: "unknown"; readonly reason: string };

/** One image service, ready for use. Made by {@link defineProvider}; users get it from a provider package. */
export interface ImageProvider extends Facts {
  /** `sync` when the answer to the submission is the image. Derived from the transport. */
  readonly delivery: "sync" | "job";
  /** Whether a job can be stopped. Derived from the transport. */
  readonly cancelable: boolean;
  /** Checks `providerOptions.<id>`; what is wrong goes to `issues`. */
  checkOptions(options: unknown, issues: Issue[]): void;
  /** The request in the provider's own words, as it would be sent. */
  toWire(request: CanonicalRequest, key: string): { wire: unknown; warnings: Warning[] };
  /** The same as one exchange, without keys. */
  toRequest(request: CanonicalRequest, key: string): { request: WireRequest; warnings: Warning[] };
  submit(request: CanonicalRequest, key: string, context: CallContext): Promise<Submitted>;
  poll(token: Json, context: CallContext): Promise<Outcome>;
  /** One entry a job: its outcome, what is wrong with its answer, or `undefined` when it was not mentioned. */
  pollMany(tokens: readonly Json[], context: CallContext): Promise<(Outcome | UnikreaError | undefined)[]>;
  cancel(token: Json, context: CallContext): Promise<Outcome>;
  /** Looks for a submission whose answer was lost. Free. Never throws, except the signal's reason. */
  find(lost: Lost, context: CallContext): Promise<Found>;
  /** Brings the input images into the form that the provider takes. Free. */
  prepareImages(request: CanonicalRequest, context: CallContext): Promise<CanonicalRequest>;
  probe(context: CallContext): Promise<void>;
}

/**
 * Makes a provider from its definition: canonical → wire → transport → parse → canonical, once for everyone.
 * Whatever the transport throws comes out as a {@link UnikreaError}, or as the signal's own reason.
 */
export function defineProvider<Wire, Answer, Token extends Json, Options extends z.core.$ZodType>(
  definition: ProviderDefinition<Wire, Answer, Token, Options>,
): ImageProvider {
  const { transport, options, answer, token, tokenFrom, fromWire, toWire, toRequest, ...facts } = definition;
  const { id } = facts;

  const fail = (code: ErrorCode, message: string, details: ErrorDetails) =>
    new UnikreaError(code, `${id} ${message}`, { provider: id, ...details });

  const unreadable = (phase: Phase, what: string) => {
    const message = `gave an answer that cannot be read${what}`;
    // A success that cannot be read is still almost surely an accepted job.
    if (phase === "submit") return fail("outcome_unknown", message, { phase, outcome: "unknown" });
    return fail("invalid_response", message, { phase, retryable: true });
  };

  const readToken = (stored: Json): Token => {
    const { data, error } = z.safeParse(token, stored);
    if (error)
      throw fail("invalid_response", "did not make this job: its token is of another form", {
        phase: "poll",
      });
    return data;
  };

  const readAnswer = (body: unknown, phase: Phase): Answer => {
    const { data, error } = z.safeParse(answer, body);
    if (!error) return data;
    throw unreadable(phase, `: ${error.issues[0]?.path.join(".") || "the body"} is wrong`);
  };

  /** Mapping code that stumbles over a hostile answer must not take the other jobs of a call with it. */
  const read = <Result>(phase: Phase, map: () => Result): Result => {
    try {
      return map();
    } catch {
      throw unreadable(phase, "");
    }
  };

  const call = async <Result>(phase: Phase, context: CallContext, running: Promise<Result> | undefined) => {
    if (!running) throw fail("unsupported", `has no way to ${phase}`, { phase });
    try {
      return await withinTime(running, context);
    } catch (error) {
      throw context.signal?.aborted || isUnikreaError(error) ? error : transportError(id, phase, error);
    }
  };

  const ask = async (phase: "poll" | "cancel", stored: Json, context: CallContext): Promise<Outcome> => {
    const own = readToken(stored);
    const body = readAnswer(await call(phase, context, transport[phase]?.(own, context)), phase);
    return read(phase, () => fromWire(body, own));
  };

  const optionsOf = (request: CanonicalRequest) => z.parse(options, request.providerOptions[id] ?? {});
  const wireOf = (request: CanonicalRequest, key: string) =>
    toWire({ ...request, options: optionsOf(request) }, key);

  return {
    ...facts,
    delivery: transport.poll ? "job" : "sync",
    cancelable: transport.cancel !== undefined,
    checkOptions: (given, issues) => void check(options, given, issues, `providerOptions.${id}`),
    toWire: wireOf,
    toRequest(request, key) {
      const { wire, warnings } = wireOf(request, key);
      return { request: toRequest(wire), warnings };
    },
    async submit(request, key, context) {
      const { wire, warnings } = wireOf(request, key);
      const body = readAnswer(await call("submit", context, transport.submit(wire, context)), "submit");
      return read("submit", () => {
        const own = tokenFrom(wire, body);
        return { token: own, outcome: fromWire(body, own), warnings };
      });
    },
    poll: (stored, context) => ask("poll", stored, context),
    cancel: (stored, context) => ask("cancel", stored, context),
    async pollMany(stored, context) {
      const tokens = stored.map(readToken);
      const bodies = await call("poll", context, transport.pollMany?.(tokens, context));
      return tokens.map((own, index) => {
        if (bodies[index] === undefined) return undefined;
        try {
          const body = readAnswer(bodies[index], "poll");
          return read("poll", () => fromWire(body, own));
        } catch (error) {
          // One garbled job must not hide the others.
          if (isUnikreaError(error)) return error;
          throw error;
        }
      });
    },
    async find({ request, ...lost }, context) {
      if (!transport.find) return { status: "unknown", reason: `${id} has no way to look for it` };
      try {
        const wire = request && wireOf(request, lost.key).wire;
        const claimed = lost.claimed.map(readToken);
        // A look may take several exchanges, one of them as long as a submission.
        const all = { ...context, timeoutMs: 2 * context.timeoutMs + facts.submitTimeoutMs };
        const finding = await call("find", all, transport.find({ ...lost, wire, claimed }, context));
        if (finding.status !== "accepted") return finding;
        const { token: own, answer: body, isInferred = false } = finding;
        const outcome: Outcome =
          body === undefined
            ? { status: "pending", phase: "queued" }
            : read("find", () => fromWire(readAnswer(body, "find"), own));
        return { status: "accepted", token: own, outcome, isInferred };
      } catch (error) {
        if (context.signal?.aborted) throw error;
        const { message } = isUnikreaError(error) ? error : transportError(id, "find", error);
        return { status: "unknown", reason: message };
      }
    },
    async prepareImages(request, context) {
      const prepare = transport.prepareImage;
      if (!prepare) return request;
      const own = optionsOf(request);
      return mapImages(request, (image) => call("upload", context, prepare(image, own, context)));
    },
    probe: (context) => call("probe", context, transport.probe?.(context)),
  };
}
