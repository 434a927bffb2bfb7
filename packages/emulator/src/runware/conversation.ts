import type { FaultAt } from "../fault/fault.ts";
import { isUnseen } from "../fault/strike.ts";
import { redactHeaders } from "../journal.ts";
import { textAt } from "../schema/read.ts";
import type { World } from "../world.ts";
import type { DeskContext, TaskDesk } from "./desk.ts";
import { authenticationFailure, failure, failureForStatus } from "./error.ts";
import { bodyOf, errorFrame, type Part } from "./frame.ts";
import { purposeOfTasks } from "./purpose.ts";
import type { SendText, Session, SessionBook } from "./session.ts";

/** A WebSocket, seen from the protocol. */
export interface Line {
  send: SendText;
  /** Closes politely, with a WebSocket close code. */
  close(code: number, reason: string): void;
  /** Cuts the connection. */
  cut(close: "fin" | "rst"): void;
}

/** What a conversation needs. */
export interface ConversationParts {
  world: World;
  desk: TaskDesk;
  sessions: SessionBook;
  headers: Headers;
  origin: string | undefined;
  isDryRun: boolean;
  idleMs: number;
}

/** One WebSocket connection to Runware. */
export interface Conversation {
  receive(text: string): Promise<void>;
  /** The connection is gone. */
  gone(): void;
}

/** Holds Runware's side of a WebSocket: authentication first, arrays in, `{data}` and `{errors}` out. */
export function createConversation(parts: ConversationParts, line: Line): Conversation {
  const { world, desk, sessions } = parts;
  let session: Session | undefined;
  let stopIdle = () => {};

  const rest = () => {
    stopIdle();
    stopIdle = world.timers.at(world.clock.now() + parts.idleMs, () => line.close(1000, "idle"));
  };
  const say = (frame: object) => (session ? session.send(frame) : line.send(JSON.stringify(frame)));

  const authenticate = (task: unknown) => {
    const key = textAt(task, "apiKey");
    const reason =
      key === undefined ? "missingApiKey" : world.accepts("runware", key) ? undefined : "invalidApiKey";
    if (reason) {
      line.send(JSON.stringify({ errors: [authenticationFailure(reason).body] }));
      return;
    }
    const resumed = sessions.resume(textAt(task, "connectionSessionUUID") ?? "", line.send);
    session = resumed?.session ?? sessions.open(line.send);
    say({ data: [{ taskType: "authentication", connectionSessionUUID: session.id }] });
    resumed?.flush();
  };

  const sendWhenReady = async (part: Part) => {
    await world.timers.until(part.readyAtMs);
    say(bodyOf(await part.build()));
  };

  /** Carries the tasks out; frames go through `mayAnswer`, so that a fault can keep them back. */
  const work = async (tasks: readonly unknown[], mayAnswer: () => Promise<boolean>) => {
    const context: DeskContext = { transport: "socket", origin: parts.origin, isDryRun: parts.isDryRun };
    for (const task of tasks) {
      if (textAt(task, "taskType") === "authentication") {
        if (await mayAnswer()) authenticate(task);
      } else if (!session) {
        if (await mayAnswer()) say({ errors: [authenticationFailure("missingApiKey").body] });
      } else {
        const answer = await desk.handle(task, context);
        if (!(await mayAnswer())) continue;
        // Interrupted waits mean that the emulator was closed: nobody is left to be told.
        for (const part of answer) sendWhenReady(part).catch(() => {});
      }
    }
  };

  const receive = async (text: string) => {
    rest();
    const tasks = parse(text);
    if (!tasks) {
      say(bodyOf(errorFrame(failure("invalidRequest", "A message must be a JSON array of tasks."))));
      return;
    }
    const purpose = purposeOfTasks(tasks, desk);
    const site = { service: "runware" as const, operation: purpose.operation, text: () => text };
    const fault = world.faults.take("door", site);
    if (!fault || !isUnseen(fault)) {
      const headers = redactHeaders(parts.headers);
      world.journal.record({
        service: "runware",
        operation: purpose.operation,
        method: "WS",
        path: "/v1",
        headers,
        body: tasks,
      });
    }
    if (fault) await strikeLine(world, fault, line, (mayAnswer) => work(tasks, mayAnswer));
    else await work(tasks, async () => true);
  };

  rest();
  return {
    receive,
    gone() {
      stopIdle();
      if (session) sessions.leave(session);
    },
  };
}

function parse(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.length > 0 ? parsed : undefined;
  } catch {
    return undefined;
  }
}

type Work = (mayAnswer: () => Promise<boolean>) => Promise<void>;

/** The faults of the door, as far as a WebSocket message can suffer them. */
async function strikeLine(world: World, fault: FaultAt<"door">, line: Line, work: Work): Promise<void> {
  const never = async () => false;
  switch (fault.kind) {
    case "slow": {
      const readyAtMs = world.clock.now() + fault.delayMs;
      await work(async () => {
        await world.timers.until(readyAtMs);
        return true;
      });
      return;
    }
    case "hang":
      if (!fault.beforeWork) await work(never);
      return;
    case "drop":
      if (fault.afterWork) await work(never);
      line.cut(fault.close ?? "fin");
      return;
    case "status":
      if (fault.afterWork) await work(never);
      line.send(JSON.stringify(fault.body ?? { errors: [failureForStatus(fault.status).body] }));
      return;
    case "wrong-shape":
      await work(never);
      line.send(JSON.stringify(fault.body ?? { unexpected: true }));
      return;
    case "html":
      if (!fault.beforeWork) await work(never);
      line.send("<!DOCTYPE html><html><body>Please wait.</body></html>");
      return;
    case "cut-json":
      await work(never);
      line.send('{"data":[{"taskType":"imageInf');
      return;
    default:
      if (!isUnseen(fault)) await work(never);
      line.cut("rst");
  }
}
