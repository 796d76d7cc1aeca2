// Rows of both matrices as heat maps, for words that matter: probes first, then the most frequent.

import { make, setClass, setText } from "../shared/elements.js";
import { showTip } from "../shared/tip.js";
import { under } from "../shared/under.js";
import { signed } from "./tables.js";
import { Tint } from "./tint.js";

const ROW = 15; // pixels

/** @typedef {{values: Float32Array, D: number, ids: number[], words: string[]}} Seen */

export class Matrices {
  /**
   * @param {HTMLElement} box
   * @param {any} palette
   */
  constructor(box, palette) {
    const part = (/** @type {string} */ name) => /** @type {any} */ (box.querySelector(name));
    this.tint = new Tint(palette);
    this.box = box;
    /** @type {HTMLElement} */
    this.names = part(".live-names");
    /** @type {HTMLElement} */
    this.tip = part(".canvas-tip");
    this.sides = ["v", "u"].map((letter) => {
      /** @type {HTMLCanvasElement} */
      const canvas = part(`.live-heat-${letter} canvas`);
      canvas.addEventListener("pointermove", (event) => this.hover(event, letter, canvas));
      canvas.addEventListener("pointerleave", () => showTip(this.tip, []));
      return { letter, canvas, note: part(`.live-heat-${letter} figcaption span`) };
    });
    /** @type {HTMLElement[]} */
    this.labels = [];
    /** @type {Record<string, Seen>} */
    this.seen = {};
  }

  /**
   * As many words as fit, these first.
   * @param {number[]} first
   * @param {number} V words there are
   */
  wanted(first, V) {
    const rows = Math.min(48, Math.max(8, Math.floor((this.box.clientHeight - 34) / ROW)));
    const ids = [...new Set(first)];
    for (let i = 0; ids.length < Math.min(rows, V); i++) if (!ids.includes(i)) ids.push(i);
    return ids.slice(0, Math.min(rows, V));
  }

  /**
   * @param {string[]} words
   * @param {any} header
   * @param {any} arrays
   * @param {Map<number, string>} roles of the step under way
   */
  update(words, header, arrays, roles) {
    const ids = header.heat;
    while (this.labels.length < ids.length) this.labels.push(make("span", "", this.names));
    this.labels.forEach((label, i) => {
      label.hidden = i >= ids.length;
      if (label.hidden) return;
      setText(label, words[ids[i]]);
      setClass(label, `live-role-${roles.get(ids[i]) || ""}`);
    });
    for (const { letter, canvas, note } of this.sides) {
      /** @type {number} */
      const scale = header[`heat_${letter}`];
      /** @type {Int16Array} */
      const whole = arrays[`heat_${letter}`];
      const D = whole.length / ids.length;
      const values = Float32Array.from(whole, (x) => x * scale);
      const most = 32767 * scale;
      this.tint.paint(canvas, values, D, most);
      canvas.style.height = `${ROW * ids.length}px`;
      setText(note, whole.some((x) => x) ? `largest component ±${most.toFixed(3)}` : "all zero before the first step");
      this.seen[letter] = { values, D, ids, words };
    }
  }

  /**
   * @param {PointerEvent} event
   * @param {string} letter
   * @param {HTMLCanvasElement} canvas
   */
  hover(event, letter, canvas) {
    const seen = this.seen[letter];
    if (!seen) return;
    const [x, y] = under(event, canvas);
    const row = Math.floor(y / ROW);
    const d = Math.floor((x / canvas.clientWidth) * seen.D);
    if (row < 0 || row >= seen.ids.length || d < 0 || d >= seen.D) return;
    const lines = [
      `${letter} ${seen.words[seen.ids[row]]}`,
      `component ${d + 1}: ${signed(seen.values[row * seen.D + d], 4)}`,
    ];
    const [left, top] = under(event, this.box);
    showTip(this.tip, lines, left, top, this.box.clientWidth, this.box.clientHeight);
  }
}
