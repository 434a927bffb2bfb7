import { ASPECT_RATIOS, type GenerateRequest, MODELS } from "@unikrea/core";
import type { Capabilities, Range } from "@unikrea/core/provider";
import { expect } from "vitest";
import { INPUT_IMAGES, MOODBOARD_ID } from "../request-table.ts";
import { type Scene, setScene } from "../scene.ts";
import { settingsOf } from "../setting.ts";
import type { RuleTable } from "./rule.ts";

/** One thing that a provider cannot honour. */
export interface Misfit {
  readonly path: string;
  readonly request: GenerateRequest;
  /** What `onUnsupported: "warn"` says of it; nothing where the request makes no sense without. */
  readonly warning?: "unsupported" | "adjusted";
}

/** Requests that this provider cannot honour, each for one reason. */
export function misfitsOf(capabilities: Capabilities): Misfit[] {
  const { models, aspectRatios, references, moodboard, images } = capabilities;
  const [model = "krea-2-medium"] = models;
  const base = { prompt: "a lighthouse in fog", model };
  const image = INPUT_IMAGES.url;
  const outside = (range: Range, low: number, high: number) =>
    [low, high].filter((strength) => strength < range.min || strength > range.max);
  return [
    ...MODELS.filter((name) => !models.includes(name)).map((name) => ({
      path: "model",
      request: { ...base, model: name },
    })),
    ...ASPECT_RATIOS.filter((ratio) => !aspectRatios.includes(ratio)).map((aspectRatio) => ({
      path: "aspectRatio",
      request: { ...base, aspectRatio },
      warning: "adjusted" as const,
    })),
    ...settingsOf(capabilities)
      .filter(({ isSupported }) => !isSupported)
      .map(({ path, one }) => ({
        path,
        request: one,
        ...(path !== "source" && { warning: "unsupported" as const }),
      })),
    ...(references ? outside(references, -2, 2) : []).map((strength) => ({
      path: "references[0].strength",
      request: { ...base, references: [{ image, strength }] },
      warning: "adjusted" as const,
    })),
    ...(moodboard ? outside(moodboard, -0.5, 1.5) : []).map((strength) => ({
      path: "moodboard.strength",
      request: { ...base, moodboard: { id: MOODBOARD_ID, strength } },
      warning: "adjusted" as const,
    })),
    ...(references
      ? [
          { provider: "another", id: "its-own" },
          ...(images.bytes && !images.bytesOption ? [] : [INPUT_IMAGES.bytes]),
        ].map((mine) => ({
          path: "references[0].image",
          request: { ...base, references: [{ image: mine }] },
        }))
      : []),
  ];
}

async function expectRefusal({ k2, fails, service }: Scene, misfit: Misfit, options: object) {
  const error = await fails(k2.generate(misfit.request, options));
  expect(error).toMatchObject({ code: "unsupported", outcome: "not_sent", billed: "no" });
  expect(error.issues.map(({ path }) => path)).toContain(misfit.path);
  expect(service.requests).toHaveLength(0);
}

/** Nothing that was asked for is dropped in silence. */
export const capabilityRules = {
  "refuses-misfits": {
    title: "what the provider cannot honour is refused, and nothing is sent",
    async check(subject) {
      for (const misfit of misfitsOf(setScene(subject).provider.capabilities))
        await expectRefusal(setScene(subject), misfit, {});
    },
  },
  "warns-of-misfits": {
    title: 'with onUnsupported "warn" the request goes on, and a warning names each setting',
    async check(subject) {
      for (const misfit of misfitsOf(setScene(subject).provider.capabilities)) {
        const scene = setScene(subject);
        const options = { onUnsupported: "warn" } as const;
        if (!misfit.warning) {
          await expectRefusal(scene, misfit, options);
          continue;
        }
        const { images, warnings } = await scene.ends(scene.k2.generate(misfit.request, options));
        expect(images).toHaveLength(1);
        const expected = { type: misfit.warning, path: misfit.path, provider: scene.provider.id };
        expect(warnings).toContainEqual(expect.objectContaining(expected));
      }
    },
  },
} satisfies RuleTable;
