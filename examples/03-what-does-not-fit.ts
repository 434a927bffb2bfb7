// You will see: a request that only one provider takes as it is, refused by another before anything is sent, with the
// way out; then the same request with the setting adjusted, because that was allowed.
import { isUnikreaError } from "@unikrea/core";
import { standIn } from "./stand-in.ts";

const { k2, close } = await standIn();

const request = {
  prompt: "a lighthouse in fog",
  references: [{ image: "https://picsum.photos/id/10/800/600", strength: -0.4 }],
};

try {
  await k2.generate(request, { provider: "krea" });
} catch (error) {
  if (!isUnikreaError(error)) throw error;
  console.log(`${error.code}, billed: ${error.billed}\n${error.message}\n`);
}

const runware = await k2.generate(request, { provider: "runware" });
console.log(`runware took it as it is: ${runware.warnings.length} warnings`);

const adjusted = await k2.generate(request, { provider: "krea", onUnsupported: "warn" });
console.log(`krea, when allowed: ${adjusted.warnings.map(({ message }) => message).join("; ")}`);
await close();
