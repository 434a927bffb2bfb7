import type { Clock } from "./clock.ts";
import type { CanonicalImage } from "./image.ts";
import type { Json } from "./job.ts";
import type { Model } from "./request.ts";
import type { Warning } from "./warning.ts";

/** What core gives to every call of a transport. One context is made for one exchange. */
export interface CallContext {
  readonly clock: Clock;
  /** Fires when the caller gave up. */
  readonly signal?: AbortSignal | undefined;
  /** How long this exchange may take, in milliseconds. The HTTP door keeps to it. */
  readonly timeoutMs: number;
  /** Set to true by the HTTP door when the answer came from the emulator. */
  emulated?: boolean;
  /**
   * Set to true by `find` before it sends a submission again that may then be run a second time, and back to false once it
   * is known that it was not.
   */
  mayHaveRunTwice?: boolean;
  /** Where a transport puts what the caller should know although the call went on. */
  readonly warnings?: Warning[];
}

/** A submission whose answer was lost, with all that is known of it. */
export interface LostSubmission<Wire, Token extends Json> {
  /** Our own name for it, as `toWire` got it. */
  readonly key: string;
  /**
   * What was sent, to the byte. Missing in another process when the request held image bytes, which are never stored.
   * It may be sent again only where the service refuses a second job of the same name, or the caller took the risk.
   */
  readonly wire: Wire | undefined;
  /** Images that it asks for. */
  readonly n: number;
  readonly model: Model;
  /** Just before the first byte could leave, and when its answer was given up, in milliseconds of wall time. */
  readonly sentAt: number;
  readonly lostAt: number;
  /** Jobs of this provider that are known to be others. */
  readonly claimed: readonly Token[];
  /** How many times it was looked for before. */
  readonly looks: number;
  /** True when core will not look again: now or never. */
  readonly isLastLook: boolean;
}

/** What became of a lost submission. `absent` only when it is proved that it was never accepted. */
export type Finding<Token extends Json> =
  | {
      readonly status: "accepted";
      readonly token: Token;
      /** What is known of the job, in the provider's words, when more is known than that it exists. */
      readonly answer?: unknown;
      /** True when it was told by elimination rather than by name. */
      readonly isInferred?: boolean;
    }
  | { readonly status: "absent" }
  | { readonly status: "unknown"; readonly reason: string };

/**
 * The only part of a provider that touches the world. Each method makes its exchange once: waiting, retrying and giving
 * up are core's. Throws {@link UnikreaError} for a refusal, or what the HTTP door threw.
 */
export interface Transport<Wire, Token extends Json, Options> {
  /** The one call that costs money. Answers in the provider's words. */
  submit(wire: Wire, context: CallContext): Promise<unknown>;
  /** Asks about a job. Free. Without it the provider is synchronous. */
  poll?(token: Token, context: CallContext): Promise<unknown>;
  /** Asks about many jobs in one request. `undefined` for a job that the answer does not mention. */
  pollMany?(tokens: readonly Token[], context: CallContext): Promise<readonly unknown[]>;
  /** Stops a job where that saves money, and answers with the job as it is afterwards. */
  cancel?(token: Token, context: CallContext): Promise<unknown>;
  /**
   * Looks for a submission whose answer was lost, once; core looks again at `findAfterMs`. What it throws counts as
   * `unknown` for this time. Without it a lost answer stays unknown.
   */
  find?(lost: LostSubmission<Wire, Token>, context: CallContext): Promise<Finding<Token>>;
  /** Brings an input image into a form that `toWire` can name, by an upload for one. Free. */
  prepareImage?(image: CanonicalImage, options: Options, context: CallContext): Promise<CanonicalImage>;
  /** A free read that succeeds only when the service is up and takes the key. */
  probe?(context: CallContext): Promise<void>;
}
