import { Hono } from "hono";
import { answerFile } from "../file-answer.ts";
import { mediaTypeOf } from "../image/artwork.ts";
import { textAt } from "../schema/read.ts";
import {
  bearerOf,
  jsonOf,
  requestOf,
  rethrow,
  type ServiceModule,
  siteOf,
  type Visit,
  type VisitEnv,
} from "../visit.ts";
import type { World } from "../world.ts";
import { createTaskDesk, type DeskContext, type TaskDesk } from "./desk.ts";
import { authenticationFailure, failure, failureForStatus } from "./error.ts";
import { bodyOf, errorFrame, type Frame, mergeFrames, statusOfFrame } from "./frame.ts";
import { purposeOf } from "./purpose.ts";

/** The HTTP service, and the desk that the WebSocket shares with it. */
export interface Runware extends ServiceModule {
  desk: TaskDesk;
}

/** Runware, `https://api.runware.ai/v1`, with its image host. The WebSocket lives in `socket.ts`. */
export function createRunware(world: World): Runware {
  const switches = world.options.runware ?? {};
  const desk = createTaskDesk(world, switches);
  const siteFor = (visit: Visit) => siteOf(visit, purposeOf(visit, desk));

  const answerTasks = async (visit: Visit): Promise<Response> => {
    const body = jsonOf(visit);
    if (!Array.isArray(body) || body.length === 0) {
      return answer(errorFrame(failure("invalidRequest", "The body must be a JSON array of tasks.")));
    }
    const [first] = body;
    const isAuthentication = textAt(first, "taskType") === "authentication";
    const key = (isAuthentication ? textAt(first, "apiKey") : undefined) ?? bearerOf(visit.headers);
    if (key === undefined) return answer(errorFrame(authenticationFailure("missingApiKey")), true);
    if (!world.accepts("runware", key))
      return answer(errorFrame(authenticationFailure("invalidApiKey")), true);

    const tasks: unknown[] = isAuthentication ? body.slice(1) : body;
    if (tasks.length === 0) {
      const item = { taskType: "authentication", connectionSessionUUID: world.random.uuid() };
      return answer({ data: [item], errors: [] });
    }
    const context: DeskContext = {
      transport: "http",
      origin: visit.origin,
      isDryRun: visit.headers.get("x-runware-dry-run") === "1",
    };
    // One after the other, so that a taskUUID used twice in one array meets its first use.
    const parts = [];
    for (const task of tasks) parts.push(...(await desk.handle(task, context)));
    await world.timers.until(Math.max(...parts.map((part) => part.readyAtMs)));
    return answer(mergeFrames(await Promise.all(parts.map((part) => part.build()))));
  };

  const app = new Hono<VisitEnv>();
  app.onError(rethrow);
  app.notFound(() => answer(errorFrame(failure("notFound", "Not found.", {}, { status: 404 }))));
  app.post("/v1", (c) => answerTasks(c.env.visit));
  app.get("/image/ws/:workspace/:kind/:file", async (c) => {
    const uuid = c.req.param("file").replace(/\.\w+$/, "");
    const gone = () => new Response("Not found", { status: 404 });
    const upload = desk.media.find(uuid);
    if (upload) return answerFile(world, c.req.raw, siteFor(c.env.visit), upload, gone);
    const found = desk.findImage(uuid);
    if (!found || found.result.failure) return gone();
    const { ttlSeconds } = found.task;
    const isOver =
      ttlSeconds !== undefined && world.clock.now() >= found.result.readyAtMs + ttlSeconds * 1000;
    if (isOver || world.clock.now() < found.result.readyAtMs) return gone();
    const { artwork } = found.result;
    const file = { bytes: await world.gallery.draw(artwork), mediaType: mediaTypeOf(artwork) };
    return answerFile(world, c.req.raw, siteFor(c.env.visit), file, gone);
  });

  return {
    desk,
    purposeOf: (visit) => purposeOf(visit, desk),
    answer: async (visit) => app.fetch(requestOf(visit), { visit }),
    refusal: (status) => answer(errorFrame(failureForStatus(status))),
    clear: () => desk.clear(),
  };
}

/** A frame as an HTTP answer. A failed authentication has no `data` at all (docs, authentication). */
function answer(frame: Frame, withoutData = false): Response {
  const body = withoutData ? { errors: frame.errors.map((failed) => failed.body) } : bodyOf(frame);
  return Response.json(body, { status: statusOfFrame(frame) });
}
