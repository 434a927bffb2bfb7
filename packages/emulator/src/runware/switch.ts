/** Choices where Runware's documents disagree or are silent; every default is the safest reading. */
export interface RunwareSwitches {
  /** Keys that the schema does not know, also inside `settings`. The legacy `checkNSFW` always passes. @default "refuse" */
  unknownParameter?: "refuse" | "ignore";
  /** How a poll tells a failure: `errors[]` (docs) or an item with `status: "error"` (SDKs). @default "errors" */
  pollFailureShape?: "errors" | "item";
  /** The word for not finished: `pending` in documents of 2025. @default "processing" */
  pendingWord?: "processing" | "pending";
  /** Milliseconds during which a taskUUID stays taken. Not documented. @default forever */
  conflictWindowMs?: number;
  /** What a poll says of a UUID it does not know. A WebSocket always gets the error, or its client would hang. @default "empty" */
  unknownTask?: "empty" | "error";
  /** `balance` of the account: a number until 2025, an object in schemas of 2026. @default "object" */
  balanceShape?: "object" | "number";
  /** Milliseconds a synchronous answer is waited for; the task goes on behind it. @default 120,000 */
  syncWindowMs?: number;
  /** Milliseconds without a message after which a WebSocket is closed. @default 120,000 (docs) */
  idleMs?: number;
  /** Milliseconds that results are kept for a WebSocket that went away. @default 120,000 (docs) */
  bufferMs?: number;
}
