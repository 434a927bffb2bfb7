import { objectAt, textAt } from "../schema/read.ts";
import { jsonOf, type Purpose, type Visit } from "../visit.ts";
import type { OutputBucket } from "./output.ts";

/** The prefix of Cloudflare's REST paths. */
export const restPrefix = "/client/v4";

/** What a request to Cloudflare is about. */
export function purposeOf(visit: Visit, bucket: OutputBucket): Purpose {
  const { pathname } = new URL(visit.path, "http://cloudflare");
  const isRun = pathname === "/run" || pathname === "/ai-gateway/run" || /\/ai\/run(\/|$)/.test(pathname);
  if (isRun) {
    const prompt = () => {
      const body = jsonOf(visit);
      return textAt(objectAt(body, "input") ?? objectAt(body, "inputs"), "prompt");
    };
    return { operation: "submit", prompt };
  }
  if (/\/logs(\/|$)/.test(pathname)) return { operation: "log" };
  if (pathname.startsWith("/provider-outputs/")) {
    const id = pathname.split("/")[3] ?? "";
    return { operation: "download", prompt: () => bucket.find(id)?.artwork.prompt };
  }
  if (pathname.includes("/ai/catalog/")) return { operation: "schema" };
  return { operation: pathname.startsWith(restPrefix) ? "account" : "other" };
}
