import { once } from "node:events";
import type { Driver } from "./driver.ts";
import { taskOf } from "./raw-call.ts";

/** What a hand-written client reads of a message. */
interface Message {
  readonly data: readonly { taskUUID: string; imageURL: string }[];
}

/** Runware over one WebSocket: results are pushed, and nothing is polled. */
export const rawSocket: Driver = {
  name: "raw-socket",
  floor: "raw-socket",
  note: "one WebSocket, results pushed (Runware)",
  only: "loopback",
  async open({ base }) {
    const socket = new WebSocket(`${base.replace("http", "ws")}/runware/v1`);
    const waiting = new Map<string, (link: string) => void>();
    socket.addEventListener("message", ({ data }) => {
      const message: Message = JSON.parse(data);
      for (const { taskUUID, imageURL } of message.data) {
        waiting.get(taskUUID)?.(imageURL);
        waiting.delete(taskUUID);
      }
    });
    await once(socket, "open");
    const ask = (task: { taskUUID: string }) =>
      new Promise<string>((resolve) => {
        waiting.set(task.taskUUID, resolve);
        socket.send(JSON.stringify([task]));
      });
    await ask(Object.assign({ taskUUID: "authentication" }, { taskType: "authentication", apiKey: "key" }));
    return { generate: (prompt) => ask(taskOf(prompt, "sync")), close: () => socket.close() };
  },
};
