import { createKrea2, type GenerateRequest } from "@unikrea/core";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import { TINY_IMAGES } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";

const png = TINY_IMAGES["image/png"];
const inline = `(inline: image/png, ${png.length} bytes)`;
const uploaded = `(uploaded first: image/png, ${png.length} bytes)`;

const k2 = createKrea2({
  providers: [
    krea({ apiKey: "canary-krea" }),
    cloudflare({ apiToken: "canary-cloudflare", accountId: "c".repeat(32) }),
    runware({ apiKey: "canary-runware" }),
  ],
});
const planOf = (request: Partial<GenerateRequest>) =>
  k2.plan({ prompt: "a lighthouse in fog", ...request }, { onUnsupported: "warn" });
/** What a plan says of one setting at each provider. */
const settingOf = (request: Partial<GenerateRequest>, path: string) =>
  planOf(request).providers.map(
    ({ settings }) => settings.find((setting) => setting.path === path)?.wireValue,
  );

describe("a plan", () => {
  it("shows no key, no account, no signature and no query of a link that a provider is to call", () => {
    const { providers } = planOf({
      references: [
        { image: "https://img.example.com/a.png?w=64&X-Goog-Signature=canary1&access_token=canary2" },
      ],
      providerOptions: {
        krea: { webhookUrl: "https://hooks.example.com/krea?mine=canary3" },
        runware: {
          webhookUrl: "https://hooks.example.com/runware?mine=canary4",
          uploadEndpoint: "https://put.example.com/a?X-Amz-Signature=canary5",
        },
      },
    });
    const text = JSON.stringify(providers);
    expect(text).not.toMatch(/canary|c{32}/);
    for (const shown of [
      "a.png?w=64&X-Goog-Signature=[redacted]",
      "hooks.example.com/krea?[redacted]",
      "hooks.example.com/runware?[redacted]",
      "put.example.com/a?[redacted]",
    ])
      expect(text).toContain(shown);
  });

  it.each<[string, Partial<GenerateRequest>, string, (string | undefined)[]]>([
    ["a reference", { references: [{ image: png }] }, "references[0].image", [uploaded, undefined, inline]],
    ["a source", { source: { image: png } }, "source.image", [uploaded, undefined, undefined]],
    [
      "a reference, with zero data retention",
      { references: [{ image: png }], providerOptions: { krea: { zeroDataRetention: true } } },
      "references[0].image",
      [inline, undefined, inline],
    ],
    [
      "a reference, with allowDataUris",
      { references: [{ image: png }], providerOptions: { cloudflare: { allowDataUris: true } } },
      "references[0].image",
      [uploaded, inline, inline],
    ],
  ])("says how a file gets to each provider: %s", (_, request, path, words) =>
    expect(settingOf(request, path)).toStrictEqual(words),
  );

  it("has the pixels of the ratio that would be drawn", () => {
    const sizes = planOf({ aspectRatio: "3:4" }).providers.map(({ size }) => size);
    expect(sizes).toStrictEqual([undefined, undefined, { width: 928, height: 1152 }]);
  });

  it("warns of what is wrong with the request, and of what a provider makes of its options", () => {
    const image = "https://img.example.com/a.png";
    const { warnings, providers } = planOf({
      references: [{ image }, { image }],
      providerOptions: { cloudflare: { collectLog: false } },
    });
    expect(warnings.map(({ path }) => path)).toStrictEqual(["references[1].image"]);
    expect(providers.map((one) => one.warnings.map(({ path }) => path))).toStrictEqual([
      [],
      ["providerOptions.cloudflare.collectLog"],
      [],
    ]);
  });
});
