import type { Server } from "node:http";
import { WebSocketServer } from "ws";
import type { JobBook } from "./job-book.ts";
import { answerTask } from "./runware.ts";

/** Runware over WebSocket: messages are arrays of tasks, and each is answered as soon as it can be. */
export function serveRunwareSocket(server: Server, book: JobBook): void {
  new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket, { headers }) => {
    const origin = `http://${headers.host}`;
    socket.on("error", () => {});
    socket.on("message", (message) => {
      book.counts.requests++;
      const tasks: unknown = JSON.parse(String(message));
      for (const task of Array.isArray(tasks) ? tasks : [tasks]) {
        void answerTask(task, origin, book).then((item) => socket.send(JSON.stringify({ data: [item] })));
      }
    });
  });
}
