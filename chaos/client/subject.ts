import type { Intent } from "../audit/intent.ts";
import type { Mode, Service } from "../cell/mode.ts";
import type { Fetch } from "../stage/line.ts";
import type { Stage } from "../stage/stage.ts";

/** What a client says of one order of an intent. */
export interface Claim {
  readonly service: Service;
  readonly billed: "no" | "yes" | "maybe";
  /** Pictures of the intent that it was for: so many, from this one on. */
  readonly index: number;
  readonly n: number;
  /** Pictures that came of it, and those that may be billed without having come. */
  readonly made: number;
  readonly open: number;
  /** Those that may have been made, and billed, a second time, as the caller allowed. @default 0 */
  readonly again?: number | undefined;
  /** Names of the order: of ours, and of the service's. Without the latter nobody knows whether it was accepted. */
  readonly key: string;
  readonly token: string | undefined;
}

/** A picture that a caller has in hand. */
export interface Picture {
  readonly bytes: Uint8Array;
  /** The seed that it is said to have, where the client says so. */
  readonly seed?: number | undefined;
}

/** What a caller was told instead of a picture. */
export interface Complaint {
  readonly code: string;
  readonly outcome: string;
  readonly billed: string;
  /** All that a log would hold of it. */
  readonly text: string;
}

/** How a call ended for the caller. */
export interface Ending {
  /** When the call was settled, on the stage's clock. Reading the pictures is not bound by its deadline. */
  readonly settledAt?: number;
  /** What the caller has in hand. */
  readonly pictures: readonly Picture[];
  /** What the caller was told about money. */
  readonly claims: readonly Claim[];
  /** What the caller was told instead of getting anything. */
  readonly error?: Complaint;
  /** What the caller was told of pictures that are missing among those that came. */
  readonly failures?: readonly Complaint[];
  /** The process of the caller was killed: nobody was told anything. */
  readonly isKilled?: boolean;
  /** How the same wish ended for whoever else asked for it, in another process. */
  readonly others?: readonly Ending[];
}

/** How a call is made. */
export interface CallSettings {
  /** The same name for the same wish, whoever asks. */
  readonly idempotencyKey?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Who is asked, in this order. */
  readonly order: readonly Service[];
}

/** A client on trial. */
export interface Subject {
  /** Never rejects. */
  make(intent: Intent, call: CallSettings): Promise<Ending>;
  /** Settles what is left over, and gives what came of it by intent. */
  recover(): Promise<ReadonlyMap<string, Ending>>;
  /** What the client has written down about an intent, if it writes anything down. */
  noted(intent: Intent): Promise<readonly Claim[] | undefined>;
  /** What the client's budget counts as spent, in millionths of a dollar, if it keeps one. */
  spent(): Promise<number | undefined>;
  /** All that the client has kept, as text. */
  kept(): Promise<string>;
  /** Lets go of what it holds on this machine. */
  close?(): void;
}

/** What a client is made with. */
export interface Booth {
  readonly stage: Stage;
  readonly fetch: Fetch;
  readonly mode: Mode;
  /** 0…1 */
  readonly random: () => number;
  readonly newId: () => string;
}

/** What one picture costs at every service, in millionths of a dollar. */
export const PRICE_MICRO_USD = 30_000;

/** Stands in for every key: it must not turn up anywhere. */
export const CANARY = "canary-5f1d7c20-9be4";
export const ACCOUNT = "0123456789abcdef0123456789abcdef";

/** The tag of an intent as the address that Krea is told to call. */
export const hookOf = ({ tag }: Pick<Intent, "tag">) => `https://hooks.example.com/${tag}`;
