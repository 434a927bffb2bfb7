import { flagAt, textAt } from "../schema/read.ts";
import { isObject } from "../schema/vendor.ts";
import { type AnswerParts, envelope, jsonAnswer, recordFor } from "./answer.ts";
import { backgroundError, type GatewayError, inputError } from "./error.ts";
import type { Run, RunCall } from "./run.ts";
import type { CloudflareSwitches } from "./switch.ts";

/** What a REST body asks for beside the run: `options` of the docs' background section (read 2026-10). */
export interface BackgroundWish {
  isWanted: boolean;
  webhookUrl: string | undefined;
  format: "raw" | "chat";
}

/** Reads the wish from a REST body, or the refusal it deserves. */
export function readBackgroundWish(
  body: unknown,
  switches: CloudflareSwitches,
): BackgroundWish | GatewayError {
  const options = isObject(body) ? body.options : undefined;
  const isWanted = flagAt(options, "background") ?? false;
  const webhookUrl = textAt(options, "webhookUrl");
  const format = textAt(options, "webhookFormat");
  if (webhookUrl !== undefined && !isWanted) return backgroundError("webhookUrl requires background: true");
  if (format !== undefined && webhookUrl === undefined)
    return backgroundError("webhookFormat requires webhookUrl");
  if (isWanted && !switches.background) return inputError("background runs are not supported by this model");
  return { isWanted, webhookUrl, format: format === "chat" ? "chat" : "raw" };
}

/** Answers 202 at once; one webhook follows when the run is over. It is not retried (docs). */
export function answerInBackground(
  parts: AnswerParts,
  run: Run,
  call: RunCall,
  wish: BackgroundWish,
  origin: string | undefined,
): Response {
  const { world, switches } = parts;
  const { webhookUrl } = wish;
  const deliver = async (url: string) => {
    const body = await webhookBody(parts, run, call, origin);
    const dress = (raw: object) => (wish.format === "chat" ? { text: JSON.stringify(raw, null, 2) } : raw);
    await world.outbox.deliver({
      service: "cloudflare",
      url,
      body: dress(body),
      forge: (image) => dress({ ...body, state: "Completed", result: { image }, error: null }),
      mistake: () => dress({ ...body, id: world.random.uuidAt(world.clock.now()) }),
      prompt: textAt(call.input, "prompt") ?? "",
    });
  };
  if (webhookUrl !== undefined && run.readyAtMs !== Number.POSITIVE_INFINITY) {
    world.timers.at(run.readyAtMs, () => void deliver(webhookUrl));
  }
  return jsonAnswer(envelope({ runId: run.id, state: "Running" }), switches, 202, run.headers);
}

async function webhookBody(
  parts: AnswerParts,
  run: Run,
  call: RunCall,
  origin: string | undefined,
): Promise<object> {
  const { result } = run;
  const error = result.kind === "done" ? null : { code: result.error.code, message: result.error.message };
  const record = await recordFor(parts.world, parts.bucket, result, call, origin);
  return {
    id: run.id,
    state: error ? "Failed" : "Completed",
    result: !error && "result" in record ? record.result : {},
    error,
    provider: "krea",
    model: call.modelId,
    usage: {},
  };
}
