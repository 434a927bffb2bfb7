/** Where a client is to send its requests. */
export interface Place {
  /** Of the fake server. */
  readonly base: string;
  /** To be used instead of the platform's: the stub transport. */
  readonly fetch: typeof fetch | undefined;
}

/** A client that is ready. */
export interface Client {
  /** Makes one image, and gives its link or its bytes. */
  generate(prompt: string): Promise<unknown>;
  close?(): void;
}

/** One way to make images, to be measured. */
export interface Driver {
  readonly name: string;
  /** The hand-written driver that sends the same requests when the job is done at once. */
  readonly floor: string;
  /** What it sends, and what is special. */
  readonly note: string;
  /** It needs BENCH_PEERS. */
  readonly isPeer?: boolean;
  /** It works on this transport only. */
  readonly only?: "stub" | "loopback";
  /** A call takes 100 ms or more by design, so one after the other few are made. */
  readonly isSlow?: boolean;
  open(place: Place): Promise<Client>;
}
