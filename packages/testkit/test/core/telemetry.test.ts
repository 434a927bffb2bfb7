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

it("what an error may have cost is exact, and left out where a price is not known", async () => {
  const lost = { twists: { submit: [losingAnswer] } };
  const cents = [0.1, 0.2, 0.000001].map((usd) => ({ usd: { "krea-2-medium": { text: usd } } }));
  const prices = Object.fromEntries(cents.map((own, at) => ["abc"[at], own]));
  const known = team([lost, lost, lost], { prices });
  const error = await known.fails(known.k2.generate(REQUEST, { onUnknown: "pay-again" }));
  expect(spanAttributes(error)).toMatchObject({
    "unikrea.attempts": 3,
    "unikrea.failover": true,
    "unikrea.spend.usd": 0,
    "unikrea.spend.at_risk_usd": 0.300001,
  });
  const unknown = team([{ ...lost, microUsd: undefined }]);
  const attributes = spanAttributes(await unknown.fails(unknown.k2.generate(REQUEST)));
  expect(attributes).toHaveProperty("unikrea.spend.usd", 0);
  expect(attributes).not.toHaveProperty("unikrea.spend.at_risk_usd");
});

it("an error before anything was tried has neither job nor attempts", async () => {
  const { k2, fails } = team([{}]);
  const error = await fails(k2.generate(REQUEST, { maxUsd: 0 }));
  expect(spanAttributes(error)).toStrictEqual({
    "gen_ai.operation.name": "generate_content",
    "gen_ai.output.type": "image",
    "error.type": "budget_exceeded",
    "unikrea.emulated": false,
    "unikrea.attempts": 0,
    "unikrea.failover": false,
    "unikrea.outcome": "not_sent",
    "unikrea.billed": "no",
    "unikrea.phase": "submit",
    "unikrea.spend.usd": 0,
    "unikrea.spend.at_risk_usd": 0,
  });
});

it("an emulator's images are marked as such", async () => {
  const { k2, ends } = team([{}]);
  const result = await ends(k2.generate(REQUEST));
  const job = { ...result.job, emulated: true };
  expect(spanAttributes({ ...result, job })).toHaveProperty(["unikrea.emulated"], true);
});
