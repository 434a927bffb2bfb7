// You will see: what a call would send, to whom and for how much, before anything is sent; then that it was so.
import { standIn } from "./stand-in.ts";

const { k2, close } = await standIn();
const request = { prompt: "a lighthouse in fog", aspectRatio: "3:4", n: 2, seed: 7 } as const;

const { providers, order, worstCaseUsd } = k2.plan(request);
for (const { provider, eligible, reasons, estimate } of providers)
  console.log(`${provider}: ${eligible ? `$${estimate.usd}` : reasons.join("; ")}`);
console.log(`asked: ${order.join(", then ")}; at the worst $${worstCaseUsd}`);

const changed = k2
  .plan(request, { onUnsupported: "warn" })
  .providers.find(({ provider }) => provider === "runware");
for (const { path, status, value, wireValue } of changed?.settings ?? [])
  if (status === "approximated")
    console.log(`runware, if allowed: ${path} ${value} → ${JSON.stringify(wireValue)}`);

const { provider, cost, spend } = await k2.generate(request);
console.log(
  `${provider} made them: estimated $${cost.estimatedUsd}, charged $${cost.usd}, at risk $${spend.atRiskUsd}`,
);
await close();
