import { textAt } from "../schema/read.ts";
import { jsonOf, type Purpose, type Visit } from "../visit.ts";
import type { JobBook } from "./job-book.ts";

/** What a request to Krea is about. */
export function purposeOf(visit: Visit, book: JobBook): Purpose {
  const { pathname } = new URL(visit.path, "http://krea");
  const [, first = "", second = ""] = pathname.split("/");
  if (first === "generate") return { operation: "submit", prompt: () => textAt(jsonOf(visit), "prompt") };
  if (first === "jobs" && second !== "") {
    return {
      operation: visit.method === "DELETE" ? "cancel" : "poll",
      prompt: () => book.find(second)?.artwork.prompt,
    };
  }
  if (first === "jobs") return { operation: "list" };
  if (first === "assets") return { operation: visit.method === "POST" ? "upload" : "asset" };
  if (first === "images") {
    const imageId = second.replace(/(-preview)?\.png$/, "");
    return { operation: "download", prompt: () => book.findImage(imageId)?.artwork.prompt };
  }
  if (first === "uploads") return { operation: "download" };
  if (first === "styles") return { operation: "style" };
  if (first === "openapi.json") return { operation: "schema" };
  return { operation: first === "usage" ? "account" : "other" };
}
