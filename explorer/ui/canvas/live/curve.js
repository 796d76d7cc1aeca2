// The loss curve: each step faint, their running mean bold, held-out pairs dashed, the untrained loss as a line.

import { ticks } from "../shared/axis.js";
import { under } from "../shared/under.js";
import { Chart } from "./chart.js";

/** @typedef {{smoothed: number[], width: number, from: number}} Other the curve of the run beside this one */

export class LossCurve extends Chart {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {any} palette
   */
  constructor(canvas, palette) {
    super(canvas, palette);
    this.width = 0; // steps that one point stands for
    this.from = 0; // the step before the first point
    /** @type {number[]} */
    this.means = [];
    /** @type {number[]} */
    this.smoothed = [];
    /** @type {number[]} */
    this.held = [];
    this.untrained = 0;
    /** @type {[number, number][]} steps at which the learning rate was changed, and the new rate */
    this.rates = [];
    /** @type {Other | null} */
    this.other = null;
    this.heldOut = true; // whether the dashed line is of sentences never trained on
    /** @type {number | null} the step looked at */
    this.marked = null;
    this.span = [0, 1, 0, 1]; // the steps at the ends of the axis, and where in pixels these are
    /** @type {(step: number) => void} a click on the curve */
    this.onStep = () => {};
    canvas.addEventListener("click", (event) => {
      const [first, last, left, right] = this.span;
      const step = Math.round(first + ((last - first) * (under(event, canvas)[0] - left)) / (right - left));
      if (this.means.length)
        this.onStep(Math.max(first + 1, Math.min(step, this.from + this.means.length * this.width)));
    });
  }

  /** What the dashed line is called. */
  get heldName() {
    return this.heldOut ? "held out" : "on the text";
  }

  /** @param {number | null} step looked at */
  mark(step) {
    if (step !== this.marked) this.ask();
    this.marked = step;
  }

  clear() {
    this.width = 0;
    this.means = [];
    this.smoothed = [];
    this.held = [];
  }

  /**
   * Points from `first` on; the earlier ones are merged in pairs when a point stands for more steps than
   * before.
   * @param {[number, number, number]} header width, first, from
   * @param {Float32Array} values means, running means, held-out losses
   */
  update([width, first, from], values) {
    if (first === 0) this.clear();
    this.from = from;
    for (; this.width && this.width < width; this.width *= 2) {
      const halve = (/** @type {number[]} */ list, /** @type {(a: number, b: number) => number} */ merge) =>
        Array.from({ length: list.length >> 1 }, (_, i) => merge(list[2 * i], list[2 * i + 1]));
      this.means = halve(this.means, (a, b) => (a + b) / 2);
      this.smoothed = halve(this.smoothed, (_, b) => b);
      this.held = halve(this.held, (a, b) => (Number.isNaN(b) ? a : b));
    }
    this.width = width;
    const n = values.length / 3;
    [this.means, this.smoothed, this.held].forEach((list, k) => {
      list.length = Math.min(list.length, first);
      for (let i = 0; i < n; i++) list.push(values[k * n + i]);
    });
    this.ask();
  }

  draw() {
    if (!this.begin()) return;
    const { context: c, palette, paper } = this;
    const { width: w, height: h } = this.sheet;
    const { ink } = this.theme;
    const room = Math.max(50, Math.ceil(c.measureText("untrained").width)); // a film has the font of its reader
    const [left, right, top, bottom] = [30, w - room - 4, 8, h - 18];
    const n = this.means.length;
    const known = [...this.means, this.untrained].filter(Number.isFinite);
    // The line of a diverging run leaves the chart at the top.
    const highest = Math.max(1, Math.min(Math.max(...known), 4 * (this.untrained || 5))) * 1.06;
    const x = (/** @type {number} */ i) => left + ((right - left) * (i + 1)) / Math.max(n, 20);
    const y = (/** @type {number} */ value) => bottom - ((bottom - top) * Math.min(value, highest * 2)) / highest;
    const { values, digits } = ticks(highest);
    for (const value of values) this.grid(value.toFixed(digits), y(value), left, right);
    c.save();
    c.beginPath();
    c.rect(left, 0, w - left, bottom + 2);
    c.clip();
    if (this.untrained)
      paper.line(
        [
          [left, y(this.untrained)],
          [right, y(this.untrained)],
        ],
        ink,
        1,
        0.7,
        [2, 3],
      );
    const { other } = this;
    if (other?.smoothed.length) {
      const at = (/** @type {number} */ i) =>
        x((other.from - this.from + (i + 1) * other.width) / (this.width || 1) - 1);
      paper.line(
        other.smoothed.map((value, i) => [at(i), y(value)]),
        ink,
        1.4,
        0.55,
      );
    }
    paper.line(
      this.means.map((value, i) => [x(i), y(value)]),
      palette.centre,
      1,
      0.3,
    );
    paper.line(
      this.smoothed.map((value, i) => [x(i), y(value)]),
      palette.centre,
      2.2,
    );
    const held = this.held.map((value, i) => [x(i), y(value)]).filter((point) => Number.isFinite(point[1]));
    paper.line(held, palette.answer, 1.8, 1, [5, 3]);
    c.restore();
    this.drawRates(x, left, right, top, bottom);
    this.span = [this.from, this.from + Math.max(n, 20) * this.width, left, right];
    if (this.marked !== null && n) {
      const i = Math.min(n, Math.max(1, Math.ceil((this.marked - this.from) / this.width))) - 1;
      this.markAt(x((this.marked - this.from) / this.width - 1), top, bottom, [[y(this.smoothed[i]), palette.centre]]);
    }
    /** @type {import("./chart.js").Name[]} */
    const names = [];
    if (this.untrained) names.push(["untrained", y(this.untrained), ink]);
    if (n) names.push(["training", y(this.smoothed[n - 1]), palette.centre]);
    if (other?.smoothed.length) names.push(["the other", y(other.smoothed[other.smoothed.length - 1]), ink]);
    if (held.length) names.push([this.heldName, held[held.length - 1][1], palette.answer]);
    this.nameLines(names, right + 4, top, bottom);
    this.steps(this.from, this.from + n * this.width, left, right);
  }

  /**
   * Where the learning rate was changed.
   * @param {(i: number) => number} x
   * @param {number} left
   * @param {number} right
   * @param {number} top
   * @param {number} bottom
   */
  drawRates(x, left, right, top, bottom) {
    for (const [step, rate] of this.rates) {
      const at = x((step - this.from) / this.width - 1);
      if (at < left || at > right) continue;
      this.paper.line(
        [
          [at, top],
          [at, bottom],
        ],
        this.theme.ink,
        1,
        0.6,
        [1, 2],
      );
      this.note(`rate ${rate}`, at - 3, top + 4, "right");
    }
  }

  /** As a table: the last step of each point, the mean loss of its steps, the running mean, the held-out loss. */
  table() {
    const value = (/** @type {number} */ x) => (Number.isFinite(x) ? x : "");
    /** @type {(string | number)[][]} */
    const rows = [["step", "loss", "running_mean", this.heldOut ? "held_out" : "on_the_text_itself"]];
    this.means.forEach((mean, i) => {
      rows.push([this.from + (i + 1) * this.width, value(mean), value(this.smoothed[i]), value(this.held[i])]);
    });
    return rows;
  }
}
