import { v4, v5 } from "uuid";

/** Any UUID will do, as long as it never changes: it only sets our names apart from everybody else's. */
const NAMESPACE = "6b1f4f0e-6d3b-4a57-9c39-52f1f2a0d7c4";

/** A new random UUID. Version 4, because Runware takes nothing else as a task's id. */
export const newUuid = (): string => v4();

/** The same UUID for the same name, whatever characters that has and however long it is. */
export const uuidOf = (name: string): string => v5(name, NAMESPACE);
