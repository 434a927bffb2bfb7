// Asks the live services what their documents do not say. Spends money only with keys and --yes; see README.md.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { realWorld, runLive } from "./run-live.ts";

process.exitCode = await runLive(process.argv.slice(2), {
  ...realWorld,
  defaultOut: fileURLToPath(new URL("../docs/verified.md", import.meta.url)),
  defaultSpecimens: fileURLToPath(new URL(".specimens.json", import.meta.url)),
});
