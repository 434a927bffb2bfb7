import { ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Hub } from "../hub.ts";
import type { Cut } from "../reply.ts";

/**
 * Real milliseconds between the last bytes and a reset. Data and reset that reach a client together are read as a plain
 * end of the stream (libuv reports a hang-up after a partial read as EOF).
 */
const resetDelayMs = 5;

/** The emulator as a Node request listener. Broken connections are really broken here. */
export function createHttpListener(hub: Hub) {
  return getRequestListener(
    async (request, { outgoing }) => {
      const reply = await hub.enter(request, true);
      if ("response" in reply) return reply.response;
      if (!(outgoing instanceof ServerResponse)) throw new Error("HTTP/2 is not served");
      await breakOff(outgoing, reply.cut);
      return RESPONSE_ALREADY_SENT;
    },
    { overrideGlobalObjects: false },
  );
}

async function breakOff(outgoing: ServerResponse, cut: Cut): Promise<void> {
  const { socket } = outgoing;
  if (!socket) return;
  switch (cut.how) {
    case "silence":
      return; // the socket stays open until the client or close() ends it
    case "unreached":
      if (cut.afterMs === undefined) socket.destroy();
      return;
    case "closed":
      if (cut.close === "rst") socket.resetAndDestroy();
      else socket.destroy();
      return;
    case "half-status-line":
      socket.end("HTTP/1.1 2");
      return;
    case "not-http":
      socket.end("220 mail.example ESMTP ready\r\n\r\n");
      return;
    case "cut-body": {
      const whole = Buffer.from(await cut.response.arrayBuffer());
      const headers = Object.fromEntries(cut.response.headers);
      outgoing.writeHead(cut.response.status, { ...headers, "content-length": String(whole.length) });
      outgoing.write(whole.subarray(0, cut.bytes ?? whole.length >> 1), () => {
        if (cut.close === "rst") setTimeout(() => socket.resetAndDestroy(), resetDelayMs);
        else socket.end();
      });
    }
  }
}
