import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Hub } from "../hub.ts";
import { createConversation, type Line } from "../runware/conversation.ts";
import { createSessionBook } from "../runware/session.ts";

/** The WebSocket side of the port. */
export interface SocketDoor {
  /** Takes an upgrade request of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Open WebSockets. */
  count(): number;
  /** Cuts every WebSocket. */
  close(): void;
}

const normalClosure = 1000;

/** Opens `ws://…/runware/v1`. Any other upgrade is answered like a plain GET, which is what remote bindings expect. */
export function createSocketDoor(hub: Hub): SocketDoor {
  const { world, runware } = hub;
  const { idleMs = 120_000, bufferMs = 120_000 } = world.options.runware ?? {};
  const sessions = createSessionBook(world, bufferMs);
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  const converse = (socket: WebSocket, request: IncomingMessage, raw: Duplex) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`);
    const line: Line = {
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code === normalClosure ? code : 1011, reason),
      cut(close) {
        if (close === "rst" && raw instanceof Socket) raw.resetAndDestroy();
        else socket.terminate();
      },
    };
    const parts = {
      world,
      desk: runware.desk,
      sessions,
      headers: new Headers(
        Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
      ),
      origin: url.origin,
      isDryRun: url.searchParams.get("dryRun") === "1",
      idleMs,
    };
    const conversation = createConversation(parts, line);
    socket.on("message", (data) => {
      // A rejection can only be an interrupted wait: the emulator was closed or reset.
      conversation.receive(String(data)).catch(() => {});
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => conversation.gone());
  };

  return {
    upgrade(request, socket, head) {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      if (pathname === "/runware/v1" || pathname === "/runware/v1/") {
        server.handleUpgrade(request, socket, head, (opened) => converse(opened, request, socket));
        return;
      }
      socket.on("error", () => socket.destroy());
      const status = pathname === "/" ? "200 OK" : "404 Not Found";
      socket.end(
        `HTTP/1.1 ${status}\r\nserver: unikrea-emulator\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    },
    count: () => server.clients.size,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
