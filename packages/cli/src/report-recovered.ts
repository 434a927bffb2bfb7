import pc from "picocolors";
import { inFlags } from "./flag-words.ts";
import type { Collected } from "./recover-ledger.ts";
import { describeProblems } from "./report-result.ts";
import { tellStory } from "./story.ts";

/** What became of one call, in one line; and one more for each image that is not on disk. */
export function describeCollected(collected: Collected): string {
  const { id, end, images, isEmulated, reason } = collected;
  const label = isEmulated ? " (emulated)" : "";
  // An id may be an idempotency key, which may hold anything.
  const line = `${pc.bold(JSON.stringify(id).slice(1, -1))}: ${sentenceOf(collected)}${label}`;
  const isUncertain = end === "unknown" || (reason !== undefined && !isEmulated);
  return [isUncertain ? pc.yellow(line) : line, ...describeProblems(images)].join("\n");
}

function sentenceOf({ end, job, error, reason }: Collected): string {
  const said = error ? `: ${inFlags(error.message, undefined)}` : "";
  if (end === "collected") return `collected: ${tellStory(job)}`;
  if (end === "ended") return `came to nothing and was not billed${said}`;
  if (end === "pending") return "still being made: recover collects it later";
  if (end === "left") return `left alone: ${reason}`;
  return `may be billed${said || `: ${tellStory(job)}`}`;
}
