// The colours and fonts of the page, which Streamlit gives as variables of CSS.

/**
 * @typedef {object} Theme
 * @property {string} ink text
 * @property {string} back the page
 * @property {string} faint lines of a grid
 * @property {string} family of the font
 */

/**
 * The theme that is in force where `element` stands.
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
