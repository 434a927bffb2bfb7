// Shared by the page and by what renders it, so that a figure reads the same wherever it stands.

const usd = (/** @type {number} */ least, /** @type {number} */ most) =>
  new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
const cents = usd(3, 6);
const dollars = usd(2, 6);
const bill = usd(2, 2);
const count = new Intl.NumberFormat("en-US");

/**
 * Dollars, exact to the micro-dollar: `$0.030`, `$1.25`.
 *
 * @param {number | undefined} amount
 */
export function formatUsd(amount) {
  if (amount === undefined) return "not known";
  if (amount === 0) return "$0";
  return (Math.abs(amount) < 1 ? cents : dollars).format(amount);
}

/**
 * The price of an image, to a hundredth of a cent, since it may be a mean: `$0.030`, `$0.0333`.
 *
 * @param {number | undefined} amount
 */
export const formatPrice = (amount) =>
  formatUsd(amount === undefined ? undefined : Math.round(amount * 1e4) / 1e4);

/**
 * Dollars of a bill, exact to the cent: `$1,250.00`.
 *
 * @param {number | undefined} amount
 */
export const formatBill = (amount) => (amount === undefined ? "not known" : bill.format(amount));

/**
 * A duration: `820 ms`, `4.1 s`, `2 min 5 s`.
 *
 * @param {number | undefined} ms
 */
export function formatMs(ms) {
  if (ms === undefined) return "not known";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * A whole number: `10,000`.
 *
 * @param {number} amount
 */
export const formatCount = (amount) => count.format(amount);
