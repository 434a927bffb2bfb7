const DEPTH = 10_000;

/** Bodies with status 200 that say nothing: other formats, cut off, of another shape, hostile. */
export function garbage(): unknown[] {
  return [
    "",
    " ",
    "<!DOCTYPE html><title>Just a moment...</title>",
    "null",
    "42",
    '"done"',
    "[]",
    "{}",
    '{"data":',
    '{"unexpected":{"id":["x"]}}',
    '{"__proto__":{"status":"completed"}}',
    '\uFEFF{"status":7}',
    "{} {}",
    "[".repeat(DEPTH) + "]".repeat(DEPTH),
    new Uint8Array([0xff, 0xfe, 0x00, 0x00]),
  ];
}
