import { createServer } from "node:http";

/** One delivery, as it came in. */
export interface Delivery {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where webhooks come in. Every delivery is answered 500, so that a service which repeats shows how often and when. */
export interface WebhookDesk {
  /** A fresh address that nobody can guess. */
  address(): string;
  /** What has come to it. */
  deliveriesTo(address: string): readonly Delivery[];
}

/** A desk without its door: whoever has one calls `receive`. */
export interface WebhookBook extends WebhookDesk {
  /** Takes a delivery in and says with which status to answer. */
  receive(path: string, headers: Readonly<Record<string, string>>, body: string): number;
}

/** Keeps the book of deliveries. `url` is where the service sends to. */
export function createWebhookBook(url: string, newId: () => string, wallTime: () => number): WebhookBook {
  const deliveries = new Map<string, Delivery[]>();
  const nameOf = (path: string) => path.split("/").at(-1)?.replace(/\?.*$/, "") ?? "";
  return {
    address() {
      const name = newId();
      deliveries.set(name, []);
      return `${url.replace(/\/+$/, "")}/${name}`;
    },
    deliveriesTo: (address) => deliveries.get(nameOf(address)) ?? [],
    receive(path, headers, body) {
      const known = deliveries.get(nameOf(path));
      if (!known) return 404;
      known.push({ at: wallTime(), headers, body });
      return 500;
    },
  };
}

/** A body larger than this is no webhook of these services. */
const MAX_BYTES = 100_000;

/** Opens the desk's door on this machine only; a tunnel of the user's brings the public address to it. */
export function openWebhookDoor(book: WebhookBook, port: number): Promise<() => void> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
      if (body.length > MAX_BYTES) return void request.destroy();
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    response.writeHead(request.method === "POST" ? book.receive(request.url ?? "", headers, body) : 404);
    response.end();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(() => void server.close()));
  });
}
