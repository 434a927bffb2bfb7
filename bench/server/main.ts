// The fake services, a process of their own so that their work is not counted as the client's. They know only jobs
// that succeed, validate nothing, and cost next to nothing: what is measured is the client. For behaviour there is
// the emulator. Prints its port, and ends with the process that started it.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { cloudflare } from "./cloudflare.ts";
import { type Answer, type Dialect, MISSING, ok } from "./exchange.ts";
import { createJobBook } from "./job-book.ts";
import { krea } from "./krea.ts";
import { replicate } from "./replicate.ts";
import { runware } from "./runware.ts";
import { serveRunwareSocket } from "./runware-socket.ts";
import { TINY_PNG } from "./tiny-png.ts";

const book = createJobBook();
const dialects = new Map<string, Dialect>(Object.entries({ krea, cloudflare, runware, replicate }));

const server = createServer(
  { keepAliveTimeout: 60_000, requestTimeout: 0, headersTimeout: 0 },
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void serve(request, chunks, response));
  },
);

async function serve(request: IncomingMessage, chunks: readonly Buffer[], response: ServerResponse) {
  const { url = "/", method = "GET", headers } = request;
  const end = url.indexOf("/", 1);
  const segment = end < 0 ? url.slice(1) : url.slice(1, end);
  if (segment === "control") return send(response, control(method));
  book.counts.requests++;
  if (segment === "image") {
    response.writeHead(200, { "content-type": "image/png", "content-length": TINY_PNG.length });
    return response.end(TINY_PNG);
  }
  const dialect = dialects.get(segment);
  const path = end < 0 ? "" : url.slice(end);
  const body: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
  const header = (name: string) => headers[name]?.toString();
  const exchange = { method, path, body, header, origin: `http://${headers.host}` };
  send(response, dialect ? await dialect(exchange, book) : MISSING);
}

/** Of ours: `GET` gives the counts and every tagged job, `DELETE` forgets them. */
function control(method: string): Answer {
  if (method === "DELETE") book.reset();
  const jobs = [...book.tagged].map(([tag, { doneAtMs, polls }]) => ({ tag, doneAtMs, polls }));
  return ok({ counts: book.counts, jobs });
}

function send(response: ServerResponse, { status, json }: Answer) {
  const text = JSON.stringify(json);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}

server.on("connection", (socket) => {
  const { counts } = book;
  counts.sockets++;
  counts.peakSockets = Math.max(counts.peakSockets, counts.sockets);
  socket.on("close", () => counts.sockets--);
});
serveRunwareSocket(server, book);
// A long queue of connections that wait to be accepted: thousands may come at once.
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : "");
});
process.stdin.on("end", () => process.exit(0)).resume();
