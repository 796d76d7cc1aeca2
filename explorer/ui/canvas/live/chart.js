// The common part of the panel's line charts: axes, and names at the lines' ends.

import { apart } from "../shared/axis.js";
import { CanvasPaper } from "../shared/paper.js";
import { Sheet } from "../shared/sheet.js";
import { inked, themeOf } from "../shared/theme.js";

/** @typedef {[text: string, y: number, colour: string]} Name at the end of a line */

export class Chart {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {any} palette
   */
  constructor(canvas, palette) {
    this.canvas = canvas;
    this.palette = palette;
    this.request = 0;
    this.theme = themeOf(canvas);
    this.sheet = new Sheet(canvas, () => this.ask());
    this.paper = new CanvasPaper(this.sheet.context);
  }

  get context() {
    return this.sheet.context;
  }

  draw() {}

  restyle() {
    this.theme = themeOf(this.canvas);
    this.ask();
  }

  ask() {
    if (!this.request) this.request = requestAnimationFrame(() => this.draw());
  }

  /** Clears the sheet; false while there is no room for one. */
  begin() {
    this.request = 0;
    if (!this.sheet.begin()) return false;
    this.context.font = `11px ${this.theme.family}`;
    this.context.textBaseline = "middle";
    return true;
  }

  /**
   * A grid line with its value to the left of it.
   * @param {string} value
   * @param {number} y
   * @param {number} left
   * @param {number} right
   */
  grid(value, y, left, right) {
    this.paper.line(
      [
        [left, y],
        [right, y],
      ],
      this.theme.faint,
      1,
    );
    this.note(value, left - 5, y, "right");
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {CanvasTextAlign} align
   */
  note(text, x, y, align) {
    const { context: c } = this;
    c.fillStyle = this.theme.ink;
    c.globalAlpha = 0.8;
    c.textAlign = align;
    c.fillText(text, x, y);
    c.globalAlpha = 1;
  }

  /**
   * The axis of steps.
   * @param {number} first
   * @param {number} last
   * @param {number} left
   * @param {number} right
   */
  steps(first, last, left, right) {
    const y = this.sheet.height - 6;
    this.note("step", (left + right) / 2, y, "center");
    if (last > first) this.note(last.toLocaleString("en"), right, y, "right");
    this.note(first.toLocaleString("en"), left, y, "left");
  }

  /**
   * The step looked at: a line, and a dot where it meets each curve.
   * @param {number} x
   * @param {number} top
   * @param {number} bottom
   * @param {[y: number, colour: string][]} dots
   */
  markAt(x, top, bottom, dots) {
    this.paper.line(
      [
        [x, top],
        [x, bottom],
      ],
      this.theme.ink,
      1.5,
      0.8,
    );
    for (const [y, colour] of dots) if (Number.isFinite(y)) this.paper.ring(x, y, 4, this.theme.back, 1.5, 1, colour);
  }

  /**
   * Names at the ends of lines, pushed apart where they would overlap.
   * @param {Name[]} names
   * @param {number} x
   * @param {number} top
   * @param {number} bottom
   */
  nameLines(names, x, top, bottom) {
    const { context: c } = this;
    const sorted = [...names].sort((a, b) => a[1] - b[1]);
    const places = apart(
      sorted.map(([, y]) => y),
      12,
      bottom,
    );
    c.textAlign = "left";
    sorted.forEach(([text, , colour], i) => {
      c.fillStyle = inked(colour, this.theme.ink);
      c.fillText(text, x, Math.max(top, places[i]));
    });
  }

  close() {
    this.sheet.close();
    cancelAnimationFrame(this.request);
    this.request = -1;
  }
}
