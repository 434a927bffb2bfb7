import { readFileSync } from "node:fs";

/** A body of the wire, kept in a file, with where it comes from. */
export interface Fixture {
  /** `recorded` from the live service, `documented` by the vendor, or `constructed` by us from its schema. */
  readonly origin: "recorded" | "documented" | "constructed";
  /** Where it was read. */
  readonly source: string;
  /** When, as a date. */
  readonly checkedOn: string;
  readonly body: unknown;
}

const ORIGINS = ["recorded", "documented", "constructed"];
/** Credentials have no place in a file. */
const SECRETS = /bearer\s+\w|x-amz-signature=|"(?:api[_-]?key|authorization|password|secret)"\s*:/i;

/**
 * Reads a fixture.
 *
 * @throws when a part of its envelope is missing, or when it holds what looks like a key
 * @example
 * readFixture(new URL("../fixtures/poll.failed.response.json", import.meta.url));
 */
export function readFixture(file: URL): Fixture {
  const text = readFileSync(file, "utf8");
  const { origin, source, checkedOn, body, ...others }: Partial<Fixture> = JSON.parse(text);
  const flaws = [
    !ORIGINS.includes(String(origin)) && `origin is one of ${ORIGINS.join(", ")}`,
    !(typeof source === "string" && source.trim()) && "source says where it was read",
    !/^\d{4}-\d{2}-\d{2}$/.test(String(checkedOn)) && "checkedOn is a date",
    body === undefined && "body is the body",
    Object.keys(others).length > 0 && `there is no ${Object.keys(others).join(", ")}`,
    SECRETS.test(text) && "it holds what looks like a key",
  ].filter((flaw) => flaw !== false);
  if (flaws.length > 0 || !origin || !source || !checkedOn)
    throw new Error(`${file.pathname.split("/").at(-1)}: ${flaws.join("; ")}`);
  return { origin, source, checkedOn, body };
}
