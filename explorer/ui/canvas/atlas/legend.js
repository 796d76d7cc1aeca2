// What the colours of the map stand for: groups as buttons that light theirs up, or the ends of a scale.

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
   * @param {string[]} shapes of the groups, in turn
   */
  show({ names, groups, scale, title, ends }, ink, shapes = SHAPES) {
    const key = JSON.stringify([names, title, ends, ink]);
    if (key === this.key) return;
    this.key = key;
    this.group = null;
    if (scale) {
      const bar = make("i", "atlas-bar");
      bar.style.background = `linear-gradient(90deg, ${scale.map(([s, c]) => `${c} ${100 * s}%`).join(",")})`;
      return this.box.replaceChildren(`${title}: ${ends[0]} `, bar, ` ${ends[1]}`);
    }
    this.box.replaceChildren(
      ...names.map((name, g) => this.button(name, g, sample(shapes[g % shapes.length], groups[g]))),
    );
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
