import { gatewayErrors, isGatewayErrorName } from "../cloudflare/error.ts";
import { operations } from "../journal.ts";
import { services } from "../model.ts";
import { isObject } from "../schema/vendor.ts";
import type { Fault } from "./fault.ts";
import { type FaultKind, faultKinds } from "./kind.ts";
import type { KindSpec, ParameterTypes } from "./kind-spec.ts";

/** A fault that cannot be scripted. The message names the field. */
export class FaultError extends Error {
  override readonly name = "FaultError";
}

const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isHeaderValue = (value: unknown) =>
  typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"));

const parameterChecks: Record<
  keyof ParameterTypes,
  { accepts: (value: unknown) => boolean; expects: string }
> = {
  status: {
    accepts: (value) => isCount(value) && Number(value) >= 100 && Number(value) <= 599,
    expects: "an HTTP status, 100 to 599",
  },
  ms: { accepts: (value) => typeof value === "number" && value >= 0, expects: "milliseconds, 0 or more" },
  count: { accepts: isCount, expects: "an integer, 0 or more" },
  text: { accepts: (value) => typeof value === "string", expects: "a string" },
  flag: { accepts: (value) => typeof value === "boolean", expects: "true or false" },
  json: { accepts: () => true, expects: "any JSON" },
  headers: {
    accepts: (value) => isObject(value) && Object.values(value).every(isHeaderValue),
    expects: "an object of strings or lists of strings",
  },
  close: { accepts: (value) => value === "fin" || value === "rst", expects: '"fin" or "rst"' },
  errorShape: {
    accepts: (value) => ["plural", "singular", "in-item"].includes(String(value)),
    expects: '"plural", "singular" or "in-item"',
  },
  gatewayError: {
    accepts: (value) => isGatewayErrorName(String(value)),
    expects: `one of ${Object.keys(gatewayErrors).join(", ")}`,
  },
  imageForm: {
    accepts: (value) => value === "base64" || value === "data-uri",
    expects: '"base64" or "data-uri"',
  },
};

const targetChecks: Record<string, { accepts: (value: unknown) => boolean; expects: string }> = {
  service: {
    accepts: (value) => value === "*" || services.some((name) => name === value),
    expects: `"*" or one of ${services.join(", ")}`,
  },
  operation: {
    accepts: (value) => value === "*" || operations.some((name) => name === value),
    expects: `"*" or one of ${operations.join(", ")}`,
  },
  times: { accepts: isCount, expects: "an integer, 0 (forever) or more" },
  skip: { accepts: isCount, expects: "an integer, 0 or more" },
  match: { accepts: (value) => typeof value === "string", expects: "a string" },
};

/** Whether `word` names a kind of fault. */
function isFaultKind(word: unknown): word is FaultKind {
  return typeof word === "string" && Object.hasOwn(faultKinds, word);
}

/**
 * Reads one fault from outside.
 * @throws {FaultError} naming the first field that is unknown, missing or of the wrong type.
 */
export function parseFault(value: unknown, where = "fault"): Fault {
  if (!isObject(value)) throw new FaultError(`${where}: expected an object with a "kind"`);
  const { kind } = value;
  if (!isFaultKind(kind)) {
    throw new FaultError(
      `${where}.kind: ${JSON.stringify(kind)} is not one of ${Object.keys(faultKinds).join(", ")}`,
    );
  }
  const spec: KindSpec = faultKinds[kind];
  for (const [field, given] of Object.entries(value)) {
    if (field === "kind") continue;
    const parameter = spec.parameters[field];
    const check = targetChecks[field] ?? (parameter && parameterChecks[parameter]);
    if (!check) {
      const known = [...Object.keys(targetChecks), ...Object.keys(spec.parameters)].join(", ");
      throw new FaultError(`${where}.${field}: unknown for kind "${kind}", which takes ${known}`);
    }
    if (!check.accepts(given)) throw new FaultError(`${where}.${field}: expected ${check.expects}`);
  }
  for (const field of spec.required ?? []) {
    if (value[field] === undefined) throw new FaultError(`${where}.${field}: required for kind "${kind}"`);
  }
  const service = value.service ?? "*";
  if (service !== "*" && !spec.services.some((name) => name === service)) {
    throw new FaultError(`${where}.service: kind "${kind}" only exists for ${spec.services.join(", ")}`);
  }
  // Every field was checked against the table that the type is made from; the compiler cannot follow that.
  return structuredClone(value) as unknown as Fault;
}

/** Reads one fault or a list of them. @throws {FaultError} */
export function parseFaults(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [parseFault(value)];
  return value.map((item, index) => parseFault(item, `faults[${index}]`));
}
