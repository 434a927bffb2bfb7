import type { UnikreaError } from "@unikrea/core";
import type { JobFailure, Outcome } from "@unikrea/core/provider";
import { mayMove } from "../../packages/core/src/decision.ts";
import type { Ending } from "../../packages/core/src/evidence.ts";
import { missingResult } from "../../packages/core/src/job.ts";
import * as cloudflare from "../../packages/provider-cloudflare/src/mapping.ts";
import * as krea from "../../packages/provider-krea/src/mapping.ts";
import * as runware from "../../packages/provider-runware/src/mapping.ts";
import { cite, EVIDENCE, PROVIDER_IDS, type ProviderId } from "./cite.ts";
import { row } from "./row.ts";

const kreaJob = (status: string, code?: string): Outcome =>
  krea.fromWire({
    ...{ job_id: "job", status, created_at: "2026-01-01T00:00:00Z", completed_at: "2026-01-01T00:00:09Z" },
    ...(code !== undefined && { error: { code } }),
  });
const runwareTask = (code: string): Outcome =>
  runware.fromWire({ data: [], errors: [{ code, taskUUID: "task" }] }, TASK);
const TASK = { taskUUID: "task", expected: 1, inline: false };

/** Answers that say how a job has ended, in each provider's own words. */
const SAMPLES: Readonly<Record<ProviderId, { readonly [ending in Ending]?: Outcome }>> = {
  krea: {
    failed: kreaJob("failed", "internal"),
    moderated: kreaJob("failed", "nsfw"),
    canceled: kreaJob("cancelled"),
    empty: kreaJob("completed"),
  },
  cloudflare: {
    failed: cloudflare.fromWire({ state: "Failed", error: { message: "it did not work" } }),
    moderated: cloudflare.fromWire({ state: "Failed", error: { message: "flagged by moderation" } }),
    empty: cloudflare.fromWire({ state: "Completed" }),
  },
  runware: {
    failed: runwareTask("inferenceError"),
    moderated: runwareTask("contentPolicyViolation"),
    canceled: runwareTask("taskCancelled"),
    empty: runware.fromWire({ data: [{ taskUUID: "task", status: "success" }], errors: [] }, TASK),
  },
};

const NAMES: Readonly<Record<Ending, string>> = {
  failed: "failed",
  moderated: "refused for what is in it",
  canceled: "canceled",
  empty: "done, without an image",
};

/** What core makes of an end that brought neither an image nor a reason. */
function failureIn(outcome: Outcome): JobFailure {
  if (outcome.status !== "settled" || outcome.images.length > 0) throw new Error("no end without an image");
  return outcome.failures[0] ?? missingResult(1);
}

/** How a job can end without its image, and what that means for the money. */
export function endingTable(): string[] {
  const endings: readonly Ending[] = ["failed", "moderated", "canceled", "empty"];
  const lines = endings.flatMap((ending) =>
    PROVIDER_IDS.flatMap((id) => {
      const [outcome, evidence] = [SAMPLES[id][ending], EVIDENCE[id].endings[ending]];
      if (!outcome || !evidence) return [];
      const failure = failureIn(outcome);
      const { code, billed }: Pick<UnikreaError, "code" | "billed"> = failure;
      const next = mayMove(failure, "report") ? "yes" : "no";
      return [row(NAMES[ending], id, `billed ${billed}, \`${code}\``, next, cite(evidence))];
    }),
  );
  return [
    row("A job that was accepted, and is", "At", "Counts as", "Next provider?", "Evidence"),
    row("---", "---", "---", "---", "---"),
    ...lines,
  ];
}
