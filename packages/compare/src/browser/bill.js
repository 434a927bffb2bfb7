/** The slider's positions: each step is about a twelfth more than the one before. */
const STEPS_A_DECADE = 30;

/** The fewest and the most images a month that can be asked about. */
export const MONTHLY_IMAGES = { least: 100, most: 1_000_000, usual: 10_000 };

/** The slider's last position; its first is 0. */
export const LAST_STEP = STEPS_A_DECADE * Math.log10(MONTHLY_IMAGES.most / MONTHLY_IMAGES.least);

/**
 * What a month costs, in dollars. `undefined` where the price of an image is not known.
 *
 * @param {number | undefined} perImageUsd
 * @param {number} images a month
 */
export const monthlyUsd = (perImageUsd, images) =>
  perImageUsd === undefined ? undefined : Math.round(perImageUsd * 1e6 * images) / 1e6;

/**
 * How many images a position of the slider stands for: two leading digits, so that it is a number one would say.
 *
 * @param {number} step 0…`LAST_STEP`
 */
export function imagesAt(step) {
  const exact = MONTHLY_IMAGES.least * 10 ** (step / STEPS_A_DECADE);
  const unit = 10 ** Math.max(Math.floor(Math.log10(exact) + 1e-9) - 1, 0);
  return Math.round(exact / unit) * unit;
}

/**
 * The position of the slider that is nearest to so many images.
 *
 * @param {number} images
 */
export function stepOf(images) {
  const bounded = Math.min(Math.max(images, MONTHLY_IMAGES.least), MONTHLY_IMAGES.most);
  return Math.round(STEPS_A_DECADE * Math.log10(bounded / MONTHLY_IMAGES.least));
}

/**
 * What was typed as a number of images: whole, at least 0. `undefined` when it is no number.
 *
 * @param {string} text
 */
export function readImages(text) {
  const images = Number(text.replaceAll(/[\s,_]/g, "") || Number.NaN);
  return Number.isFinite(images) && images >= 0 ? Math.round(images) : undefined;
}
