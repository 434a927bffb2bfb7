import { createCloudflare } from "./cloudflare/service.ts";
import { answerControl } from "./control.ts";
import { isUnseen, strike } from "./fault/strike.ts";
import { redactHeaders } from "./journal.ts";
import { createKrea } from "./krea/service.ts";
import { isLoopback, locate, type Place } from "./locate.ts";
import type { Service } from "./model.ts";
import { checkOptions, type EmulatorOptions } from "./option.ts";
import { answerPage } from "./page.ts";
import { type Reply, serverName } from "./reply.ts";
import { createRunware, type Runware } from "./runware/service.ts";
import { Interrupted } from "./timers.ts";
import { type Purpose, type ServiceModule, siteOf, textOf, type Visit } from "./visit.ts";
import { createWorld, type World } from "./world.ts";

/** What arrives at an emulator: any `Request`, or what says as much. */
export type Sent = Pick<Request, "method" | "url" | "headers" | "arrayBuffer">;

/** The one way into an emulator, whatever the skin: requests go in, replies come out. */
export interface Hub {
  readonly world: World;
  readonly runware: Runware;
  /** Takes a request; `viaSocket` when it came in by the emulator's own port, whatever host it names. */
  enter(request: Sent, viaSocket: boolean): Promise<Reply>;
  /** Forgets everything that happened and interrupts whoever waits; options stay. With a seed chance begins again. */
  reset(seed?: number): void;
}

/** Builds the three services around one world. */
export function createHub(options: EmulatorOptions): Hub {
  checkOptions(options);
  const world = createWorld(options);
  const runware = createRunware(world);
  const modules: Record<Service, ServiceModule> = {
    krea: createKrea(world),
    cloudflare: createCloudflare(world),
    runware,
  };

  const reset = (seed?: number) => {
    if (seed !== undefined) world.random.restart(seed);
    world.timers.clear();
    world.agenda.clear();
    for (const part of [world.bill, world.journal, world.faults, world.outbox]) part.clear();
    for (const module of Object.values(modules)) module.clear();
  };

  const receive = async (visit: Visit): Promise<Reply> => {
    const module = modules[visit.service];
    const purpose = module.purposeOf(visit);
    const fault = world.faults.take("door", siteOf(visit, purpose));
    if (!fault || !isUnseen(fault)) record(world, visit, purpose);
    const work = () => module.answer(visit);
    if (!fault) return { response: await work() };
    return strike(world, fault, { work, refusal: (status) => module.refusal(status, visit) });
  };

  return {
    world,
    runware,
    reset,
    async enter(sent, viaSocket) {
      const request = unwrapBinding(sent);
      const place = locate(new URL(request.url), viaSocket);
      const reply = await reach(place, request, viaSocket).catch((error: unknown): Reply => {
        if (error instanceof Interrupted) return { cut: { how: "closed", close: "fin" } };
        throw error;
      });
      if ("response" in reply) label(reply.response, world);
      return reply;
    },
  };

  async function reach(place: Place, request: Sent, viaSocket: boolean): Promise<Reply> {
    if (place.to === "nowhere") return strayed(request, viaSocket);
    if (place.to === "page") return { response: answerPage(request) };
    if (place.to === "control") return { response: await answerControl(place.path, request, world, reset) };
    const body = new Uint8Array(await request.arrayBuffer());
    const { service, path, origin } = place;
    return receive({ service, path, origin, body, method: request.method, headers: request.headers });
  }
}

/** A host nobody emulates does not resolve; an unknown path of our own is told what there is. */
function strayed(request: Sent, viaSocket: boolean): Reply {
  const url = new URL(request.url);
  if (!viaSocket && !isLoopback(url)) {
    const message = `getaddrinfo ENOTFOUND ${url.hostname}`;
    return { cut: { how: "unreached", code: "ENOTFOUND", syscall: "getaddrinfo", message } };
  }
  const error = `nothing at ${url.pathname}: this is an emulator with /krea, /cloudflare, /runware and /_emulator`;
  return { response: Response.json({ error }, { status: 404 }) };
}

/**
 * Opens the wrapping of a remote AI binding: every backend request arrives as a request to `/` that carries its real
 * address in `mf-url` and its real headers behind `mf-header-`, as miniflare's remote bindings send them.
 */
function unwrapBinding(request: Sent): Sent {
  const address = request.headers.get("mf-url");
  const url = new URL(request.url);
  if (address === null || url.pathname !== "/" || !URL.canParse(address)) return request;
  const inner = new URL(address);
  const headers = new Headers();
  request.headers.forEach((value, name) => {
    if (name.startsWith("mf-header-")) headers.set(name.slice("mf-header-".length), value);
  });
  return {
    method: request.headers.get("mf-method") ?? request.method,
    url: `${url.origin}${inner.pathname}${inner.search}`,
    headers,
    arrayBuffer: () => request.arrayBuffer(),
  };
}

function record(world: World, visit: Visit, { operation }: Purpose): void {
  const { service, method, path, headers } = visit;
  world.journal.record({
    service,
    operation,
    method,
    path,
    headers: redactHeaders(headers),
    body: shownBody(visit),
  });
}

function shownBody(visit: Visit): unknown {
  if (visit.body.length === 0) return undefined;
  if (/^multipart\//.test(visit.headers.get("content-type") ?? "")) return { bytes: visit.body.length };
  const text = textOf(visit);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Every answer says who gave it, and at what time by the emulator's clock. */
function label(response: Response, world: World): void {
  response.headers.set("server", serverName);
  response.headers.set("date", new Date(world.clock.now()).toUTCString());
}
