import type { createKrea2 } from "@unikrea/core";
import type { ImageProvider } from "@unikrea/core/provider";
import type { Exchange, Operation, Reply, Respond, ScriptedService, ServiceRequest } from "./service.ts";

/** A state that no service documents, for the phrase `strange`. */
export const STRANGE_STATE = "levitating";

/** What a service may say, in its own words. What a service cannot say is left out; the rules for it are skipped. */
export interface Phrases {
  /** To a submission: the job is taken. Missing for a service whose answer to the submission is the image. */
  readonly accepted?: Respond;
  /** To a poll: it is not done yet. */
  readonly pending?: Respond;
  /** Every image of the job. To a poll, or to the submission of a synchronous service. */
  readonly completed: Respond;
  /** The job has failed for good, by no fault of the request. */
  readonly failed?: Respond;
  /** The content was refused. */
  readonly moderated?: Respond;
  /** One image of the job failed, the others are there. For services that make several in one job. */
  readonly partial?: Respond;
  /** Done, but without an image. */
  readonly empty?: Respond;
  /** A job in {@link STRANGE_STATE}. */
  readonly strange?: Respond;
  /** To a cancellation, and to a poll after it. */
  readonly canceled?: Respond;
  /** To an upload of an input image. */
  readonly uploaded?: Respond;
  /** To a question about many jobs: all of them pending, or all completed. */
  readonly sweep?: (exchange: Exchange, state: "pending" | "completed") => Reply;
  /** An error answer with this status that says `message`. */
  readonly refusal: (status: number, message: string) => Reply;
}

/** Where a service is not like the others. Every entry is a promise that is not kept, so it needs its reason. */
export interface Deviations<RuleName extends string = string> {
  /** Rules that do not hold, each with the reason. They show as skipped. */
  readonly skip?: { readonly [name in RuleName]?: string };
  /** Statuses of 500 and above that the service documents as refusals, which others must take as unknown. */
  readonly refusesWith?: readonly number[];
}

/** One provider, as the contract sees it. */
export interface ContractSubject<RuleName extends string = string> {
  readonly name: string;
  /** Makes the provider over the scripted service, with this key. Nothing else may leave the provider. */
  make(service: ScriptedService, key: string): ImageProvider;
  /** Tells the provider's requests apart. Downloads of {@link imageUrl} are known already. */
  operationOf(request: ServiceRequest): Operation;
  readonly phrases: Phrases;
  /** True when the provider has no key at all: a binding. */
  readonly keyless?: boolean;
  readonly deviations?: Deviations<RuleName>;
  /** The client to test with: for mutants of core. @default core's own */
  readonly createClient?: typeof createKrea2;
}
