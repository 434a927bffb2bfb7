import { UnikreaError } from "@unikrea/core/ledger";

/** With a version and an ending this stays below the 255 bytes that file systems allow. */
const MAX_LENGTH = 200;

/**
 * An id as a name that every file system and every unstorage driver keeps as it is: `a-z`, `0-9`, `-`, and every
 * other byte as `_` with two hex digits. Capitals are escaped as well, since some file systems take `A` for `a`.
 *
 * @throws {UnikreaError} `ledger_error` for an empty id, one with half a character, and one longer than 200 so written.
 */
export function nameOf(id: string): string {
  try {
    const bytes = encodeURIComponent(id).replace(/%([0-9A-F]{2})|[^a-z0-9-]/g, (char, hex?: string) =>
      hex ? `_${hex.toLowerCase()}` : `_${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
    if (bytes !== "" && bytes.length <= MAX_LENGTH) return bytes;
  } catch {
    // Half of a surrogate pair: it has no bytes of its own, so two such ids would share a name.
  }
  throw new UnikreaError(
    "ledger_error",
    `This ledger cannot keep the id ${JSON.stringify(id.slice(0, 40))}`,
    {
      hint: `ids have 1 to ${MAX_LENGTH} characters, of which capitals and signs count three`,
    },
  );
}

/** The id of a name that `nameOf` made; `undefined` for any other file that lies there. */
export function idOf(name: string): string | undefined {
  try {
    const id = decodeURIComponent(name.replaceAll("_", "%"));
    return nameOf(id) === name ? id : undefined;
  } catch {
    return undefined;
  }
}
