import type { UnikreaError } from "@unikrea/core";
import { mayMove } from "../../packages/core/src/decision.ts";
import { STATUS_EVIDENCE } from "../../packages/core/src/evidence.ts";
import { cloudflareError } from "../../packages/provider-cloudflare/src/errors.ts";
import { kreaError } from "../../packages/provider-krea/src/errors.ts";
import { runwareError } from "../../packages/provider-runware/src/errors.ts";
import { citeEach, EVIDENCE, PROVIDER_IDS, type ProviderId } from "./cite.ts";
import { row } from "./row.ts";

const answerOf = (status: number) => ({ status, headers: new Headers(), bytes: new Uint8Array() });
const CLASSIFY: Readonly<Record<ProviderId, (status: number) => UnikreaError>> = {
  krea: (status) => kreaError(answerOf(status), "submit", []),
  cloudflare: (status) => cloudflareError(answerOf(status), "submit", []),
  runware: (status) => runwareError(answerOf(status), "submit", undefined, []),
};

/** The statuses that are told of. */
export const STATUSES: readonly number[] = [
  301, 307, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 422, 425, 429, 500, 502, 503, 504, 520,
  521, 522, 523, 524, 525, 526,
];

const verdict = ({ outcome, code }: UnikreaError) => `${outcome}, \`${code}\``;
const nextAfter = (error: UnikreaError) => {
  if (error.outcome === "unknown") return "after it was looked for";
  return mayMove({ ...error, message: "", n: 1 }, "report") ? "yes" : "no";
};

/** What a status of the answer to a submission means, at each provider. */
export function statusTable(): string[] {
  const lines = STATUSES.map((status) => {
    const verdicts = PROVIDER_IDS.map((id) => CLASSIFY[id](status));
    const said = verdicts.map(verdict);
    const cells = new Set(said).size === 1 ? [said[0] ?? "", "〃", "〃"] : said;
    const general = STATUS_EVIDENCE[status];
    if (!general) throw new Error(`nothing is said about what the verdict on ${status} rests on`);
    const own = citeEach(PROVIDER_IDS.map((id) => [id, EVIDENCE[id].statuses[status]]));
    const evidence = [general.source, own].filter(Boolean).join(". ");
    return row(String(status), ...cells, [...new Set(verdicts.map(nextAfter))].join(" / "), evidence);
  });
  return [
    row("The answer", ...PROVIDER_IDS, "Next provider?", "Evidence"),
    row("---", "---", "---", "---", "---", "---"),
    ...lines,
  ];
}
