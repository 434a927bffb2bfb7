// Takes the pictures of docs/report/: a comparison on an emulator in this process, rendered, opened in a real Chromium and
// looked at as a reader would. No key, no money, no network.
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compare } from "@unikrea/compare";
import { createKrea2 } from "@unikrea/core";
import { createEmulator } from "@unikrea/emulator";
import { cloudflare } from "@unikrea/provider-cloudflare";
import { krea } from "@unikrea/provider-krea";
import { runware } from "@unikrea/provider-runware";
import sharp from "sharp";
import { executablePath, startReader, type Visit } from "../packages/compare/test/report/browser.ts";

const OUT = fileURLToPath(new URL("../docs/report/", import.meta.url));
const MAX_BYTES = 400_000;
/** Between two screens of a phone. */
const GAP = { width: 24, color: "#d4d4d8" };

type Page = Visit["page"];

/** One picture: the screens of a device, side by side. */
interface Shot {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: "light" | "dark";
  /** Pixels of the picture for one of the page. */
  readonly scale: number;
  /** What leads to each screen. */
  readonly screens: readonly ((page: Page) => Promise<unknown>)[];
}

const top = (page: Page) => page.mouse.move(0, 0);
const at = (part: string) => (page: Page) =>
  page.evaluate((id) => document.getElementById(id)?.scrollIntoView({ behavior: "instant" }), part);
const swipe = (page: Page) => page.getByRole("button", { name: "Swipe between two" }).first().click();

const DESKTOP = { colorScheme: "light", scale: 1 } as const;
const SHOTS: readonly Shot[] = [
  { ...DESKTOP, name: "desktop", viewport: { width: 1280, height: 1400 }, screens: [top] },
  { ...DESKTOP, name: "swipe", viewport: { width: 1280, height: 860 }, screens: [swipe] },
  {
    ...{ name: "dark", viewport: { width: 1280, height: 1500 }, colorScheme: "dark", scale: 1 },
    screens: [at("charts")],
  },
  {
    ...{ name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light", scale: 1.5 },
    screens: [top, at("images"), at("charts"), swipe],
  },
];

async function compareOnEmulator() {
  const emulator = createEmulator();
  // One image is refused, so that the pictures show what a failure looks like.
  emulator.inject({ kind: "moderated", service: "krea", match: "cabin" });
  const { fetch } = emulator;
  const account = { accountId: "0".repeat(32), apiToken: "emulated" };
  const k2 = createKrea2({
    providers: [
      krea({ apiKey: "emulated", fetch }),
      cloudflare({ ...account, fetch }),
      runware({ apiKey: "emulated", fetch }),
    ],
  });
  const common = { aspectRatio: "3:2", model: "krea-2-medium-turbo" } as const;
  const requests = [
    { prompt: "a lighthouse in fog, first light on wet rocks", aspectRatio: "16:9", seed: 7 },
    { ...common, prompt: "a sailing boat on a calm lake at sunset", seed: 4 },
    { ...common, prompt: "a cabin below the mountains, snow", seed: 12, n: 2 },
    { ...common, prompt: "a lone tree on a hill at night", seed: 21, sliders: { intensity: 30 } },
  ] as const;
  return compare(k2, requests, { maxUsd: 2 });
}

/** Screens side by side, with a gap between them. */
async function join(screens: readonly Buffer[]) {
  const [first] = screens;
  const { width = 0, height = 0 } = first ? await sharp(first).metadata() : {};
  const whole = width * screens.length + GAP.width * (screens.length - 1);
  return sharp({ create: { width: whole, height, channels: 3, background: GAP.color } }).composite(
    screens.map((input, place) => ({ input, top: 0, left: place * (width + GAP.width) })),
  );
}

if (!executablePath)
  throw new Error(
    "no Chromium: install it (on Debian: apt-get install chromium), or name one in CHROMIUM_PATH",
  );
const comparison = await compareOnEmulator();
const reader = await startReader();
await mkdir(OUT, { recursive: true });
try {
  for (const { name, viewport, colorScheme, scale, screens } of SHOTS) {
    const { page, errors } = await reader.open(comparison, {
      viewport,
      colorScheme,
      deviceScaleFactor: scale,
    });
    const taken: Buffer[] = [];
    for (const prepare of screens) {
      await prepare(page);
      await page
        .locator("img[src]")
        .evaluateAll((all) => Promise.all(all.map((one) => one instanceof HTMLImageElement && one.decode())));
      taken.push(await page.screenshot());
    }
    // Of few colours and many flat areas: a palette loses nothing that can be seen.
    const picture = await (await join(taken)).png({ palette: true, quality: 90, effort: 10 }).toBuffer();
    if (errors.length > 0) throw new Error(`${name}: ${errors.join("; ")}`);
    if (picture.length > MAX_BYTES) throw new Error(`${name}: ${picture.length} bytes are too many`);
    await writeFile(`${OUT}${name}.png`, picture);
    console.log(`docs/report/${name}.png  ${Math.round(picture.length / 1000)} kB`);
  }
} finally {
  await reader.close();
}
