import type { Fault } from "@unikrea/emulator";
import { SERVICES, type Service } from "../cell/mode.ts";
import { ACCOUNT } from "../client/subject.ts";
import type { Stage } from "./stage.ts";

/** Faults that have not struck yet, or not often enough. */
export async function remainingFaults({ emulator }: Stage): Promise<readonly Fault[]> {
  const answer = await emulator.fetch(`${CONTROL}/faults`);
  const list: unknown = await answer.json();
  if (Array.isArray(list)) return list;
  throw new Error("the emulator does not list its faults");
}

const CONTROL = "http://127.0.0.1/_emulator";
/** Strikes that one call may need: more than any fault of a cell has. */
const MOST_BLOWS = 40;

/**
 * Ends an outage, so that it can be seen whether the client comes back: spends the strikes that are left on requests that
 * nobody has a key for. What cannot be spent so stays.
 */
export async function endOutage(stage: Stage): Promise<number> {
  for (let blows = 0; blows < MOST_BLOWS; blows++) {
    const left = await remainingFaults(stage);
    const [fault] = left.filter(({ match }) => match === undefined).flatMap(requestsFor);
    if (!fault) return left.length;
    await stage.drive(take(stage, fault));
  }
  return (await remainingFaults(stage)).length;
}

/** The same in every run: a request that is played again is the same to the byte. No client draws it. */
const NOBODYS_TASK = "00000000-0000-4000-8000-000000000000";

interface Blow {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** One that the fault strikes at the door, before anybody asks for a key. */
function requestsFor({ service = "*", operation }: Fault): Blow[] {
  const who: Service = service === "*" ? "krea" : service;
  const task = (taskType: string) => JSON.stringify([{ taskType, taskUUID: NOBODYS_TASK }]);
  const known: Record<Service, Record<string, Blow>> = {
    krea: {
      submit: { method: "POST", path: "/krea/generate/image/krea/krea-2/medium", body: "{}" },
      poll: { method: "GET", path: "/krea/jobs/0" },
      list: { method: "GET", path: "/krea/jobs" },
      cancel: { method: "DELETE", path: "/krea/jobs/0" },
      download: { method: "GET", path: "/krea/images/0.png" },
    },
    cloudflare: {
      submit: { method: "POST", path: `/cloudflare/client/v4/accounts/${ACCOUNT}/ai/run`, body: "{}" },
      log: {
        method: "GET",
        path: `/cloudflare/client/v4/accounts/${ACCOUNT}/ai-gateway/gateways/default/logs`,
      },
      download: { method: "GET", path: "/cloudflare/provider-outputs/0/0" },
    },
    runware: {
      submit: { method: "POST", path: "/runware/v1", body: task("imageInference") },
      poll: { method: "POST", path: "/runware/v1", body: task("getResponse") },
      details: { method: "POST", path: "/runware/v1", body: task("getTaskDetails") },
      download: { method: "GET", path: "/runware/image/ws/2/ii/0.png" },
    },
  };
  const blow = SERVICES.includes(who) && operation ? known[who][operation] : undefined;
  return blow ? [blow] : [];
}

async function take({ emulator, time }: Stage, { method, path, body }: Blow): Promise<void> {
  const controller = new AbortController();
  const cancel = time.setTimer(() => controller.abort(), 1000);
  try {
    const init = {
      method,
      redirect: "manual",
      signal: controller.signal,
      ...(body !== undefined && { body }),
    } as const;
    const answer = await emulator.fetch(`http://127.0.0.1${path}`, init);
    await answer.body?.cancel();
  } catch {
    // That is what it was for.
  } finally {
    cancel();
  }
}
