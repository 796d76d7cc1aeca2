// The colours and fonts of the page, which Streamlit gives as variables of CSS.

/**
 * @typedef {object} Theme
 * @property {string} ink text
 * @property {string} back the page
 * @property {string} faint lines of a grid
 * @property {string} family of the font
 */

/**
 * The theme that applies to `element`.
 * @param {Element} element
 * @returns {Theme}
 */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const of = (/** @type {string} */ name, /** @type {string} */ otherwise) =>
    style.getPropertyValue(name).trim() || otherwise;
  return {
    ink: of("--st-text-color", "#222"),
    back: of("--st-background-color", "#fff"),
    faint: of("--st-border-color", "#ddd"),
    family: of("--st-font", "sans-serif"),
  };
}

/**
 * A role's colour for text: mixed with the ink until its contrast with the page is 4.5 to 1.
 * @param {string} colour as #rrggbb
 * @param {string} ink
 */
export function inked(colour, ink) {
  const parts = (/** @type {string} */ hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  if (!/^#[0-9a-f]{6}$/i.test(colour) || !/^#[0-9a-f]{6}$/i.test(ink)) return colour;
  const end = parts(ink);
  return `rgb(${parts(colour)
    .map((part, i) => Math.round(0.66 * part + 0.34 * end[i]))
    .join(",")})`;
}
