// Hand-written polling: a loop per job, as the services' quick starts have it.
import { pause } from "../harness/monotonic.ts";
import type { Driver } from "./driver.ts";
import { askAt, inputOf, KREA_SUBMIT } from "./raw-call.ts";

const kreaLoop = (name: string, intervalMs: number, note: string): Driver => ({
  name,
  floor: "raw-post-get",
  note,
  async open(place) {
    const ask = askAt(place);
    return {
      async generate(prompt) {
        const { job_id } = await ask(KREA_SUBMIT, inputOf(prompt));
        for (;;) {
          await pause(intervalMs);
          const { status, result } = await ask(`/krea/jobs/${job_id}`);
          if (status === "completed") return result.urls[0];
          if (status === "failed" || status === "cancelled") throw new Error(status);
        }
      },
    };
  },
});

export const rawLoops: readonly Driver[] = [
  kreaLoop("raw-krea-3s", 3000, "Krea's quick start: GET the job every 3 s"),
  kreaLoop("raw-krea-500", 500, "GET the job every 500 ms, the interval of most libraries"),
];
