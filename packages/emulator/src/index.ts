/**
 * The three services that run Krea 2, on loopback: wire formats, bill and faults.
 * @module
 */
export type { Bill, BillEntry } from "./bill.ts";
export { type Clock, realClock } from "./clock.ts";
export type { AiBinding, AiGatewayBinding, AiRunOptions } from "./cloudflare/ai-binding.ts";
export type { CloudflareSwitches } from "./cloudflare/switch.ts";
export { createEmulator, type Emulator } from "./emulator.ts";
export type { Fault, FaultTarget } from "./fault/fault.ts";
export { type FaultKind, faultKinds } from "./fault/kind.ts";
export { FaultError, parseFaults } from "./fault/parse.ts";
export type { Operation, RecordedRequest } from "./journal.ts";
export type { KreaCheck, KreaSwitches } from "./krea/switch.ts";
export type { AspectRatio, Model, Service, Tier } from "./model.ts";
export type { EmulatorOptions } from "./option.ts";
export { serverName } from "./reply.ts";
export type { RunwareSwitches } from "./runware/switch.ts";
export {
  type EmulatorServer,
  type EmulatorUrls,
  type ServerOptions,
  type ServerStats,
  startEmulator,
} from "./server.ts";
export type { Fetch } from "./skin/in-process.ts";
