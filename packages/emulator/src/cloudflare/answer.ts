import type { World } from "../world.ts";
import { bindingBody, restBody } from "./error.ts";
import type { Output, OutputBucket } from "./output.ts";
import { type RunResult, recordOf } from "./record.ts";
import type { Run, RunCall } from "./run.ts";
import type { CloudflareSwitches } from "./switch.ts";

/** Which of Cloudflare's two doors a request came in by. */
export type Door = "rest" | "binding";

/** What turning runs into answers needs. */
export interface AnswerParts {
  world: World;
  switches: CloudflareSwitches;
  bucket: OutputBucket;
}

/** Waits until a run is due, then answers it the way its door does. */
export async function answerRun(
  { world, switches, bucket }: AnswerParts,
  run: Run,
  call: RunCall,
  door: Door,
  origin: string | undefined,
): Promise<Response> {
  await world.timers.until(run.readyAtMs);
  if (run.result.kind === "refused") {
    const { error } = run.result;
    const body = door === "rest" ? restBody(error) : bindingBody(error, run.id);
    return jsonAnswer(body, switches, error.status, run.headers);
  }
  const record = await recordFor(world, bucket, run.result, call, origin);
  const isBare = door === "binding" || switches.bareRest === true;
  return jsonAnswer(isBare ? record : envelope(record), switches, 200, run.headers);
}

/** Cloudflare's usual envelope around a result. */
export function envelope(result: unknown): object {
  return { result, success: true, errors: [], messages: [] };
}

/** JSON with the content type that the switches ask for. */
export function jsonAnswer(
  body: object,
  { charset }: CloudflareSwitches,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  const type = charset ? "application/json; charset=utf-8" : "application/json";
  return new Response(JSON.stringify(body), { status, headers: { ...headers, "content-type": type } });
}

/** The run record with the image in the form that is wanted, and with the faults of reading applied. */
export async function recordFor(
  world: World,
  bucket: OutputBucket,
  result: RunResult,
  call: RunCall,
  origin: string | undefined,
): Promise<object> {
  if (result.kind !== "done") return recordOf(result, () => undefined);
  if (world.faults.take("read", call.site)) return recordOf(result, () => undefined);
  const inline = result.form === "url" ? undefined : await inlineImage(world, result.output, result.form);
  return recordOf(result, (output) => inline ?? bucket.urlOf(output, origin));
}

async function inlineImage(world: World, output: Output, form: "base64" | "data-uri"): Promise<string> {
  const base64 = Buffer.from(await world.gallery.draw(output.artwork)).toString("base64");
  return form === "data-uri" ? `data:image/png;base64,${base64}` : base64;
}
