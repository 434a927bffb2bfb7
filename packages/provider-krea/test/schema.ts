import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** Says what is wrong with a value; nothing when it is valid. */
export type Check = (value: unknown) => string;

const file = new URL("../../emulator/vendor/krea.openapi.json", import.meta.url);
const { components } = JSON.parse(readFileSync(file, "utf8"));
// The cap of 1024 characters does not hold for data URIs: a live test of 2026-09-20, and zero data retention needs them.
const { url } = components.schemas.Krea2Request.properties.image_style_references.items.properties;
const [link] = components.schemas.Krea2Request.properties.image_url.anyOf;
for (const field of [url, link]) {
  field.anyOf = [{ maxLength: field.maxLength }, { pattern: "^data:image/(png|jpeg|webp);base64," }];
  delete field.maxLength;
}

/** A check by one of the schemas of Krea's OpenAPI document. */
export function checkOf(schema: string): Check {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ $id: "krea", components });
  const validate = ajv.getSchema(`krea#/components/schemas/${schema}`);
  if (!validate) throw new Error(`there is no schema ${schema}`);
  return (value) => (validate(value) ? "" : ajv.errorsText(validate.errors));
}
