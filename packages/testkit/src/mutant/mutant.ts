import type { CallOptions, GenerateRequest, GenerateResult, Krea2, Krea2Options } from "@unikrea/core";
import { type CanonicalRequest, createKrea2, isUnikreaError, type UnikreaError } from "@unikrea/core";
import type { ImageProvider, Outcome } from "@unikrea/core/provider";
import type { RuleName } from "../contract.ts";
import type { ScriptedService } from "../service.ts";
import type { ContractSubject } from "../subject.ts";

/** A defect that somebody has made somewhere, and the rules that exist because of it. */
export interface Mutant {
  /** What is broken, as a sentence about the provider or the core that has it. */
  readonly defect: string;
  /** Every rule that must fail. */
  readonly caughtBy: readonly RuleName[];
  /** Whether a provider can have it at all. Missing: every one can. */
  readonly needs?: (provider: ImageProvider, subject: ContractSubject<RuleName>) => boolean;
  /** The subject with the defect. */
  readonly spoil: (subject: ContractSubject<RuleName>) => ContractSubject<RuleName>;
}

type Spoil = Mutant["spoil"];
type Changes = Partial<ImageProvider>;

/** A provider that does something else than it should. */
export const inProvider =
  (change: (provider: ImageProvider, service: ScriptedService, key: string) => Changes): Spoil =>
  (subject) => ({
    ...subject,
    make(service, key) {
      const provider = subject.make(service, key);
      return { ...provider, ...change(provider, service, key) };
    },
  });

/** A provider whose mapping starts from another request than the one it got. */
export const inRequest = (change: (request: CanonicalRequest) => CanonicalRequest): Spoil =>
  inProvider((provider) => ({
    toWire: (request, key) => provider.toWire(change(request), key),
    submit: (request, key, context) => provider.submit(change(request), key, context),
  }));

/** A provider that misreads what it is told about jobs. */
export const inOutcome = (change: (outcome: Outcome) => Outcome): Spoil =>
  inProvider((provider) => ({
    async submit(request, key, context) {
      const submitted = await provider.submit(request, key, context);
      return { ...submitted, outcome: change(submitted.outcome) };
    },
    poll: async (token, context) => change(await provider.poll(token, context)),
    async pollMany(tokens, context) {
      const outcomes = await provider.pollMany(tokens, context);
      return outcomes.map((outcome) => (outcome && !isUnikreaError(outcome) ? change(outcome) : outcome));
    },
  }));

/** A provider that misreads errors: of submissions, of polls. */
export const inErrors = (
  phase: "submit" | "poll",
  change: (error: UnikreaError, key: string) => unknown,
): Spoil =>
  inProvider((provider, _, key) => {
    const rethrow = (error: unknown) => {
      throw isUnikreaError(error) ? change(error, key) : error;
    };
    const { submit, poll } = provider;
    if (phase === "submit") return { submit: (...given) => submit(...given).catch(rethrow) };
    return { poll: (...given) => poll(...given).catch(rethrow) };
  });

/** A provider that has another service than it should: the wire is tampered with on the way. */
export const inService =
  (change: (service: ScriptedService, key: string) => Partial<ScriptedService>): Spoil =>
  (subject) => ({
    ...subject,
    make: (service, key) => subject.make({ ...service, ...change(service, key) }, key),
  });

/** A core whose client does something else than it should. */
export const inClient =
  (change: (client: Krea2, options: Krea2Options) => Partial<Krea2>): Spoil =>
  (subject) => ({
    ...subject,
    createClient(options) {
      const client = (subject.createClient ?? createKrea2)(options);
      return { ...client, ...change(client, options) };
    },
  });

/** A core whose `generate` and `submit` start from other options. */
export const inCall = (
  change: (options: CallOptions, request: GenerateRequest) => [GenerateRequest, CallOptions],
): Spoil =>
  inClient((client) => ({
    generate: (request, options = {}) => client.generate(...change(options, request)),
    submit: (request, options = {}) => client.submit(...change(options, request)),
  }));

/** A core that makes something else of what came. */
export const inResult = (
  change: (result: GenerateResult, request: GenerateRequest) => GenerateResult,
): Spoil =>
  inClient((client) => ({
    generate: async (request, options) => change(await client.generate(request, options), request),
  }));

/** A core that makes something else of what went wrong. */
export const inFailure = (change: (error: UnikreaError) => unknown): Spoil =>
  inClient((client) => ({
    generate: (request, options) =>
      client.generate(request, options).catch((error: unknown) => {
        throw isUnikreaError(error) ? change(error) : error;
      }),
  }));

/** A core that uses its providers in another way. */
export const inUse =
  (change: (provider: ImageProvider) => Changes): Spoil =>
  (subject) => ({
    ...subject,
    createClient: (options) =>
      (subject.createClient ?? createKrea2)({
        ...options,
        providers: options.providers.map((provider) => ({ ...provider, ...change(provider) })),
      }),
  });
