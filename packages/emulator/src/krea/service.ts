import { Hono } from "hono";
import { answerFile } from "../file-answer.ts";
import { mediaTypeOf } from "../image/artwork.ts";
import { lazily } from "../schema/validate.ts";
import { readVendored } from "../schema/vendor.ts";
import {
  bearerOf,
  requestOf,
  rethrow,
  type ServiceModule,
  siteOf,
  type Visit,
  type VisitEnv,
} from "../visit.ts";
import type { World } from "../world.ts";
import { createAssetShelf } from "./asset.ts";
import { errorAnswer, kreaRefusal, unauthorized } from "./error.ts";
import type { ImageUrl } from "./job.ts";
import { createJobBook } from "./job-book.ts";
import { purposeOf } from "./purpose.ts";
import { answerJob, answerList } from "./read.ts";
import { compileRequestSchema } from "./request.ts";
import { answerStyle, answerStyles } from "./style.ts";
import { submitJob } from "./submit.ts";

const submitPaths = {
  medium: "krea-2-medium",
  large: "krea-2-large",
  "medium-turbo": "krea-2-medium-turbo",
} as const;

/** Krea's own API, `https://api.krea.ai`, with its two file hosts. */
export function createKrea(world: World): ServiceModule {
  const switches = world.options.krea ?? {};
  const book = createJobBook(world, switches);
  const shelf = createAssetShelf(world, switches);
  const validate = lazily(() => compileRequestSchema(switches));
  const openapi = lazily(() => readVendored("krea.openapi.json"));

  const imageUrlFrom = (visit: Visit): ImageUrl => {
    const host = visit.origin === undefined ? "https://gen.krea.ai" : `${visit.origin}/krea`;
    return (imageId, kind) => `${host}/images/${imageId}${kind === "preview" ? "-preview" : ""}.png`;
  };
  const uploadUrlFrom = (visit: Visit) => {
    const host = visit.origin === undefined ? "https://app-uploads.krea.ai" : `${visit.origin}/krea/uploads`;
    return (path: string) => `${host}${path}`;
  };
  const findUpload = (url: string) => {
    const path = URL.canParse(url) ? new URL(url).pathname.replace(/^\/krea\/uploads/, "") : "";
    return shelf.fileAt(path)?.bytes;
  };
  const purpose = (visit: Visit) => purposeOf(visit, book);
  const siteFor = (visit: Visit) => siteOf(visit, purpose(visit));

  const app = new Hono<VisitEnv>();
  app.onError(rethrow);
  app.notFound(() => errorAnswer(404, "Not found"));

  for (const [variant, model] of Object.entries(submitPaths)) {
    app.post(`/generate/image/krea/krea-2/${variant}`, (c) => {
      const { visit } = c.env;
      const parts = { world, switches, book, validate: validate(), findUpload };
      return submitJob(parts, visit, model, siteFor(visit), imageUrlFrom(visit));
    });
  }

  app.get("/openapi.json", () => Response.json(openapi()));
  app.get("/images/:file", async (c) => {
    const name = /^(.*?)(-preview)?\.png$/.exec(c.req.param("file"));
    const job = book.findImage(name?.[1] ?? "");
    if (!job) return errorAnswer(404, "Not found");
    const artwork = { ...job.artwork, ...(name?.[2] ? { isPreview: true } : {}) };
    const file = { bytes: await world.gallery.draw(artwork), mediaType: mediaTypeOf(artwork) };
    return answerFile(world, c.req.raw, siteFor(c.env.visit), file, () => errorAnswer(403, "Expired"));
  });
  app.get("/uploads/*", (c) => {
    const file = shelf.fileAt(decodeURI(new URL(c.req.url).pathname.slice("/uploads".length)));
    if (!file) return errorAnswer(404, "Not found");
    return answerFile(world, c.req.raw, siteFor(c.env.visit), file, () => errorAnswer(403, "Expired"));
  });

  for (const path of ["/jobs/*", "/assets/*", "/styles/*", "/usage"]) {
    app.use(path, async (c, next) => {
      if (!world.accepts("krea", bearerOf(c.env.visit.headers))) return unauthorized();
      await next();
      return undefined;
    });
  }

  app.get("/jobs", (c) => {
    const { visit } = c.env;
    const query = new URL(c.req.url).searchParams;
    return answerList(world, switches, book, query, siteFor(visit), imageUrlFrom(visit));
  });
  app.get("/jobs/:id", (c) => {
    const { visit } = c.env;
    return answerJob(world, switches, book.find(c.req.param("id")), siteFor(visit), imageUrlFrom(visit));
  });
  app.delete("/jobs/:id", (c) => {
    const job = book.find(c.req.param("id"));
    // What the real one says about a finished job is not documented; 404 is our choice.
    return job && book.cancel(job) ? new Response(null, { status: 200 }) : errorAnswer(404, "Job not found");
  });

  app.post("/assets", async (c) => {
    const form = await c.req.raw.formData().catch(() => undefined);
    return shelf.upload(form, uploadUrlFrom(c.env.visit));
  });
  app.get("/assets", (c) => shelf.list(new URL(c.req.url).searchParams, uploadUrlFrom(c.env.visit)));
  app.get("/assets/:id", (c) => shelf.get(c.req.param("id"), uploadUrlFrom(c.env.visit)));
  app.delete("/assets/:id", (c) => shelf.remove(c.req.param("id")));
  app.get("/styles", (c) => answerStyles(new URL(c.req.url).searchParams));
  app.get("/styles/:id", (c) => answerStyle(c.req.param("id")));
  // Personal tokens may not read it, and this emulator has no other kind (third-party reading, 2026-10-09).
  app.get("/usage", () => errorAnswer(403, "This endpoint requires a workspace service key"));

  return {
    purposeOf: purpose,
    answer: async (visit) => app.fetch(requestOf(visit), { visit }),
    refusal: kreaRefusal,
    clear() {
      book.clear();
      shelf.clear();
    },
  };
}
