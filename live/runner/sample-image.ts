import { crc32, deflateSync } from "node:zlib";

const SIDE = 64;

/** A small PNG of our own that no compression makes tiny: 64×64 pixels in grey, from a fixed sequence. */
function sampleImage(): Buffer {
  let state = 12_345;
  const rows = Array.from({ length: SIDE }, () => {
    const row = Buffer.alloc(SIDE + 1);
    for (let x = 1; x <= SIDE; x++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      row[x] = state & 0xff;
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The same as a data URI. */
export const sampleDataUri = (): string => `data:image/png;base64,${sampleImage().toString("base64")}`;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
