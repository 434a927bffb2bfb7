import type { GenerateRequest } from "@unikrea/core";
import { expect } from "vitest";
import { canonicalRequest, MOODBOARD_ID, REQUESTS } from "../request-table.ts";
import { setScene } from "../scene.ts";
import { settingsOf } from "../setting.ts";
import type { ContractSubject } from "../subject.ts";
import { handedFor, saidIn, sentFor } from "../wire-view.ts";
import { deepFreeze, withoutChance } from "./purity.ts";
import type { RuleTable } from "./rule.ts";

const capabilitiesOf = (subject: ContractSubject) => setScene(subject).provider.capabilities;

/** Every request that uses what the provider has, and none that it does not have. */
function requestsFor(subject: ContractSubject): GenerateRequest[] {
  const settings = settingsOf(capabilitiesOf(subject)).filter(({ isSupported }) => isSupported);
  return settings.flatMap(({ one, other }) => [one, other]);
}

/** Core hands each request over, and `look` sees what the mapping makes of it. */
async function forEachMapping(
  subject: ContractSubject,
  look: (map: () => unknown, request: object) => void,
): Promise<void> {
  const { provider } = setScene(subject);
  for (const input of requestsFor(subject)) {
    for (const { request, key } of await handedFor(subject, input)) {
      look(() => provider.toWire(request, key).wire, request);
    }
  }
}

/** What makes the wire of a request what it is. */
export const wireRules = {
  "plain-wire": {
    title: "every wire is plain JSON",
    check: (subject) =>
      forEachMapping(subject, (map) => {
        const wire = map();
        expect(JSON.parse(JSON.stringify(wire) ?? "null")).toStrictEqual(wire);
      }),
  },
  "same-wire": {
    title: "the same request and key give the same wire, without clock, randomness or ids of its own",
    async check(subject) {
      await forEachMapping(subject, (map) => expect(withoutChance(map)).toStrictEqual(map()));
      const request = { prompt: "a lighthouse in fog" };
      expect(saidIn(await sentFor(subject, request))).toStrictEqual(saidIn(await sentFor(subject, request)));
    },
  },
  "untouched-request": {
    title: "the request is not changed",
    check: (subject) =>
      forEachMapping(subject, (map, request) => {
        const before = structuredClone(request);
        deepFreeze(request);
        map();
        expect(request).toStrictEqual(before);
      }),
  },
  "untouched-prompt": {
    title: "the prompt goes to the service as it was written",
    async check(subject) {
      const said = saidIn(await sentFor(subject, REQUESTS.unicode));
      expect([...said.values()]).toContain(REQUESTS.unicode.prompt);
    },
  },
  "seed-zero": {
    title: "seed 0 is a seed: it reaches the service",
    async check(subject) {
      const zero = saidIn(await sentFor(subject, REQUESTS["seed zero"]));
      const seven = saidIn(await sentFor(subject, { ...REQUESTS["seed zero"], seed: 7 }));
      const places = [...seven.keys()].filter((place) => seven.get(place) === 7);
      expect(places, "seed 7 is nowhere either").not.toHaveLength(0);
      expect(places.map((place) => zero.get(place))).toStrictEqual(places.map(() => 0));
    },
  },
  "no-invented-seed": {
    title: "an omitted seed stays absent",
    async check(subject) {
      const omitted = saidIn(await sentFor(subject, REQUESTS.minimal));
      const random = saidIn(await sentFor(subject, REQUESTS["random seed"]));
      const given = saidIn(await sentFor(subject, { ...REQUESTS.minimal, seed: 8_675_309 }));
      const places = [...given.keys()].filter((place) => given.get(place) === 8_675_309);
      expect([...omitted.keys(), ...random.keys()]).not.toEqual(expect.arrayContaining(places));
      const [handed] = await handedFor(subject, REQUESTS.minimal);
      expect(handed?.request).not.toHaveProperty("seed");
    },
  },
  "pinned-defaults": {
    title: "an omitted setting is sent as our pinned default",
    async check(subject) {
      const { models, references, moodboard, source, sliders } = capabilitiesOf(subject);
      const base = { ...REQUESTS.minimal, model: models[0] };
      const [handed] = await handedFor(subject, base);
      expect(handed?.request).toStrictEqual(canonicalRequest({ model: models[0] ?? "krea-2-medium" }));

      /** With the default left out, the service is told what it is told with the default spelled out, in as many words. */
      const isPinned = async (omitted: object, pinned: object, other: object) => {
        const said = saidIn(await sentFor(subject, { ...base, ...omitted }));
        expect(said).toStrictEqual(saidIn(await sentFor(subject, { ...base, ...pinned })));
        const changed = saidIn(await sentFor(subject, { ...base, ...other }));
        expect([...said.keys()]).toStrictEqual([...changed.keys()]);
        expect(said).not.toStrictEqual(changed);
      };
      await isPinned({}, { creativity: "medium" }, { creativity: "high" });
      const image = "https://pictures.example.com/fog.jpg";
      const of = (strength: number | undefined) => ({ image, ...(strength !== undefined && { strength }) });
      const board = (strength: number) => ({ moodboard: { id: MOODBOARD_ID, strength } });
      if (sliders) {
        const off = { intensity: 0, complexity: 0, movement: 0 };
        for (const slider of ["intensity", "complexity", "movement"] as const)
          await isPinned({}, { sliders: off }, { sliders: { ...off, [slider]: 5 } });
      }
      if (references)
        await isPinned(
          { references: [of(undefined)] },
          { references: [of(0.5)] },
          { references: [of(0.25)] },
        );
      if (moodboard) await isPinned({ moodboard: { id: MOODBOARD_ID } }, board(0.35), board(0.25));
      if (source) await isPinned({ source: of(undefined) }, { source: of(0.99) }, { source: of(0.25) });
    },
  },
  "every-setting": {
    title: "each setting makes a difference to what the service is told",
    async check(subject) {
      for (const { path, one, other } of settingsOf(capabilitiesOf(subject)).filter((s) => s.isSupported)) {
        const [first, second] = [saidIn(await sentFor(subject, one)), saidIn(await sentFor(subject, other))];
        expect(first, `${path} is dropped in silence`).not.toStrictEqual(second);
      }
    },
  },
  "own-options": {
    title: "an unknown provider option is refused, and nothing is sent",
    async check(subject) {
      const { k2, fails, provider, service } = setScene(subject);
      const providerOptions = { [provider.id]: { noSuchOption: true } };
      const error = await fails(k2.generate({ ...REQUESTS.minimal, providerOptions }));
      expect(error).toMatchObject({ code: "invalid_input", outcome: "not_sent", billed: "no" });
      expect(error.issues.map(({ path }) => path)).toStrictEqual([
        `providerOptions.${provider.id}.noSuchOption`,
      ]);
      expect(service.requests).toHaveLength(0);
    },
  },
} satisfies RuleTable;
