import { startEmulator } from "@unikrea/emulator";
import { EMULATOR_OPTIONS } from "../emulator-options.ts";

const { origin } = await startEmulator(EMULATOR_OPTIONS);
process.send?.(origin);
