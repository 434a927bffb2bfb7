import { FaultError, parseFaults } from "./fault/parse.ts";
import { isLoopback } from "./locate.ts";
import { answerPage } from "./page.ts";
import type { World } from "./world.ts";

/** Answers the control door, `/_emulator/…`: read the bill and the requests, script faults, start over. */
export async function answerControl(
  path: string,
  request: Pick<Request, "method" | "url" | "headers" | "arrayBuffer">,
  world: World,
  reset: () => void,
): Promise<Response> {
  const { pathname } = new URL(path, "http://control");
  const caller = request.headers.get("origin");
  if (caller !== null && !(URL.canParse(caller) && isLoopback(new URL(caller)))) {
    return Response.json({ error: "pages of other sites may not use the control door" }, { status: 403 });
  }
  const action = `${request.method} ${pathname}`;
  if (action === "GET /") return answerPage(request);
  if (action === "GET /bill") return Response.json(world.bill.read());
  if (action === "GET /requests") return Response.json(world.journal.read());
  if (action === "GET /faults") return Response.json(world.faults.waiting());
  if (action === "POST /faults") return addFaults(request, world);
  if (action === "POST /reset") {
    reset();
    return Response.json({ reset: true });
  }
  const actions = "GET /bill, GET /requests, GET /faults, POST /faults, POST /reset";
  return Response.json({ error: `unknown control action ${action}; there are ${actions}` }, { status: 404 });
}

async function addFaults(request: Pick<Request, "arrayBuffer">, world: World): Promise<Response> {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(await request.arrayBuffer()));
  } catch {
    return Response.json({ error: "faults: the body is not JSON" }, { status: 400 });
  }
  try {
    const faults = parseFaults(body);
    world.faults.add(...faults);
    return Response.json({ added: faults.length, waiting: world.faults.waiting().length });
  } catch (error) {
    if (error instanceof FaultError) return Response.json({ error: error.message }, { status: 400 });
    throw error;
  }
}
