import type { CallOptions, GenerateRequest, Krea2Options } from "@unikrea/core";
import { describe, expect, it } from "vitest";
import type { FakeProviderOptions } from "../../src/index.ts";
import { REQUEST } from "./stage.ts";
import { team } from "./team.ts";

interface Case {
  readonly members: readonly FakeProviderOptions[];
  readonly client?: Partial<Krea2Options>;
  readonly request?: Partial<GenerateRequest>;
  readonly options?: CallOptions;
  /** Who is asked, first to last, if everybody before fails for nothing. */
  readonly order: readonly string[];
  /** Why others are not. */
  readonly reasons?: readonly string[];
  /** What `generate` ends with when nobody is asked. */
  readonly code?: string;
}

const fourAtOnce = { capabilities: { imagesPerJob: 4 } };
const unpriced = { microUsd: undefined };

describe("whom a plan names, generate asks", () => {
  it.each<[string, Case]>([
    [
      "where a price is not known and the call has a limit",
      {
        members: [unpriced, {}],
        options: { maxUsd: 1 },
        order: ["b"],
        reasons: ["the price of an image is not known on a, and what may be spent has a limit"],
      },
    ],
    [
      "where a price is not known and the client has a limit",
      {
        members: [unpriced, {}],
        client: { budget: { totalUsd: 1 } },
        order: ["b"],
        reasons: ["the price of an image is not known on a, and what may be spent has a limit"],
      },
    ],
    ["where a price is not known, and nothing has a limit", { members: [unpriced, {}], order: ["a", "b"] }],
    [
      "where nobody has a price and the client has a limit",
      {
        members: [unpriced],
        client: { budget: { perDayUsd: 1 } },
        order: [],
        reasons: ["the price of an image is not known on a, and what may be spent has a limit"],
        code: "budget_exceeded",
      },
    ],
    [
      "where all images are one job, which costs more than the call may",
      {
        members: [fourAtOnce, { microUsd: 20_000 }],
        request: { n: 4 },
        options: { maxUsd: 0.1 },
        order: ["b"],
        reasons: ["4 images in one job cost $0.12 on a, more than the $0.1 for this call"],
      },
    ],
    [
      "where the same images are jobs of their own, because each has a seed",
      { members: [fourAtOnce], request: { n: 4, seed: 7 }, options: { maxUsd: 0.1 }, order: ["a"] },
    ],
    [
      "where the last of several jobs is small enough",
      { members: [fourAtOnce], request: { n: 5 }, options: { maxUsd: 0.03 }, order: ["a"] },
    ],
    [
      "by the client's routing",
      { members: [{}, { microUsd: 20_000 }], client: { routing: "cheapest" }, order: ["b", "a"] },
    ],
    [
      "once where it is named twice",
      { members: [{}, {}], options: { provider: ["b", "a", "b"] }, order: ["b", "a"] },
    ],
    [
      "where nothing may be spent, and one costs nothing",
      {
        members: [{}, {}],
        client: { prices: { b: { discount: 1 } } },
        options: { maxUsd: 0 },
        order: ["b"],
        reasons: ["one image costs $0.03 on a, more than the $0 for this call"],
      },
    ],
  ])("%s", async (_, { members, client, request, options, order, reasons = [], code }) => {
    const { k2, clock, sent } = team(members, client);
    const plan = k2.plan({ ...REQUEST, ...request }, options);
    expect(plan.order).toStrictEqual(order);
    expect(plan.providers.flatMap((one) => one.reasons)).toStrictEqual(reasons);
    const ended = await clock.settle(
      k2.generate({ ...REQUEST, ...request }, options).catch((error: unknown) => error),
    );
    const asked = k2.providers.flatMap(({ id }, at) => (sent()[at] === 0 ? [] : [id]));
    expect(asked).toStrictEqual(order.slice(0, 1));
    if (code !== undefined) expect(ended).toMatchObject({ code, outcome: "not_sent", billed: "no" });
  });

  it("by the time that jobs have taken in this client", async () => {
    const { k2, ends } = team([{ latencyMs: 60_000 }, { latencyMs: 5000 }]);
    for (const provider of ["a", "b"]) await ends(k2.generate(REQUEST, { provider }));
    expect(k2.plan(REQUEST, { routing: "fastest" }).order).toStrictEqual(["b", "a"]);
    expect((await ends(k2.generate(REQUEST, { routing: "fastest" }))).provider).toBe("b");
  });
});
