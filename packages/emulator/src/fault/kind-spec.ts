import type { GatewayErrorName } from "../cloudflare/error.ts";
import type { Service } from "../model.ts";

/**
 * Where a fault strikes. `door`: the whole HTTP exchange, whatever it is about. `job`: the fate of a piece of work,
 * decided when it is accepted. `read`: what a poll says. `list`, `webhook`, `file`: job lists, deliveries, result files.
 */
export type Stage = "door" | "job" | "read" | "list" | "webhook" | "file";

/** The type of each kind of parameter, as TypeScript sees it. */
export interface ParameterTypes {
  /** An HTTP status, 100 to 599. */
  status: number;
  /** Milliseconds, 0 or more. */
  ms: number;
  /** An integer, 0 or more. */
  count: number;
  text: string;
  flag: boolean;
  json: unknown;
  /** Header values by name; a list sends the header several times. */
  headers: Record<string, string | string[]>;
  close: "fin" | "rst";
  errorShape: "plural" | "singular" | "in-item";
  imageForm: "base64" | "data-uri";
  gatewayError: GatewayErrorName;
}

/** One row of the table of fault kinds. */
export interface KindSpec {
  stage: Stage;
  /** The faults of the project's reliability list (F01 to F62) that this kind plays. */
  plays: string;
  services: readonly Service[];
  parameters: Record<string, keyof ParameterTypes>;
  required?: readonly string[];
  /** What happens, for people. */
  does: string;
}
