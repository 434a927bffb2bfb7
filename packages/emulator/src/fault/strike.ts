import { gzipSync } from "node:zlib";
import type { Reply } from "../reply.ts";
import type { World } from "../world.ts";
import { endlessStream, paddedJsonStream, trickleStream } from "./body.ts";
import type { FaultAt } from "./fault.ts";

/** What a struck request can still do. */
export interface Struck {
  /** Carries the request out, as if nothing were wrong. */
  work(): Promise<Response>;
  /** The vendor's usual answer with a status. */
  refusal(status: number): Response;
}

/** Whether the service never learns of a request struck by this fault. */
export function isUnseen(fault: FaultAt<"door">): boolean {
  const unseen = ["dns", "refuse", "connect-timeout", "connect-reset", "bad-certificate", "tls-cut"];
  return unseen.includes(fault.kind) || (fault.kind === "drop" && fault.unread === true);
}

/** Lets a fault of the door strike: the reply is what becomes of the request instead of its answer. */
export async function strike(
  world: World,
  fault: FaultAt<"door">,
  { work, refusal }: Struck,
): Promise<Reply> {
  switch (fault.kind) {
    case "dns":
      return {
        cut: {
          how: "unreached",
          code: "ENOTFOUND",
          syscall: "getaddrinfo",
          message: "getaddrinfo ENOTFOUND",
        },
      };
    case "refuse":
      return {
        cut: { how: "unreached", code: "ECONNREFUSED", syscall: "connect", message: "connect ECONNREFUSED" },
      };
    case "connect-timeout": {
      const afterMs = fault.afterMs ?? 10_000;
      return {
        cut: { how: "unreached", code: "UND_ERR_CONNECT_TIMEOUT", message: "Connect Timeout Error", afterMs },
      };
    }
    case "connect-reset":
      return {
        cut: { how: "unreached", code: "ECONNRESET", syscall: "connect", message: "connect ECONNRESET" },
      };
    case "bad-certificate":
      return {
        cut: { how: "unreached", code: "DEPTH_ZERO_SELF_SIGNED_CERT", message: "self-signed certificate" },
      };
    case "tls-cut": {
      const message = "Client network socket disconnected before secure TLS connection was established";
      return { cut: { how: "unreached", code: "ECONNRESET", message } };
    }
    case "drop":
      if (fault.afterWork) await work();
      return { cut: { how: "closed", close: fault.close ?? "fin" } };
    case "slow": {
      const response = await work();
      await world.timers.until(world.clock.now() + fault.delayMs);
      return { response };
    }
    case "hang":
      if (!fault.beforeWork) await work();
      return { cut: { how: "silence" } };
    case "half-status-line":
      await work();
      return { cut: { how: "half-status-line" } };
    case "not-http":
      await work();
      return { cut: { how: "not-http" } };
    case "cut-body":
      return {
        cut: { how: "cut-body", response: await work(), bytes: fault.bytes, close: fault.close ?? "fin" },
      };
    case "drip": {
      const answer = await work();
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const body = trickleStream(world, bytes, fault.bytesPerSecond ?? 1, fault.chunkBytes ?? 1);
      return { response: withBody(answer, body) };
    }
    case "endless":
      return { response: withBody(await work(), endlessStream(world)) };
    case "html": {
      if (!fault.beforeWork) await work();
      const html =
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Please wait.</body></html>";
      const headers = { "content-type": "text/html; charset=UTF-8" };
      return { response: new Response(html, { status: fault.status ?? 200, headers }) };
    }
    case "cut-json": {
      const answer = await work();
      const text = await answer.text();
      return { response: withBody(answer, text.slice(0, text.length >> 1)) };
    }
    case "wrong-shape":
      return { response: withBody(await work(), JSON.stringify(fault.body ?? { unexpected: true })) };
    case "huge-body":
      return { response: withBody(await work(), paddedJsonStream(fault.bytes ?? 50_000_000)) };
    case "gzip-bomb": {
      const answer = await work();
      const bomb = withBody(answer, bombOf(fault.bytes ?? 64 * 1024 * 1024));
      bomb.headers.set("content-encoding", "gzip");
      return { response: bomb };
    }
    case "redirect":
      return {
        response: new Response(null, { status: fault.status, headers: { location: fault.location } }),
      };
    case "status": {
      if (fault.afterWork) await work();
      return { response: statusAnswer(fault, refusal) };
    }
    case "content-type": {
      const response = await work();
      response.headers.set("content-type", fault.value);
      return { response };
    }
  }
}

/** A few kilobytes that unpack to `bytes`. The last one is kept, since packing takes a good part of a second. */
function bombOf(bytes: number): Uint8Array<ArrayBuffer> {
  if (latestBomb.bytes !== bytes) {
    const packed = new Uint8Array(gzipSync(`{"padding":"${"a".repeat(bytes)}"}`));
    latestBomb = { bytes, packed };
  }
  return latestBomb.packed;
}

let latestBomb = { bytes: 0, packed: new Uint8Array() };

type StatusFault = Extract<FaultAt<"door">, { kind: "status" }>;

function statusAnswer(
  { status, body, headers }: StatusFault,
  refusal: (status: number) => Response,
): Response {
  const isBodyless = status === 204 || status === 304 || status < 200;
  const usual = body === undefined && !isBodyless ? refusal(status) : undefined;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = usual
    ? new Response(usual.body, { status, headers: usual.headers })
    : new Response(isBodyless ? null : text, {
        status: Math.max(200, status),
        headers: isBodyless
          ? {}
          : { "content-type": typeof body === "string" ? "text/plain" : "application/json" },
      });
  for (const [name, value] of Object.entries(headers ?? {})) {
    response.headers.delete(name);
    for (const item of typeof value === "string" ? [value] : value) response.headers.append(name, item);
  }
  return response;
}

/** The same answer with another body; a length that was announced would no longer be true. */
function withBody(answer: Response, body: BodyInit): Response {
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(body, { status: answer.status, headers });
}
