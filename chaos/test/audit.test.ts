import { expect, it } from "vitest";
import type { Intent } from "../audit/intent.ts";
import { judgeStory } from "../audit/invariant.ts";
import { namelessIn } from "../audit/nameless.ts";
import { againIn, orderedTwiceIn, type Story } from "../audit/story.ts";
import { countStory, emptyTally } from "../audit/tally.ts";
import type { Claim } from "../client/subject.ts";

const INTENT: Intent = { id: "i0", prompt: "a lighthouse", seed: 1, n: 1, tag: "tag" };
const claim = (more: Partial<Claim>): Claim => ({
  ...{ service: "krea", billed: "maybe", key: "key", token: undefined },
  ...{ index: 0, n: 1, made: 0, open: 1 },
  ...more,
});
const storyOf = (claims: readonly Claim[], more: Partial<Story> = {}): Story => ({
  ...{ intent: INTENT, charges: [], call: { pictures: [], claims }, recovered: undefined, noted: claims },
  lateMs: 0,
  ...more,
});
const CHARGE = { service: "krea", microUsd: 30_000, id: "a", clientKey: "", intent: "i0" } as const;

it.each([
  ["one lost order", [[claim({})]], [0]],
  ["two lost orders", [[claim({})], [claim({})]], [1, 1]],
  ["two lost orders of one call", [[claim({}), claim({ index: 1 })]], [2]],
  ["a lost order beside one that is held", [[claim({})], [claim({ token: "held" })]], [0, 0]],
  ["a lost order beside one that was refused", [[claim({})], [claim({ billed: "no", open: 0 })]], [0, 0]],
  [
    "two lost orders of a service that knows our names",
    [[claim({ service: "runware" })], [claim({ service: "runware" })]],
    [0, 0],
  ],
])("what cannot be collected of %s at Krea", (_, claims, expected) => {
  const stories = claims.map((own) => storyOf(own));
  const nameless = namelessIn(stories);
  expect(stories.map((story) => nameless.get(story))).toStrictEqual(expected);
});

it.each([
  ["two orders for different pictures", [claim({}), claim({ index: 1 })], false],
  ["two orders for the same", [claim({}), claim({})], true],
  ["a second order after one that costs nothing", [claim({ billed: "no", open: 0 }), claim({})], false],
  [
    "the two of three that failed, ordered again",
    [claim({ n: 3, made: 1, open: 0 }), claim({ index: 1, n: 2 })],
    false,
  ],
  [
    "two of three, although one of them may be billed",
    [claim({ n: 3, made: 1, open: 1 }), claim({ index: 1, n: 2 })],
    true,
  ],
])("whether something was ordered twice: %s", (_, claims, expected) => {
  expect(orderedTwiceIn(claims)).toBe(expected);
});

it("counts three pictures as three, and what is charged beyond them as extra", () => {
  const tally = emptyTally();
  const charges = [CHARGE, CHARGE, CHARGE, { ...CHARGE, microUsd: 20_000 }];
  countStory(tally, storyOf([], { intent: { ...INTENT, n: 3 }, charges }));
  expect(tally).toMatchObject({
    requests: 3,
    billed: 3,
    doubleBilled: 1,
    extraMicroUsd: 20_000,
    paidLost: 3,
  });
});

it("counts a picture that is named and lost among others apart from one that nobody speaks of", () => {
  const told = emptyTally();
  const error = { code: "outcome_unknown", outcome: "unknown", billed: "maybe", text: "" };
  const claims = [claim({})];
  countStory(told, storyOf(claims, { charges: [CHARGE], call: { pictures: [], claims, error } }), 1);
  expect(told).toMatchObject({ billed: 1, uncollectable: 1, ambiguous: 1, paidLost: 0 });
});

const KILLED = { pictures: [], claims: [], isKilled: true };

it.each([
  ["the least of what the caller was told and the ledger holds", { noted: [claim({})] }, 0],
  ["what both say", {}, 1],
  ["what the ledger holds of one who was killed", { call: KILLED }, 1],
  ["none where nobody was told anything", { call: KILLED, noted: undefined }, 0],
] as const)("what may be billed a second time is %s", (_, more, expected) => {
  expect(againIn(storyOf([claim({ again: 1 })], more))).toBe(expected);
});

it("holds a killed caller whose ledger cannot be read to one charge", () => {
  const story = storyOf([], { charges: [CHARGE, CHARGE], call: KILLED, noted: undefined });
  expect(judgeStory(story).map(({ rule }) => rule)).toContain("I1");
});
