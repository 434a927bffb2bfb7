import { expect, it } from "vitest";
import * as users from "../src/index.ts";
import * as authors from "../src/provider.ts";

// A new export is a promise to keep. Changing these lists is a decision.
it("the users' door has these exports", () => {
  expect(Object.keys(users).sort()).toMatchInlineSnapshot(`
    [
      "ASPECT_RATIOS",
      "CREATIVITIES",
      "MODELS",
      "PRICE_TIERS",
      "UnikreaError",
      "createKrea2",
      "isUnikreaError",
      "priceOf",
      "spanAttributes",
    ]
  `);
});

it("the authors' door has these exports", () => {
  expect(Object.keys(authors).sort()).toMatchInlineSnapshot(`
    [
      "HTTP_SETTINGS",
      "REQUEST_SETTINGS",
      "UnikreaError",
      "accountBy",
      "createHttp",
      "credential",
      "defineProvider",
      "errorFromAnswer",
      "flag",
      "hasCredential",
      "hideQuery",
      "integerIn",
      "jsonOf",
      "listOf",
      "matching",
      "numberIn",
      "oneOf",
      "optional",
      "readBaseUrl",
      "readCredential",
      "readEnvironment",
      "readSettings",
      "scrub",
      "shape",
      "systemClock",
      "textLike",
      "toBase64",
      "toMicroUsd",
      "webhookUrl",
    ]
  `);
});
