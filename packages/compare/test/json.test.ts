import { TINY_IMAGES } from "@unikrea/testkit";
import { describe, expect, it } from "vitest";
import { toJson } from "../src/index.ts";
import { setStage } from "./stage.ts";

const REQUEST = {
  prompt: "a fox in snow",
  references: [{ image: TINY_IMAGES["image/png"], strength: 0.7 }],
};

describe("JSON", () => {
  it("holds everything but the files, and survives being written down", async () => {
    const comparison = await setStage().compares(REQUEST, { providers: ["krea", "runware"], maxUsd: 1 });
    const json = toJson(comparison);
    expect(JSON.parse(JSON.stringify(json))).toStrictEqual(JSON.parse(JSON.stringify(json)));
    const text = JSON.stringify(json);
    expect(text).not.toContain("base64");
    expect(text.length).toBeLessThan(20_000);
    const [cell] = json.rows[0]?.cells ?? [];
    const [image] = comparison.rows[0]?.cells[0]?.images ?? [];
    expect(cell?.images).toStrictEqual([
      {
        ...{ mediaType: "image/png", width: 1024, height: 1024, seed: 1_073_741_824 },
        byteLength: image?.bytes.length,
      },
    ]);
    const { rows: _, ...rest } = json;
    const { rows: __, ...own } = comparison;
    expect(rest).toStrictEqual(own);
  });

  it("shows of an input image how much it counted, and not its bytes", async () => {
    const { rows } = toJson(await setStage().compares(REQUEST, { providers: ["krea"] }));
    expect(rows[0]?.request).toMatchObject({ prompt: "a fox in snow", references: [{ strength: 0.7 }] });
    expect(rows[0]?.request).not.toHaveProperty("references.0.image");
    const source = { image: TINY_IMAGES["image/png"], strength: 0.5 };
    const other = toJson(await setStage().compares({ prompt: "a fox", source }, { providers: ["krea"] }));
    expect(other.rows[0]?.request).toMatchObject({ source: { strength: 0.5 } });
    expect(other.rows[0]?.request).not.toHaveProperty("source.image");
  });

  it("has the files as base64 where that is asked for", async () => {
    const comparison = await setStage().compares(REQUEST, { providers: ["krea"] });
    const [image] = comparison.rows[0]?.cells[0]?.images ?? [];
    const [shown] = toJson(comparison, { images: "base64" }).rows[0]?.cells[0]?.images ?? [];
    expect(Buffer.from(shown?.base64 ?? "", "base64")).toStrictEqual(Buffer.from(image?.bytes ?? []));
  });
});
