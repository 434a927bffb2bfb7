import type { World } from "../world.ts";

/** A body that arrives `chunkBytes` at a time, at `bytesPerSecond` of the emulator's clock. */
export function trickleStream(
  { clock, timers }: World,
  bytes: Uint8Array,
  bytesPerSecond: number,
  chunkBytes: number,
): ReadableStream<Uint8Array> {
  const size = Math.max(1, chunkBytes);
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      await timers.until(clock.now() + (size / Math.max(bytesPerSecond, 1e-3)) * 1000);
      controller.enqueue(bytes.subarray(sent, sent + size));
      sent += size;
      if (sent >= bytes.length) controller.close();
    },
  });
}

/** White space without end, a piece every 20 ms: valid so far, as JSON and as anything else. */
export function endlessStream({ clock, timers }: World): ReadableStream<Uint8Array> {
  const piece = new TextEncoder().encode(" ".repeat(256));
  return new ReadableStream({
    async pull(controller) {
      await timers.until(clock.now() + 20);
      controller.enqueue(piece);
    },
  });
}

/** `{"padding":"aaaa…"}` of about `bytes`, made as it is read. */
export function paddedJsonStream(bytes: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const piece = encoder.encode("a".repeat(65_536));
  let left = bytes;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode('{"padding":"')),
    pull(controller) {
      controller.enqueue(piece.subarray(0, Math.min(left, piece.length)));
      left -= piece.length;
      if (left > 0) return;
      controller.enqueue(encoder.encode('"}'));
      controller.close();
    },
  });
}
