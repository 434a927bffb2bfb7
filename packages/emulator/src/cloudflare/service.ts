import { Hono } from "hono";
import { answerFile } from "../file-answer.ts";
import { isObject } from "../schema/vendor.ts";
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
import { answerRun, type Door, envelope, jsonAnswer } from "./answer.ts";
import { answerInBackground, readBackgroundWish } from "./background.ts";
import { createAnswerCache } from "./cache.ts";
import { answerCatalog, answerModelSearch, answerSchema } from "./catalog.ts";
import {
  bindingBody,
  errorForStatus,
  type GatewayError,
  gatewayErrors,
  inputError,
  restBody,
} from "./error.ts";
import { optionsFromBinding, optionsFromHeaders } from "./gateway-option.ts";
import { createGatewayLog } from "./log.ts";
import { createLogApi } from "./log-api.ts";
import { accessDenied, createOutputBucket, linkExpired } from "./output.ts";
import { purposeOf, restPrefix } from "./purpose.ts";
import { createRateGate } from "./rate-gate.ts";
import { compileInputSchemas } from "./request.ts";
import { beginRun, type RunCall, type RunParts } from "./run.ts";

/** Cloudflare: REST under `/client/v4`, the backend of the Workers binding under `/run` and `/ai-gateway`, and the output bucket. */
export function createCloudflare(world: World): ServiceModule {
  const switches = world.options.cloudflare ?? {};
  const bucket = createOutputBucket(world);
  const cache = createAnswerCache(world, switches);
  const log = createGatewayLog(world, switches);
  const rateGate = createRateGate(world, switches);
  const logApi = createLogApi(world, log);
  const parts: RunParts = {
    world,
    switches,
    bucket,
    cache,
    log,
    rateGate,
    validateFor: compileInputSchemas(),
  };
  const purpose = (visit: Visit) => purposeOf(visit, bucket);
  const siteFor = (visit: Visit) => siteOf(visit, purpose(visit));
  const refuse = (error: GatewayError) => jsonAnswer(restBody(error), switches, error.status);

  const runFromRest = (visit: Visit): Promise<Response> | Response => {
    const body = jsonOf(visit);
    if (!isObject(body)) return refuse(gatewayErrors["no-body"]);
    const { model, input } = body;
    if (typeof model !== "string") return refuse(inputError("Required value missing: model"));
    const wish = readBackgroundWish(body, switches);
    if ("status" in wish) return refuse(wish);
    const call: RunCall = {
      modelId: model,
      input,
      gateway: optionsFromHeaders(visit.headers),
      site: siteFor(visit),
    };
    const run = beginRun(parts, call);
    const isRefusedAtOnce = run.result.kind === "refused" && run.readyAtMs <= world.clock.now();
    if (wish.isWanted && !isRefusedAtOnce) return answerInBackground(parts, run, call, wish, visit.origin);
    return answerRun(parts, run, call, "rest", visit.origin);
  };

  const runFromBinding = (visit: Visit): Promise<Response> | Response => {
    const body = jsonOf(visit);
    const id = world.random.uuidAt(world.clock.now());
    const refuseBare = (error: GatewayError) => jsonAnswer(bindingBody(error, id), switches, error.status);
    if (!isObject(body)) return refuseBare(gatewayErrors["no-body"]);
    const modelId = (visit.headers.get("cf-consn-model-id") ?? "").replace(/^.*:/, "");
    if (modelId === "") return refuseBare(inputError("Required value missing: model"));
    const call: RunCall = {
      modelId,
      input: body.inputs,
      gateway: optionsFromBinding(body.options),
      site: siteFor(visit),
    };
    return answerRun(parts, beginRun(parts, call), call, "binding", visit.origin);
  };

  const app = new Hono<VisitEnv>();
  app.onError(rethrow);
  app.notFound(() => refuse(gatewayErrors["no-route"]));

  app.use(`${restPrefix}/*`, async (c, next) => {
    if (!world.accepts("cloudflare", bearerOf(c.env.visit.headers)))
      return refuse(gatewayErrors.authentication);
    const account = /\/accounts\/([^/]+)/.exec(c.env.visit.path)?.[1];
    const isOurs =
      switches.accountId === undefined || account === undefined || account === switches.accountId;
    if (!isOurs)
      return refuse({
        ...gatewayErrors["no-route"],
        code: 7003,
        message: `Could not route to ${c.req.path}`,
      });
    await next();
    return undefined;
  });

  const account = `${restPrefix}/accounts/:account`;
  app.post(`${account}/ai/run`, (c) => runFromRest(c.env.visit));
  app.get(`${account}/ai/models/search`, () => answerModelSearch());
  app.get(`${account}/ai/catalog/models`, () => answerCatalog());
  app.get(`${account}/ai/catalog/models/:author/:model/schema`, (c) =>
    answerSchema(c.req.param("author"), c.req.param("model")),
  );
  app.get(`${restPrefix}/user/tokens/verify`, () =>
    jsonAnswer(envelope({ id: "emulated", status: "active" }), switches),
  );

  for (const [root, door] of [
    [`${account}/ai-gateway/gateways`, "rest"],
    ["/ai-gateway/gateways", "binding"],
  ] as const satisfies readonly (readonly [string, Door])[]) {
    const logs = `${root}/:gateway/logs` as const;
    app.get(`${root}/:gateway`, (c) =>
      jsonAnswer(envelope({ id: c.req.param("gateway"), collect_logs: true }), switches),
    );
    app.get(logs, (c) =>
      logApi.list(
        c.req.param("gateway"),
        new URL(c.req.url).searchParams,
        siteFor(c.env.visit),
        c.env.visit.origin,
      ),
    );
    app.get(`${logs}/:id`, (c) =>
      logApi.get(c.req.param("gateway"), c.req.param("id"), door, siteFor(c.env.visit), c.env.visit.origin),
    );
    app.patch(`${logs}/:id`, (c) =>
      logApi.patch(c.req.param("gateway"), c.req.param("id"), jsonOf(c.env.visit)),
    );
    for (const part of ["request", "response"] as const) {
      app.get(`${logs}/:id/${part}`, (c) =>
        logApi.payload(c.req.param("gateway"), c.req.param("id"), part, c.env.visit.origin),
      );
    }
  }

  app.get("/ai-api/models/search", () => answerModelSearch());
  app.post("/run", (c) => runFromBinding(c.env.visit));
  app.post("/ai-gateway/run", (c) => runFromBinding(c.env.visit));

  app.get("/provider-outputs/:folder/:id", async (c) => {
    // A presigned link is signed for one method (S3 signing), so HEAD is refused.
    if (c.env.visit.method === "HEAD")
      return accessDenied("SignatureDoesNotMatch", "Signed for another method.");
    const query = new URL(c.req.url).searchParams;
    const opened = bucket.open(c.req.param("folder"), c.req.param("id"), query);
    if ("refused" in opened) return opened.refused;
    const file = { bytes: await world.gallery.draw(opened.output.artwork), mediaType: "image/png" };
    return answerFile(world, c.req.raw, siteFor(c.env.visit), file, linkExpired);
  });

  return {
    purposeOf: purpose,
    answer: async (visit) => app.fetch(requestOf(visit), { visit }),
    refusal(status, visit) {
      const error = errorForStatus(status);
      const isRest = visit.path.startsWith(restPrefix);
      const body = isRest ? restBody(error) : bindingBody(error, world.random.uuidAt(world.clock.now()));
      return jsonAnswer(body, switches, status);
    },
    clear() {
      for (const part of [bucket, cache, log, rateGate]) part.clear();
    },
  };
}
