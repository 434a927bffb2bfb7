// You will see: the same request served by each provider, chosen by a string that could come from anywhere.
import { standIn } from "./stand-in.ts";

const { k2, close } = await standIn();

for (const provider of ["krea", "cloudflare", "runware"]) {
  const result = await k2.generate({ prompt: "a lighthouse in fog", seed: 7 }, { provider });
  console.log(
    `${provider}: seed ${result.images[0]?.seed}, $${result.cost.usd}, ${result.attempts[0]?.durationMs} ms`,
  );
}
await close();
