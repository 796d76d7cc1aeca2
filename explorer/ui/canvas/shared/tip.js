// The small box next to the pointer.

import { make } from "./elements.js";

/**
 * Shows `lines` next to (x, y), the first one bold, inside a figure of that width and height.
 * @param {HTMLElement} tip
 * @param {string[]} lines none hides the box
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
export function showTip(tip, lines, x = 0, y = 0, width = 0, height = 0) {
  tip.hidden = !lines.length;
  if (!lines.length) return;
  tip.replaceChildren(...lines.map((line, i) => make(i ? "span" : "b", "", null, line)));
  const left = x + 14 + tip.offsetWidth > width ? x - 14 - tip.offsetWidth : x + 14;
  const top = Math.min(height - tip.offsetHeight, Math.max(0, y + 12));
  tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
}
