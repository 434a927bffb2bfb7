import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executablePath, type Reader, startReader } from "./browser.ts";
import { everything } from "./fixture.ts";

if (!executablePath) {
  console.warn(
    "SKIPPED: the report was not looked at in a browser. Install Chromium (on Debian: apt-get install chromium), or name one in CHROMIUM_PATH.",
  );
}

describe.skipIf(!executablePath)("a report in a browser", { timeout: 30_000 }, () => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await startReader();
  }, 30_000);
  afterAll(() => reader.close());

  it("opens from a file, offline, without an error and without asking for anything", async () => {
    const { page, errors, requests } = await reader.open(everything());
    await page.mouse.wheel(0, 20_000);
    await page.getByRole("button", { name: "Swipe between two" }).first().click();
    expect({ errors, requests }).toStrictEqual({ errors: [], requests: [] });
  });

  it("shows every image", async () => {
    const { page } = await reader.open(everything());
    const widths = await page.locator(".shot img").evaluateAll((images) =>
      Promise.all(
        images.map(async (image) => {
          if (!(image instanceof HTMLImageElement)) return 0;
          await image.decode();
          return image.naturalWidth;
        }),
      ),
    );
    expect(widths).toStrictEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it("draws its charts: bars for each provider and model, parts of the time, dots", async () => {
    const { page } = await reader.open(everything());
    const chart = (name: string) => page.locator(`[data-chart="${name}"] svg`);
    expect(
      await chart("cost").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
    ).toStrictEqual([
      "Cost of an image, krea-2-medium: krea $0.030, cloudflare $0.035, runware not known",
      "Cost of an image, krea-2-large: krea $0.040, cloudflare $0.015, runware $0.030",
    ]);
    const texts = (await chart("time").first().locator("text").allTextContents()).join(" ");
    expect(texts).toBe("krea cloudflare runware 4.0 s 2.1 s 9.0 s");
    expect(await chart("time").first().locator("rect").count()).toBeGreaterThanOrEqual(6);
    expect(await chart("scatter").locator(".dots path").count()).toBe(6);
    expect(await page.locator("[data-part]:visible").allTextContents()).toStrictEqual([
      "queued",
      "running",
      "download",
      "not told apart",
    ]);
  });

  it("tells what a dot is when it is pointed at", async () => {
    const { page, errors } = await reader.open(everything());
    const dot = page.locator('[data-chart="scatter"] .dots path').first();
    await dot.scrollIntoViewIfNeeded();
    // It lies below two others: the tip tells of all three.
    await dot.hover({ force: true });
    const lines = page.locator(".tip tspan");
    await lines.first().waitFor();
    const words = (await lines.allTextContents()).map((line) => line.replace("\u200b", ""));
    expect(words).toStrictEqual([
      "krea, request 1: $0.030 in 4.0 s",
      "krea, request 2: $0.030 in 4.0 s",
      "runware, request 3: $0.030 in 4.0 s",
    ]);
    expect(errors).toStrictEqual([]);
  });

  it("sorts its table by a column, again the other way round, and what is not known last", async () => {
    const { page } = await reader.open(everything());
    const total = page.getByRole("columnheader", { name: "Total" });
    const cells = () => page.locator("[data-numbers] tbody tr td:nth-child(17)").allTextContents();
    await total.getByRole("button").click();
    expect(await total.getAttribute("aria-sort")).toBe("ascending");
    const up = ["2.1 s", "4.0 s", "4.0 s", "4.0 s", "4.0 s", "4.0 s", "5.2 s", "9.0 s", "–"];
    expect(await cells()).toStrictEqual(up);
    await total.getByRole("button").press("Enter");
    expect(await total.getAttribute("aria-sort")).toBe("descending");
    expect(await cells()).toStrictEqual([...up.slice(0, -1).reverse(), "–"]);
    await page.getByRole("columnheader", { name: "Provider" }).getByRole("button").click();
    expect(await total.getAttribute("aria-sort")).toBeNull();
    expect((await page.locator("[data-numbers] tbody tr td:nth-child(3)").allTextContents())[0]).toBe(
      "cloudflare",
    );
  });

  it("filters images, charts and table alike, and shows all again", async () => {
    const { page } = await reader.open(everything());
    const shown = async () => ({
      cells: await page.locator(".cell:visible").count(),
      numbers: await page.locator("[data-numbers] tbody tr:visible").count(),
      settings: await page.locator("[data-settings]:visible").count(),
      bars: await page.locator('[data-chart="cost"] .bars rect').count(),
      count: await page.locator("[data-count]").textContent(),
    });
    const all = { cells: 9, numbers: 9, settings: 3, bars: 6, count: "9 of 9" };
    expect(await shown()).toStrictEqual(all);
    await page.getByRole("combobox", { name: "Provider" }).selectOption("krea");
    expect(await shown()).toStrictEqual({ cells: 3, numbers: 3, settings: 3, bars: 2, count: "3 of 9" });
    await page.getByRole("search").getByLabel("Model").selectOption("krea-2-large");
    expect(await shown()).toStrictEqual({ cells: 2, numbers: 2, settings: 2, bars: 1, count: "2 of 9" });
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await shown()).toStrictEqual(all);
    await page.getByRole("combobox", { name: "Status" }).selectOption("not asked");
    expect(await shown()).toStrictEqual({ cells: 1, numbers: 1, settings: 1, bars: 0, count: "1 of 9" });
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("searchbox").fill("LIGHTHOUSE fog");
    expect(await shown()).toStrictEqual({ cells: 3, numbers: 3, settings: 1, bars: 3, count: "3 of 9" });
    await page.getByRole("searchbox").fill("no such prompt");
    expect(await page.getByText("Nothing matches the filters.").isVisible()).toBe(true);
  });

  it("opens an image by mouse and by keyboard, goes on to others, and gives the focus back", async () => {
    const { page, errors } = await reader.open(everything());
    const dialog = page.getByRole("dialog");
    const facts = () => page.locator("[data-caption]").textContent();
    await page.locator(".shot").first().click();
    expect(await dialog.isVisible()).toBe(true);
    expect(await facts()).toBe("krea · 2 × 2 · seed 7 · $0.030 · 4.0 s");
    await page.keyboard.press("ArrowRight");
    expect(await facts()).toMatch(/^cloudflare · /);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await facts()).toMatch(/^runware · .*4\.0 s$/);
    expect(await page.locator("#viewer-title").textContent()).toBe("a fox asleep");
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    const second = page.locator(".shot").nth(1);
    await second.focus();
    await page.keyboard.press("Enter");
    expect(await facts()).toMatch(/^cloudflare · /);
    await page.getByRole("button", { name: "Close" }).click();
    expect(await second.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(errors).toStrictEqual([]);
  });

  it("zooms by keys, buttons and wheel, and fits again", async () => {
    const { page } = await reader.open(everything());
    await page.locator(".shot").first().click();
    const scale = async () => Number.parseInt((await page.locator("[data-scale]").textContent()) ?? "", 10);
    expect(await scale()).toBe(100);
    await page.keyboard.press("+");
    await expect.poll(scale).toBeGreaterThan(100);
    const byKey = await scale();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(scale).toBeGreaterThan(byKey);
    await page.keyboard.press("0");
    await expect.poll(scale).toBe(100);
    await page.locator("[data-stage]").hover();
    await page.mouse.wheel(0, -200);
    await expect.poll(scale).toBeGreaterThan(100);
    const { x = 0, y = 0, width = 0 } = (await page.locator("[data-pan]").boundingBox()) ?? {};
    await page.mouse.down();
    await page.mouse.move(740, 460);
    await page.mouse.up();
    const moved = await page.locator("[data-pan]").boundingBox();
    expect(moved?.width).toBe(width);
    expect([moved?.x, moved?.y]).not.toStrictEqual([x, y]);
  });

  it("swipes between two images by slider, keys and mouse, and lets both be chosen", async () => {
    const { page } = await reader.open(everything());
    await page.getByRole("button", { name: "Swipe between two" }).first().click();
    const at = () =>
      page.locator("[data-pan]").evaluate((pan) => getComputedStyle(pan).getPropertyValue("--swipe"));
    const slider = page.getByRole("slider", { name: "How much of the left image shows" });
    expect(await slider.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await at()).toBe("50%");
    await page.keyboard.press("ArrowRight");
    expect(await at()).toBe("51%");
    await page.keyboard.press("Home");
    expect(await at()).toBe("0%");
    const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator("[data-pan]").boundingBox()) ?? {};
    await page.mouse.move(x + width * 0.5, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + height / 2);
    await page.mouse.up();
    expect(Number.parseFloat(await at())).toBeCloseTo(75, 0);
    expect(await page.locator("[data-left], [data-right]").allTextContents()).toStrictEqual([
      "krea",
      "cloudflare",
    ]);
    await page.getByLabel("Right").selectOption("runware");
    expect(await page.locator("[data-left], [data-right]").allTextContents()).toStrictEqual([
      "krea",
      "runware",
    ]);
    const sources = await page
      .locator(".pan img")
      .evaluateAll((all) => all.map((one) => one.getAttribute("src")));
    const shots = await page
      .locator(".shot img")
      .evaluateAll((all) => all.map((one) => one.getAttribute("src")));
    expect(sources).toStrictEqual([shots[2], shots[0]]);
  });

  it("works out a month from the slider, from a number and for a model", async () => {
    const { page } = await reader.open(everything());
    const amounts = () => page.locator("[data-amount]").allTextContents();
    expect(await amounts()).toStrictEqual(["$300.00", "$350.00", "not known"]);
    const slider = page.getByRole("slider", { name: "Images a month" });
    await slider.focus();
    await page.keyboard.press("End");
    expect(await amounts()).toStrictEqual(["$30,000.00", "$35,000.00", "not known"]);
    expect(await slider.getAttribute("aria-valuetext")).toBe("1,000,000 images");
    const exact = page.getByLabel("Exactly");
    await exact.fill("2,000");
    expect(await amounts()).toStrictEqual(["$60.00", "$70.00", "not known"]);
    await exact.fill("lots");
    expect(await exact.getAttribute("aria-invalid")).toBe("true");
    expect(await amounts()).toStrictEqual(["$60.00", "$70.00", "not known"]);
    await page.locator("[data-bill]").getByLabel("Model").selectOption("krea-2-large");
    expect(await amounts()).toStrictEqual(["$80.00", "$30.00", "$60.00"]);
  });

  it("is dark where the system is, or where it was chosen, and remembers that", async () => {
    const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = "rgb(255, 255, 255)";
    const { page: dark } = await reader.open(everything(), { colorScheme: "dark" });
    expect(await background(dark)).toBe("rgb(13, 13, 15)");
    const { page } = await reader.open(everything());
    expect(await background(page)).toBe(light);
    await page.getByRole("radio", { name: "dark" }).check({ force: true });
    expect(await background(page)).toBe("rgb(13, 13, 15)");
    await page.reload();
    expect(await background(page)).toBe("rgb(13, 13, 15)");
    await page.emulateMedia({ media: "print" });
    expect(await background(page)).toBe(light);
  });

  it.each([360, 390, 768])("has no sideways scrolling at %i pixels, viewer included", async (width) => {
    const { page } = await reader.open(everything(), { viewport: { width, height: 780 } });
    const tooWide = () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
    expect(await tooWide()).toBe(0);
    await page.getByRole("button", { name: "Swipe between two" }).first().click();
    expect(await tooWide()).toBe(0);
    const { width: wide = 0 } = (await page.getByRole("slider", { name: /left image/ }).boundingBox()) ?? {};
    expect(wide).toBeGreaterThan(100);
    expect(await page.getByRole("dialog").evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  });

  it("unfolds everything for paper", async () => {
    const { page } = await reader.open(everything());
    expect(await page.locator("details:not([open])").count()).toBe(2);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await page.locator("details:not([open])").count()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await page.locator("details:not([open])").count()).toBe(2);
  });

  it("reads without scripts, and says that charts need them", async () => {
    const { page } = await reader.open(everything(), { javaScriptEnabled: false });
    expect(
      await page
        .locator("[data-filter], [data-bill], [data-theme-choice], [data-charts]")
        .filter({ visible: true })
        .count(),
    ).toBe(0);
    expect(await page.locator("noscript p").isVisible()).toBe(true);
    expect(await page.locator("[data-numbers] tbody tr:visible").count()).toBe(9);
  });

  it.each(["light", "dark"] as const)(
    "has no accessibility flaw that axe knows of, in %s",
    async (colorScheme) => {
      const { page } = await reader.open({ ...everything(), emulated: true }, { colorScheme });
      await page.evaluate(axe.source);
      const flaws = async () => {
        const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      };
      expect(await flaws()).toStrictEqual([]);
      await page.getByRole("button", { name: "Swipe between two" }).first().click();
      expect(await flaws()).toStrictEqual([]);
      await page.getByRole("button", { name: "One" }).click();
      expect(await flaws()).toStrictEqual([]);
    },
  );
});
