import type { CallOptions, CanonicalRequest, GenerateRequest, Warning } from "@unikrea/core";
import { createKrea2 } from "@unikrea/core";
import { countedIds, type Script, setScene } from "./scene.ts";
import type { SeenRequest } from "./service.ts";
import type { ContractSubject } from "./subject.ts";

/** What a service got for one request of a user. */
export interface Sent {
  /** One a job. */
  readonly submissions: readonly SeenRequest[];
  readonly warnings: readonly Warning[];
}

/** Submits a request, and gives what the service saw of it. Rejects like `submit`. */
export async function sentFor(
  subject: ContractSubject,
  request: GenerateRequest,
  options?: CallOptions,
  script?: Script,
): Promise<Sent> {
  const { k2, ends, service } = setScene(subject, script);
  const { warnings } = await ends(k2.submit(request, options));
  return { submissions: service.seen("submit"), warnings };
}

/** A request as a provider gets it from core, and the key that goes along. */
export interface Handed {
  readonly request: CanonicalRequest;
  readonly key: string;
}

/** What core hands to the provider for a request, one entry a job. */
export async function handedFor(
  subject: ContractSubject,
  request: GenerateRequest,
  options?: CallOptions,
): Promise<Handed[]> {
  const { provider, clock, ends } = setScene(subject);
  const handed: Handed[] = [];
  const spied: typeof provider = {
    ...provider,
    submit(given, key, context) {
      handed.push({ request: given, key });
      return provider.submit(given, key, context);
    },
  };
  const createClient = subject.createClient ?? createKrea2;
  await ends(createClient({ providers: [spied], clock, newId: countedIds() }).submit(request, options));
  return handed;
}

/** Every leaf of plain data by its place, such as `body.settings.creativity`. */
export function leavesOf(value: unknown, place = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array)
    return new Map([[place, value]]);
  const entries = Object.entries(value).flatMap(([key, field]) => [
    ...leavesOf(field, place ? `${place}.${key}` : key),
  ]);
  return new Map(entries);
}

/** The leaves of all submissions: what was really said to the service. */
export function saidIn({ submissions }: Sent): Map<string, unknown> {
  return leavesOf(submissions.map(({ method, url, headers, body }) => ({ method, url, headers, body })));
}
