import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { JsonObject } from "./vendor.ts";

/** One thing wrong with a value. */
export interface Issue {
  /** Where: object keys and array indexes from the root. A missing or unknown key is the last element. */
  path: (string | number)[];
  /** The JSON Schema keyword that failed: `required`, `enum`, `additionalProperties`, … */
  keyword: string;
  /** Plain English, without the path. */
  message: string;
  /** What the keyword demanded: `limit`, `allowedValues`, `type`, … */
  params: Record<string, unknown>;
}

/** Says everything that is wrong with a value; an empty list means it is valid. */
export type Validate = (value: unknown) => Issue[];

/** An absolute URI without white space. Data URIs of many megabytes must pass quickly, so no regular expression. */
const isUri = (text: string) => !/\s/.test(text) && URL.canParse(text);

/** Compiles a JSON Schema of the 2020-12 dialect. */
export function compileSchema(schema: JsonObject): Validate {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true });
  formats.default(ajv);
  ajv.addFormat("uri", isUri);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).filter(isTelling).map(toIssue));
}

/** Compiles on first use: an emulator that never serves a vendor never pays for its schemas. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Branch keywords only repeat what their branches already said. */
const isTelling = (error: ErrorObject) => !["if", "anyOf", "oneOf"].includes(error.keyword);

function toIssue(error: ErrorObject): Issue {
  const path: (string | number)[] = error.instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const key = error.params.missingProperty ?? error.params.additionalProperty;
  if (typeof key === "string") path.push(key);
  return { path, keyword: error.keyword, message: messageOf(error), params: error.params };
}

function messageOf(error: ErrorObject): string {
  if (error.keyword === "required") return "Required";
  if (error.keyword === "additionalProperties")
    return `Unrecognized key: "${error.params.additionalProperty}"`;
  if (error.keyword === "enum") {
    const allowed: unknown = error.params.allowedValues;
    return `Invalid option: expected one of ${(Array.isArray(allowed) ? allowed : []).map((value) => JSON.stringify(value)).join("|")}`;
  }
  return `Invalid input: ${error.message ?? error.keyword}`;
}
