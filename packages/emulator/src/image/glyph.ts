import { short } from "./shape.ts";

/**
 * Letters drawn for this emulator, so that its images look the same on a machine without fonts. Each glyph is a list of
 * lines; each line a row of points, two digits each, on a grid 4 wide and 6 tall.
 */
const glyphs: Record<string, string> = {
  A: "0602204246 0444",
  B: "00063645443303 33424130 0030",
  C: "4130100105163645",
  D: "00062644422000",
  E: "40000646 0333",
  F: "400006 0333",
  G: "41301001051636454323",
  H: "0006 4046 0343",
  I: "1030 2026 1636",
  J: "4045361605",
  K: "0006 400346",
  L: "000646",
  M: "0600234046",
  N: "06004640",
  O: "103041453616050110",
  P: "06003041423303",
  Q: "103041453616050110 2446",
  R: "06003041423303 2346",
  S: "413010010213334445361605",
  T: "0040 2026",
  U: "000516364540",
  V: "002640",
  W: "0016233640",
  X: "0046 4006",
  Y: "002340 2326",
  Z: "00400646",
  "0": "103041453616050110 1531",
  "1": "112026 1636",
  "2": "01103041420646",
  "3": "011030414233 13334445361605",
  "4": "36300444",
  "5": "400003334445361605",
  "6": "4130100105163645443303",
  "7": "004016",
  "8": "103041423313020110 1304051636454433",
  "9": "4313020110304145361605",
  "-": "1333",
  "+": "1333 2224",
  ".": "2526",
  ",": "2517",
  ":": "2122 2425",
  "·": "1232331312",
  "/": "0640",
  _: "0646",
  "%": "0640 0001 4546",
};

const gridHeight = 6;
const advance = 5.6;

/** How wide a text is when its capitals are `capHeight` tall. */
export function textWidth(text: string, capHeight: number): number {
  return Math.max(0, text.length * advance - (advance - 4)) * (capHeight / gridHeight);
}

/** A text as an SVG path of lines, its baseline at `y`. Lower case is written in capitals; unknown signs are blanks. */
export function textPath(text: string, x: number, y: number, capHeight: number): string {
  const scale = capHeight / gridHeight;
  const parts: string[] = [];
  [...text.toUpperCase()].forEach((letter, index) => {
    for (const line of (glyphs[letter] ?? "").split(" ")) {
      const left = x + index * advance * scale;
      for (let at = 0; at + 1 < line.length; at += 2) {
        const px = left + Number(line[at]) * scale;
        const py = y - capHeight + Number(line[at + 1]) * scale;
        parts.push(`${at === 0 ? "M" : "L"}${short(px)} ${short(py)}`);
      }
    }
  });
  return parts.join("");
}
