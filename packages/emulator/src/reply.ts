/** How a connection ends when no whole answer comes back. */
export type Cut =
  /** The request never reached anybody: what a client's `fetch` reports, after `afterMs`. */
  | { how: "unreached"; code: string; syscall?: string; message: string; afterMs?: number }
  | { how: "closed"; close: "fin" | "rst" }
  | { how: "silence" }
  | { how: "half-status-line" }
  | { how: "not-http" }
  | { how: "cut-body"; response: Response; bytes: number | undefined; close: "fin" | "rst" };

/** What came of a request: an answer, or a connection that broke. The skins turn either into what their clients see. */
export type Reply = { response: Response } | { cut: Cut };

/** The value of the `server` header on every answer: how a client can tell that nobody real was asked. */
export const serverName = "unikrea-emulator";
