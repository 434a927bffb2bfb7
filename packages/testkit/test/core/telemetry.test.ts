import { spanAttributes } from "@unikrea/core";
import { expect, it } from "vitest";
import { losingAnswer, refusing } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { team } from "./team.ts";

const SHARED = {
  "gen_ai.operation.name": "generate_content",
  "gen_ai.output.type": "image",
  "gen_ai.request.model": "krea-2-medium",
  "unikrea.emulated": false,
};

it("a result becomes span attributes: the field's names where there are some, and the money", async () => {
  const { k2, ends } = team([{ twists: { submit: [refusing(402)] } }, {}]);
  const result = await ends(k2.generate({ ...REQUEST, seed: 7 }));
  expect(spanAttributes(result)).toStrictEqual({
    ...SHARED,
    "gen_ai.provider.name": "b",
    "gen_ai.response.id": result.job.id,
    "gen_ai.request.choice.count": 1,
    "gen_ai.request.seed": 7,
    "unikrea.attempts": 2,
    "unikrea.failover": true,
    "unikrea.images": 1,
    "unikrea.cost.usd": 0.03,
    "unikrea.cost.basis": "estimated",
    "unikrea.cost.estimated_usd": 0.03,
    "unikrea.cost.delta_usd": 0,
    "unikrea.spend.usd": 0.03,
    "unikrea.spend.at_risk_usd": 0,
  });
});

it("an error becomes span attributes: what it is, and what may be billed", async () => {
  const { k2, fails } = team([{ twists: { submit: [losingAnswer] } }]);
  const error = await fails(k2.generate(REQUEST));
  expect(spanAttributes(error)).toStrictEqual({
    ...SHARED,
    "gen_ai.provider.name": "a",
    "gen_ai.response.id": error.job?.id,
    "error.type": "outcome_unknown",
    "unikrea.attempts": 1,
    "unikrea.failover": false,
    "unikrea.outcome": "unknown",
    "unikrea.billed": "maybe",
    "unikrea.phase": "submit",
    "unikrea.spend.usd": 0,
    "unikrea.spend.at_risk_usd": 0.03,
  });
});

it("what is not known is left out, and a prompt is never in it", async () => {
  const { k2, ends } = team([{ microUsd: undefined }]);
  const attributes = spanAttributes(await ends(k2.generate(REQUEST)));
  expect(attributes).not.toHaveProperty("unikrea.cost.usd");
  expect(JSON.stringify(attributes)).not.toContain(REQUEST.prompt);
});
