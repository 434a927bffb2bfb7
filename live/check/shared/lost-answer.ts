import { isUnikreaError } from "@unikrea/core";
import type { Fetch } from "@unikrea/core/provider";
import { type Finding, no, type ServiceId, unsure, yes } from "../../check.ts";
import { MODEL } from "../../price.ts";
import { PROMPT } from "../../prompt.ts";
import type { LiveContext } from "../../runner/context.ts";
import { seconds } from "../../runner/wait.ts";
import { telling } from "./telling.ts";

/** Whether our library finds an order whose answer was lost, and brings its image without a second one. */
export async function lostAnswer(context: LiveContext, service: ServiceId): Promise<Finding> {
  const orders = { sent: 0 };
  const k2 = context.client(service, (fetch) => losingTheFirst(fetch, orders));
  const start = context.clock.now();
  try {
    await k2.generate({ prompt: PROMPT, model: MODEL });
    const took = seconds(context.clock.now() - start);
    const again = orders.sent > 1 ? ` and ${orders.sent} submissions` : "";
    return yes(`found and delivered after ${took}${again}`, telling(context));
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    const isUnknown = error.code === "outcome_unknown";
    return (isUnknown ? no : unsure)(
      `${error.code}: ${error.message}${error.hint ? `; ${error.hint}` : ""}`,
      telling(context),
    );
  }
}

/** The service answers, and we do not listen: the way a broken connection looks from here. */
function losingTheFirst(fetch: Fetch, orders: { sent: number }): Fetch {
  return async (url, init) => {
    const isOrder = init?.method === "POST" && /imageInference|"prompt"/.test(String(init.body));
    const answer = await fetch(url, init);
    if (!isOrder || ++orders.sent > 1) return answer;
    const cause = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
    throw new TypeError("fetch failed", { cause });
  };
}
