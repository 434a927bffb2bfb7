/** As many colours as there are in the style sheet. */
const HUES = 6;

/**
 * The number of a provider's colour.
 *
 * @param {number} at the place of the provider among all
 */
export const hueOf = (at) => Math.max(at, 0) % HUES;
