import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** Says what is wrong with a value by one of the reconstructed schemas of Runware; nothing when it is valid. */
export type Check = (value: unknown) => string;

const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../emulator/vendor/runware.${name}.schema.json`, import.meta.url), "utf8"),
  );

function compile(schema: object): Check {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  // Data URIs of many characters, which a regular expression would take too long for.
  ajv.addFormat("uri", (text: string) => URL.canParse(text));
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? "" : ajv.errorsText(validate.errors));
}

/** A task, with the keys that the schema leaves open closed: Runware is said to refuse what it does not know. */
export function taskCheck(): Check {
  const schema = read("krea-2.request");
  schema.additionalProperties = false;
  schema.properties.settings.additionalProperties = false;
  return compile(schema);
}

/** An answer to tasks of generation or of polling. */
export const answerCheck = (): Check => compile(read("response"));
