// You will see: the same program meeting a refusal, a failure that costs nothing, and an answer that got lost. The last
// is the one to look at: it may have been billed, so it is not tried again behind your back.
import { isUnikreaError } from "@unikrea/core";
import { standIn } from "./stand-in.ts";

const { k2, server, close } = await standIn();

const faults = [
  { kind: "status", status: 429, headers: { "retry-after": "2" } },
  { kind: "job-failed" },
  { kind: "drop", afterWork: true },
] as const;

for (const fault of faults) {
  server.inject({ service: "krea", operation: "submit", ...fault });
  try {
    await k2.generate({ prompt: "a lighthouse in fog" }, { provider: "krea" });
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    const { code, outcome, billed, retryAfterMs } = error;
    console.log(
      `${fault.kind}: ${code}, ${outcome}, billed ${billed}${retryAfterMs ? `, wait ${retryAfterMs} ms` : ""}`,
    );
  }
}
await close();
