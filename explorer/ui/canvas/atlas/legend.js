// The meaning of the map's colours: groups as buttons that highlight their words, or the ends of a scale.
// Shapes with another meaning have their own row.

import { make } from "../shared/elements.js";
import { outline, SHAPES } from "../shared/paper.js";

/**
 * @typedef {object} Colouring
 * @property {string[]} names of the groups
 * @property {string[]} groups their colours
 * @property {[number, string][] | null} scale
 * @property {string} title
 * @property {string} unknown the colour of a word without a value
 * @property {string[]} ends
 * @property {{names: string[]} | null} [shapes] that say something else than the colour
 */

/**
 * @param {string} shape
 * @param {string} colour
 */
function sample(shape, colour) {
  const points = (outline(shape, 5) || []).map((point) => point.join(",")).join(" ");
  const mark = points ? `<polygon points="${points}"/>` : '<circle r="5"/>';
  return `<svg width="16" height="16" viewBox="-8 -8 16 16" fill="${colour}" aria-hidden="true">${mark}</svg>`;
}

export class Legend {
  /**
   * @param {HTMLElement} box
   * @param {(group: number | null) => void} onGroup when a group is to be lit, or none
   */
  constructor(box, onGroup) {
    this.box = box;
    this.onGroup = onGroup;
    this.key = "";
    /** @type {number | null} the group that is lit */
    this.group = null;
  }

  /**
   * @param {Colouring} colouring
   * @param {string} ink
   * @param {string[]} forms of the groups, in turn
   */
  show({ names, groups, scale, title, ends, shapes }, ink, forms = SHAPES) {
    const key = JSON.stringify([names, title, ends, ink, shapes?.names, forms.length]);
    if (key === this.key) return;
    this.key = key;
    this.group = null;
    const formOf = (/** @type {number} */ g) => (shapes ? "circle" : forms[g % forms.length]);
    const colours = names.map((name, g) => this.button(name, g, sample(formOf(g), groups[g])));
    this.box.replaceChildren(...(scale ? this.ends(title, ends, scale) : colours));
    if (!shapes) return;
    const row = make("div", "atlas-shapes");
    row.append(...shapes.names.map((name, k) => this.button(name, names.length + k, sample(forms[k], ink))));
    this.box.append(row);
  }

  /**
   * @param {string} title
   * @param {string[]} ends
   * @param {[number, string][]} scale
   */
  ends(title, ends, scale) {
    const bar = make("i", "atlas-bar");
    bar.style.background = `linear-gradient(90deg, ${scale.map(([s, c]) => `${c} ${100 * s}%`).join(",")})`;
    return [`${title}: ${ends[0]} `, bar, ` ${ends[1]}`];
  }

  /**
   * @param {string} name
   * @param {number} g
   * @param {string} mark
   */
  button(name, g, mark) {
    const button = make("button", "");
    button.type = "button";
    button.title = "Show only these";
    button.innerHTML = mark;
    button.append(name);
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => this.light(this.group === g ? null : g);
    return button;
  }

  /** @param {number | null} group */
  light(group) {
    this.group = group;
    this.box.querySelectorAll("button").forEach((button, g) => {
      button.setAttribute("aria-pressed", String(g === group));
    });
    this.onGroup(group);
  }
}
