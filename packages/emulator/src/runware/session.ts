import type { World } from "../world.ts";

/** An authenticated WebSocket client, which survives its connection for a while. */
export interface Session {
  id: string;
  /** Sends a frame now, or keeps it for whoever resumes the session. */
  send(frame: object): void;
}

/** The connection that a session speaks through. */
export type SendText = (text: string) => void;

/** The sessions of all sockets. */
export interface SessionBook {
  /** A new session on this connection. */
  open(send: SendText): Session;
  /** The session `id` moved to this connection, with what it missed still to be flushed; `undefined` when it is over. */
  resume(id: string, send: SendText): { session: Session; flush: () => void } | undefined;
  /** The connection is gone; results are buffered from now on. */
  leave(session: Session): void;
  clear(): void;
}

interface Entry extends Session {
  connection: SendText | undefined;
  buffered: string[];
  leftAtMs: number;
}

/** Opens the book. Undelivered results are kept `bufferMs` (docs: 120 s). */
export function createSessionBook(world: World, bufferMs: number): SessionBook {
  let entries = new Map<string, Entry>();

  const forgetOld = () => {
    const nowMs = world.clock.now();
    for (const [id, entry] of entries) {
      if (!entry.connection && nowMs > entry.leftAtMs + bufferMs) entries.delete(id);
    }
  };

  return {
    open(send) {
      forgetOld();
      const entry: Entry = {
        id: world.random.uuid(),
        connection: send,
        buffered: [],
        leftAtMs: 0,
        send(frame) {
          const text = JSON.stringify(frame);
          if (entry.connection) entry.connection(text);
          else entry.buffered.push(text);
        },
      };
      entries.set(entry.id, entry);
      return entry;
    },
    resume(id, send) {
      forgetOld();
      const entry = entries.get(id);
      if (!entry) return undefined;
      entry.connection = send;
      const flush = () => {
        for (const text of entry.buffered.splice(0)) send(text);
      };
      return { session: entry, flush };
    },
    leave(session) {
      const entry = entries.get(session.id);
      if (!entry) return;
      entry.connection = undefined;
      entry.leftAtMs = world.clock.now();
    },
    clear() {
      entries = new Map();
    },
  };
}
