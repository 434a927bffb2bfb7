/**
 * The one element that must be there.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function find(selector, kind, root = document) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`${selector} is not on the page`);
  return found;
}

/**
 * All elements of one kind, which may be none.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export const findAll = (selector, kind, root = document) =>
  [...root.querySelectorAll(selector)].flatMap((found) => (found instanceof kind ? [found] : []));

/**
 * Shows what is of no use without scripts.
 *
 * @template {HTMLElement} T
 * @param {T} element
 */
export function reveal(element) {
  element.hidden = false;
  return element;
}
