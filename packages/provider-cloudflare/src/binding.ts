import { createHttp } from "@unikrea/core/provider";
import { answerOfThrown } from "./errors.ts";
import type { AiBinding } from "./options.ts";
import type { Exchange, Port, ReadRow } from "./port.ts";
import type { CloudflareWire } from "./wire.ts";

/**
 * `env.AI` behind the same HTTP door, so that its time-out, its end to how much is read and its look for the emulator
 * hold here too. The URL is never asked; it is only a name for messages.
 */
export function bindingPort(binding: AiBinding, isEmulated: boolean): Port {
  return {
    isEmulated,
    run: ({ model, input, ...wire }) =>
      prepare((signal) => binding.run(model, { ...input }, { ...optionsOf(wire), signal })),
    request: ({ model, input, ...wire }) => ({
      method: "RUN",
      url: "env.AI.run",
      headers: {},
      body: { model, input, options: optionsOf(wire) },
    }),
    probe: binding.models && (() => prepare(async () => binding.models?.({ per_page: 1 }))),
  };
}

/** The log behind a binding, of which a row can be read by its id. It comes in the envelope that REST has around it. */
export const bindingRow = (binding: AiBinding): ReadRow | undefined =>
  binding.gateway &&
  ((gatewayId, id) => prepare(async () => ({ result: await binding.gateway?.(gatewayId).getLog(id) })));

const prepare = async (
  call: (signal: AbortSignal | null | undefined) => Promise<unknown>,
): Promise<Exchange> => ({
  http: createHttp(async (_, init) => {
    try {
      return responseOf(await call(init?.signal));
    } catch (error) {
      return answerOfThrown(error);
    }
  }),
  request: { method: "POST", url: "https://workers-binding.ai" },
});

/** Raw: only the raw answer has the log's id and the useful half of an error. */
const optionsOf = ({ gateway, tags }: Pick<CloudflareWire, "gateway" | "tags">) => ({
  gateway,
  ...(tags && { tags }),
  returnRawResponse: true,
});

/**
 * The three forms of what the binding gives. Options are kept on the object, so another call at the same time can have
 * ours answered parsed, and JSON under any other content type then comes as a stream (runtime source of 2026-08-22).
 */
function responseOf(given: unknown): Response {
  if (isResponse(given)) return given;
  return given instanceof ReadableStream ? new Response(given) : Response.json(given);
}

/** Told by what it can do: a response that came through a proxy is of another class. */
const isResponse = (value: unknown): value is Response =>
  typeof Object(value).arrayBuffer === "function" && "headers" in Object(value);
