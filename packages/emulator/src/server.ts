import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Emulator, emulatorOf } from "./emulator.ts";
import { createHub } from "./hub.ts";
import { isLoopback } from "./locate.ts";
import type { EmulatorOptions } from "./option.ts";
import type { DeliveryCounts } from "./outbox.ts";
import { createHttpListener } from "./skin/http.ts";
import { createSocketDoor } from "./skin/socket.ts";

/** Options of an emulator with a port. */
export interface ServerOptions extends EmulatorOptions {
  /** @default 0, a free one */
  port?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** Allows a `host` that other machines can reach. An emulator has no protection at all. @default false */
  allowRemote?: boolean;
}

/** Where the services of a running emulator are. */
export interface EmulatorUrls {
  krea: { baseUrl: string };
  cloudflare: { baseUrl: string };
  runware: { baseUrl: string; wsUrl: string };
  control: string;
}

/** What goes on at the port. */
export interface ServerStats {
  /** Open connections, WebSockets included. */
  sockets: number;
  /** The most that were ever open at once. */
  peakSockets: number;
  /** Connections accepted since the start. */
  connections: number;
  webSockets: number;
  /** Webhooks and uploads that the emulator sent. */
  outgoing: DeliveryCounts;
}

/** An emulator that listens. */
export interface EmulatorServer extends Emulator {
  readonly port: number;
  readonly origin: string;
  readonly urls: EmulatorUrls;
  stats(): ServerStats;
  /** Ends held answers, WebSockets and the port. */
  close(): Promise<void>;
}

/**
 * Opens an emulator on one loopback port: `/krea`, `/cloudflare/client/v4`, `/runware/v1` (HTTP and WebSocket),
 * `/_emulator`, and `/` as a remote AI binding.
 * @throws {RangeError} when the host is not loopback and `allowRemote` is not set.
 */
export async function startEmulator(options: ServerOptions = {}): Promise<EmulatorServer> {
  const { port = 0, host = "127.0.0.1", allowRemote = false } = options;
  const authority = host.includes(":") ? `[${host}]` : host;
  if (!allowRemote && !(URL.canParse(`http://${authority}`) && isLoopback(new URL(`http://${authority}`)))) {
    throw new RangeError(
      `host: ${host} is not loopback; set allowRemote to expose an emulator to other machines`,
    );
  }

  const hub = createHub(options);
  const socketDoor = createSocketDoor(hub);
  const server = createServer({ keepAliveTimeout: 30_000 }, createHttpListener(hub));
  const open = new Set<Socket>();
  let peakSockets = 0;
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    connections += 1;
    peakSockets = Math.max(peakSockets, open.size);
    socket.on("close", () => open.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => socketDoor.upgrade(request, socket, head));

  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const bound = server.address();
      if (typeof bound === "object" && bound) resolve(bound);
      else reject(new Error("the emulator could not find out its port"));
    });
  });

  const origin = `http://${authority}:${address.port}`;
  let closing: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      hub.reset();
      socketDoor.close();
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });

  return {
    ...emulatorOf(hub, origin),
    port: address.port,
    origin,
    urls: {
      krea: { baseUrl: `${origin}/krea` },
      cloudflare: { baseUrl: `${origin}/cloudflare/client/v4` },
      runware: { baseUrl: `${origin}/runware/v1`, wsUrl: `${origin.replace(/^http/, "ws")}/runware/v1` },
      control: `${origin}/_emulator`,
    },
    stats: () => ({
      sockets: open.size,
      peakSockets,
      connections,
      webSockets: socketDoor.count(),
      outgoing: hub.world.outbox.counts(),
    }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
