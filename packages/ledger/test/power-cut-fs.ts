import { constants } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileHandle, FileSystem } from "../src/file/disk.ts";

interface File {
  readonly kind: "file";
  now: Buffer;
  synced: Buffer;
}
interface Directory {
  readonly kind: "directory";
  now: Map<string, Node>;
  synced: Map<string, Node>;
}
type Node = File | Directory;

const failing = (code: string) => Object.assign(new Error(code), { code });

/**
 * A file system in memory that keeps after a power cut only what was synced: the content of a file by its own sync,
 * its name by the sync of its directory. What was not synced is lost, or not, as `isLost` says for each file and
 * directory: systems promise nothing about that.
 */
export function powerCutFs() {
  const newDirectory = (): Directory => ({ kind: "directory", now: new Map(), synced: new Map() });
  const root = newDirectory();

  function find(path: string): Node | undefined {
    let node: Node | undefined = root;
    for (const name of path.split("/").filter(Boolean)) {
      node = node?.kind === "directory" ? node.now.get(name) : undefined;
    }
    return node;
  }
  function directory(path: string): Directory {
    const node = find(path);
    if (node?.kind !== "directory") throw failing("ENOENT");
    return node;
  }
  function there(path: string): Node {
    const node = find(path);
    if (!node) throw failing("ENOENT");
    return node;
  }
  function file(path: string): File {
    const node = there(path);
    if (node.kind !== "file") throw failing("EISDIR");
    return node;
  }

  const handle = (node: Node): FileHandle => {
    const content = () => (node.kind === "file" ? node.now : Buffer.alloc(0));
    const append = (bytes: Buffer) => {
      if (node.kind === "file") node.now = Buffer.concat([node.now, bytes]);
    };
    const sync = async () => {
      if (node.kind === "file") node.synced = node.now;
      else node.synced = new Map(node.now);
    };
    return {
      async read(bytes, at, length, position) {
        return { bytesRead: content().copy(bytes, at, position, position + length) };
      },
      async write(bytes) {
        append(Buffer.from(bytes));
        return { bytesWritten: bytes.length };
      },
      writeFile: async (text) => append(Buffer.from(text)),
      stat: async () => ({ size: content().length }),
      sync,
      datasync: sync,
      close: async () => undefined,
    };
  };

  const fs: FileSystem = {
    async access(path) {
      there(path);
    },
    async link(existing, path) {
      const parent = directory(dirname(path));
      if (parent.now.has(basename(path))) throw failing("EEXIST");
      parent.now.set(basename(path), file(existing));
    },
    async mkdir(path, { recursive = false }) {
      if (find(path)) {
        if (recursive) return undefined;
        throw failing("EEXIST");
      }
      const above = dirname(path);
      const made = recursive && !find(above) ? await fs.mkdir(above, { recursive, mode: 0 }) : undefined;
      directory(above).now.set(basename(path), newDirectory());
      return made ?? path;
    },
    async open(path, flags) {
      if (flags === "wx") {
        const parent = directory(dirname(path));
        if (parent.now.has(basename(path))) throw failing("EEXIST");
        parent.now.set(basename(path), { kind: "file", now: Buffer.alloc(0), synced: Buffer.alloc(0) });
      } else if (flags !== "r" && flags !== (constants.O_RDWR | constants.O_APPEND)) {
        throw failing(`unexpected flags ${flags}`);
      }
      return handle(there(path));
    },
    readdir: async (path) => [...directory(path).now.keys()],
    readFile: async (path) => file(path).now.toString("utf8"),
    async rename(from, to) {
      const node = there(from);
      const old = find(to);
      if (old?.kind === "directory" && old.now.size > 0) throw failing("ENOTEMPTY");
      directory(dirname(to)).now.set(basename(to), node);
      directory(dirname(from)).now.delete(basename(from));
    },
    async rm(path) {
      find(dirname(path)) && directory(dirname(path)).now.delete(basename(path));
    },
    async stat(path) {
      there(path);
      return { mtimeMs: 0 };
    },
    async truncate(path) {
      file(path).now = Buffer.alloc(0);
    },
    async unlink(path) {
      there(path);
      directory(dirname(path)).now.delete(basename(path));
    },
  };

  /** Takes the power away and brings it back. */
  function cut(isLost: (path: string) => boolean, path = "/", node: Node = root): void {
    if (node.kind === "file") {
      if (isLost(path)) node.now = node.synced;
      node.synced = node.now;
      return;
    }
    if (isLost(path)) node.now = new Map(node.synced);
    node.synced = new Map(node.now);
    for (const [name, child] of node.now) cut(isLost, join(path, name), child);
  }

  return { fs, cut };
}
