import { TINY_PNG } from "../server/tiny-png.ts";

/**
 * A fetch that answers every dialect at once, in process: what is left is the client's own work and one `Response` a
 * request. All jobs have one id, so that any of them is on the one-item list of jobs.
 */
export function stubFetch(base: string): typeof fetch {
  const image = `${base}/image/1.png`;
  const job = { job_id: "1", created_at: "2026-01-01T00:00:00.000001Z" };
  const queued = JSON.stringify({ ...job, status: "queued", completed_at: null, result: null });
  const completed = { ...job, status: "completed", completed_at: job.created_at, result: { urls: [image] } };
  const list = JSON.stringify({ items: [completed], next_cursor: null });
  const one = JSON.stringify(completed);
  const run = JSON.stringify({
    result: { state: "Completed", result: { image } },
    success: true,
    errors: [],
    messages: [],
  });
  const prediction = JSON.stringify({
    id: "1",
    status: "succeeded",
    error: null,
    output: [image],
    urls: { get: `${base}/replicate/v1/predictions/1` },
  });
  const json = (text: string) => new Response(text, { headers: { "content-type": "application/json" } });
  /** Runware's answers bear the caller's id. It is cut out, as parsing the whole task would count as the client's work. */
  const taskAnswer = (body: unknown) => {
    const text = String(body);
    const at = text.indexOf('"taskUUID":"') + 12;
    const taskUUID = text.slice(at, at + 36);
    return `{"data":[{"taskType":"imageInference","taskUUID":"${taskUUID}","imageUUID":"1","status":"success","imageURL":"${image}","seed":1,"cost":0.03}]}`;
  };

  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (url.includes("/cloudflare/")) return json(run);
    if (url.includes("/krea/generate")) return json(queued);
    if (url.includes("/krea/jobs/")) return json(one);
    if (url.includes("/krea/jobs?")) return json(list);
    if (url.includes("/runware")) return json(taskAnswer(init?.body));
    if (url.includes("/replicate/")) return json(prediction);
    return new Response(Uint8Array.from(TINY_PNG), { headers: { "content-type": "image/png" } });
  };
}
