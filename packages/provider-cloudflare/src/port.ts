import type { Http, HttpRequest, WireRequest } from "@unikrea/core/provider";
import type { CloudflareWire } from "./wire.ts";

/** One exchange: what is sent, and the door that it goes through. */
export interface Exchange {
  readonly http: Http;
  readonly request: HttpRequest;
}

/** A way to Cloudflare. Nothing above knows which. */
export interface Port {
  run(wire: CloudflareWire): Promise<Exchange>;
  /** The same for showing: without a token, and without the number of the account. */
  request(wire: CloudflareWire): WireRequest;
  /** A free read that succeeds only when the service is up. */
  probe?: (() => Promise<Exchange>) | undefined;
  /** True when the caller says that an emulator is behind it. */
  readonly isEmulated?: boolean | undefined;
}

/** Reads a row of a gateway's log by its id. */
export type ReadRow = (gatewayId: string, id: string) => Promise<Exchange>;

/** A way to the log of the gateways. */
export interface LogPort {
  /** The runs of a gateway that have this key in their metadata. */
  search(gatewayId: string, key: string): Promise<Exchange>;
  readonly row: ReadRow;
  /** What a run was answered. */
  answer(gatewayId: string, id: string): Promise<Exchange>;
}
