import { describe, expect, it } from "vitest";
import { toCsv } from "../src/index.ts";
import { setStage } from "./stage.ts";

/** The records of a CSV by RFC 4180, read by a second hand. */
function readCsv(text: string): Record<string, string>[] {
  const [head = [], ...records] = text
    .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    );
  return records
    .slice(0, -1)
    .map((fields) => Object.fromEntries(head.map((name, column) => [name, fields[column] ?? "missing"])));
}

describe("CSV", () => {
  it("has a record for each cell, with every number", async () => {
    const { compares } = setStage();
    const comparison = await compares({
      prompts: ['a "fox", in snow', "a\nwolf"],
      aspectRatio: "3:4",
      seed: 7,
    });
    const csv = toCsv(comparison);
    expect(csv.split("\r\n").at(-1)).toBe("");
    const records = readCsv(csv);
    expect(records.map(({ row, prompt, provider, status }) => [row, prompt, provider, status])).toStrictEqual(
      [
        ["1", 'a "fox", in snow', "krea", "done"],
        ["1", 'a "fox", in snow', "cloudflare", "ineligible"],
        ["1", 'a "fox", in snow', "runware", "ineligible"],
        ["2", "a\nwolf", "krea", "done"],
        ["2", "a\nwolf", "cloudflare", "ineligible"],
        ["2", "a\nwolf", "runware", "ineligible"],
      ],
    );
    expect(records[0]).toStrictEqual({
      ...{
        row: "1",
        prompt: 'a "fox", in snow',
        model: "krea-2-medium",
        aspectRatio: "3:4",
        seed: "7",
        n: "1",
      },
      ...{ provider: "krea", status: "done", reason: "", images: "1" },
      ...{ mediaType: "image/png", width: "896", height: "1184" },
      ...{ estimatedUsd: "0.03", usd: "0.03", deltaUsd: "0", atRiskUsd: "0", basis: "emulated" },
      ...{ queuedMs: "1200", runningMs: "8964", downloadMs: "0", totalMs: "10164", polls: "12" },
      ...{ changedSettings: "", warnings: "", failures: "", emulated: "true" },
      ...{ "distanceTo.krea": "", "distanceTo.cloudflare": "", "distanceTo.runware": "" },
    });
    expect(records[1]).toMatchObject({
      reason: "cloudflare cannot honour aspectRatio",
      queuedMs: "",
      images: "0",
    });
  });

  it("has distances, warnings and failures", async () => {
    const { compares, emulator } = setStage();
    emulator.inject({ kind: "status", status: 402, service: "runware", operation: "submit" });
    const comparison = await compares({ prompt: "a fox", aspectRatio: "3:4" }, { onUnsupported: "warn" });
    const [krea, cloudflare, runware] = readCsv(toCsv(comparison));
    expect([krea?.["distanceTo.cloudflare"], cloudflare?.["distanceTo.krea"]]).toStrictEqual(["0", "0"]);
    expect(cloudflare?.changedSettings).toBe("aspectRatio: approximated");
    expect(cloudflare?.warnings).toContain("aspectRatio: ");
    expect(runware?.failures).toMatch(/^insufficient_credits \(billed: no\): runware/);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])("disarms the prompt %o", async (prompt) => {
    const comparison = await setStage().compares({ prompt }, { providers: ["krea"] });
    expect(readCsv(toCsv(comparison))[0]?.prompt).toBe(`'${prompt}`);
  });

  it("leaves the sign of a number alone", async () => {
    const comparison = await setStage().compares({ prompt: "a fox" }, { providers: ["krea"] });
    const rows = comparison.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({ ...cell, cost: { ...cell.cost, deltaUsd: -0.005 } })),
    }));
    expect(readCsv(toCsv({ ...comparison, rows }))[0]?.deltaUsd).toBe("-0.005");
  });
});
