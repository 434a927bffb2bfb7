import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SERVICES, type ServiceId } from "../check.ts";
import { listAt, numberAt, textAt } from "./read.ts";

/** A job that has ended well, for later runs to see what time does to it. */
export interface Specimen {
  readonly service: ServiceId;
  /** Krea's `job_id`, Cloudflare's log id, Runware's `taskUUID`. */
  readonly id: string;
  readonly link: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

const MAX_KEPT = 60;

/** Reads what earlier runs have left. A file that is not there, or not ours, holds nothing. */
export function readSpecimens(file: string): Specimen[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  try {
    return listAt(JSON.parse(text)).flatMap(specimenOf);
  } catch {
    return [];
  }
}

function specimenOf(value: unknown): Specimen[] {
  const service = SERVICES.find((id) => id === textAt(value, "service"));
  const [id, link, madeAt] = [textAt(value, "id"), textAt(value, "link"), numberAt(value, "madeAt")];
  return service && id && link && madeAt !== undefined ? [{ service, id, link, madeAt }] : [];
}

/** Adds to the file, which only its owner may read: links are as good as keys while they live. */
export function keepSpecimen(file: string, specimen: Specimen): void {
  mkdirSync(dirname(file), { recursive: true });
  const kept = [...readSpecimens(file), specimen].slice(-MAX_KEPT);
  writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`, { mode: 0o600 });
}
