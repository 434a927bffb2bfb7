// You will see: a job accepted in one place, stored as JSON, and collected in another that knows nothing else.
import { standIn } from "./stand-in.ts";

const { k2, close } = await standIn();

const job = await k2.submit({ prompt: "a lighthouse in fog", n: 2, seed: 40 }, { provider: "krea" });
const stored = JSON.stringify(job);
console.log(`accepted, ${stored.length} characters to keep`);

const { images, failures } = await k2.resume(JSON.parse(stored), {
  onProgress: ({ phase, ready, total }) => console.log(`${phase}: ${ready} of ${total}`),
});
console.log(`collected seeds ${images.map(({ seed }) => seed).join(" and ")}, ${failures.length} failures`);
await close();
