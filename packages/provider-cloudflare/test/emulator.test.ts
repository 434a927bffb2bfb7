import { type EmulatorServer, startEmulator } from "@unikrea/emulator";
import { afterAll, beforeAll } from "vitest";
import { ACCOUNT_ID, TOKEN } from "./account.ts";
import { describeEmulated } from "./emulated.ts";
import { describeTrouble } from "./emulated-trouble.ts";
import { EMULATOR_OPTIONS } from "./emulator-options.ts";

let emulator: EmulatorServer;
beforeAll(async () => {
  emulator = await startEmulator(EMULATOR_OPTIONS);
});
afterAll(() => emulator.close());

const rest = () => ({
  origin: emulator.origin,
  settings: { accountId: ACCOUNT_ID, apiToken: TOKEN, baseUrl: emulator.urls.cloudflare.baseUrl },
});
const binding = () => ({ origin: emulator.origin, settings: { binding: emulator.ai, local: true } });
const both = () => ({ ...binding(), settings: { ...rest().settings, ...binding().settings } });

describeEmulated("REST on real sockets", rest);
describeEmulated("the emulator's own binding", binding);
describeTrouble("REST on real sockets", rest, { hasLog: true });
describeTrouble("the emulator's own binding", binding);
describeTrouble("the emulator's own binding with REST's credentials", both, { hasLog: true });
