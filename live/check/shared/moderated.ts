import { isUnikreaError } from "@unikrea/core";
import { type Finding, no, type ServiceId, unsure, yes } from "../../check.ts";
import { MODEL } from "../../price.ts";
import { REFUSED_PROMPT } from "../../prompt.ts";
import type { LiveContext } from "../../runner/context.ts";
import { telling } from "./telling.ts";

/** Whether our library sees a refusal by moderation for what it is. */
export async function moderated(context: LiveContext, service: ServiceId): Promise<Finding> {
  try {
    await context.client(service).generate({ prompt: REFUSED_PROMPT, model: MODEL });
    return unsure("the prompt was drawn, so nothing was refused", telling(context));
  } catch (error) {
    if (!isUnikreaError(error)) throw error;
    const words = `${error.code}, billed ${error.billed}: ${error.message}`;
    if (error.code === "content_rejected") return yes(words, telling(context));
    const isRefusal = error.code === "job_failed" || error.code === "request_rejected";
    return (isRefusal ? no : unsure)(words, telling(context));
  }
}
