// The losses of a class: each run as a thin line, and above them the band that contains them.

import { Chart } from "../live/chart.js";
import { ticks, written } from "../shared/axis.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [38, 8, 8, 20];

export class Band extends Chart {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {any} palette
   */
  constructor(canvas, palette) {
    super(canvas, palette);
    /** @type {ArrayLike<number>} */
    this.at = [];
    /** @type {Float32Array[]} smallest, quartiles with the median, largest */
    this.quantiles = [];
    /** @type {Float32Array[]} */
    this.losses = [];
  }

  /**
   * @param {Int32Array} at the steps
   * @param {Float32Array} quantiles five rows
   * @param {Float32Array} losses a row for each run; NaN where it has not been
   */
  show(at, quantiles, losses) {
    this.at = at;
    const rows = (/** @type {Float32Array} */ all) =>
      Array.from({ length: all.length / at.length }, (_, i) => all.subarray(i * at.length, (i + 1) * at.length));
    this.quantiles = rows(quantiles);
    this.losses = rows(losses);
    this.ask();
  }

  draw() {
    this.request = 0;
    if (!this.at.length || !this.begin()) return;
    const { at, quantiles, sheet, palette } = this;
    const [low, high] = [Math.min(...quantiles[0]), Math.max(...quantiles[4])];
    const room = Math.max(1e-6, high - low);
    const [bottom, top] = [low - 0.05 * room, high + 0.05 * room];
    const [first, last] = [at[0], at[at.length - 1]];
    const x = (/** @type {number} */ i) =>
      LEFT + ((at[i] - first) / Math.max(1, last - first)) * (sheet.width - LEFT - RIGHT);
    const y = (/** @type {number} */ loss) => TOP + ((top - loss) / (top - bottom)) * (sheet.height - TOP - BOTTOM);
    const { values, digits } = ticks(top - bottom);
    const unit = values[1] || top - bottom;
    for (let value = Math.ceil(bottom / unit) * unit; value <= top; value += unit) {
      this.grid(written(value, digits), y(value), LEFT, sheet.width - RIGHT);
    }
    for (const row of this.losses) this.run(row, x, y);
    this.between(quantiles[0], quantiles[4], x, y, 0.16);
    this.between(quantiles[1], quantiles[3], x, y, 0.34);
    const median = [...quantiles[2]].map((loss, i) => [x(i), y(loss)]);
    this.paper.line(median, palette.centre, 2.5);
    this.steps(first, last, LEFT, sheet.width - RIGHT);
  }

  /**
   * @param {Float32Array} row
   * @param {(i: number) => number} x
   * @param {(loss: number) => number} y
   */
  run(row, x, y) {
    const points = [...row].flatMap((loss, i) => (Number.isNaN(loss) ? [] : [[x(i), y(loss)]]));
    if (points.length > 1) this.paper.line(points, this.palette.muted, 0.8, 0.55);
  }

  /**
   * @param {Float32Array} low
   * @param {Float32Array} high
   * @param {(i: number) => number} x
   * @param {(loss: number) => number} y
   * @param {number} alpha
   */
  between(low, high, x, y, alpha) {
    const { context: c } = this;
    c.globalAlpha = alpha;
    c.fillStyle = this.palette.centre;
    c.beginPath();
    for (let i = 0; i < low.length; i++) c.lineTo(x(i), y(high[i]));
    for (let i = low.length - 1; i >= 0; i--) c.lineTo(x(i), y(low[i]));
    c.fill();
    c.globalAlpha = 1;
  }
}
