import { type Dialect, ok } from "./exchange.ts";
import { whenDone } from "./job-book.ts";

/** Cloudflare's REST run: one POST, held until the image is there. */
export const cloudflare: Dialect = async ({ body, origin }, book) => {
  const job = book.accept(Object(body).input?.prompt);
  await whenDone(job);
  const record = { state: "Completed", result: { image: `${origin}/image/${job.id}.png` } };
  return ok({ result: record, success: true, errors: [], messages: [] });
};
