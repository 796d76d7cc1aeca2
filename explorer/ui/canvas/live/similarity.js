// The cosine of pairs of words that the visitor names, as lines over the steps.

import { written } from "../shared/axis.js";
import { Chart } from "./chart.js";

const MOST_PAIRS = 6;
const MOST_POINTS = 1200; // of a line; beyond that every second point goes
const DASHES = [[], [6, 3], [2, 2], [8, 2, 2, 2], [1, 3], [4, 2]];

export class Similarity extends Chart {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {any} palette
   */
  constructor(canvas, palette) {
    super(canvas, palette);
    /** @type {number[][]} ids */
    this.pairs = [];
    /** @type {string[]} */
    this.names = [];
    /** @type {number[]} steps */
    this.at = [];
    /** @type {number[][]} cosines of each pair at these steps */
    this.lines = [];
    /** @type {{step: number, cosines: (number | null)[]} | null} the step looked at */
    this.marked = null;
  }

  /**
   * @param {number | null} step looked at
   * @param {(number | null)[]} [cosines] of then
   */
  mark(step, cosines = []) {
    this.marked = step === null ? null : { step, cosines };
    this.ask();
  }

  forget() {
    this.at = [];
    this.lines = this.pairs.map(() => []);
  }

  /**
   * @param {number[][]} pairs
   * @param {string[]} names
   */
  show(pairs, names) {
    this.pairs = pairs;
    this.names = names;
    this.forget();
    this.ask();
  }

  /**
   * @param {number} step
   * @param {number[]} now the cosines of this step
   * @param {{steps: Int32Array, cosines: Float32Array}} past of the checkpoints since the last frame, or of all
   * @param {boolean} anew whether the past is the whole past
   */
  update(step, now, past, anew) {
    const P = this.pairs.length;
    if (now.length !== P) return; // an answer to an older question
    if (anew) this.forget();
    const last = () => this.at[this.at.length - 1];
    past.steps.forEach((at, i) => {
      if (!this.at.length || at > last()) this.add(at, past.cosines.subarray(i * P, (i + 1) * P));
    });
    while (this.at.length && last() >= step) {
      this.at.pop();
      for (const line of this.lines) line.pop();
    }
    this.add(step, now);
    if (this.at.length > MOST_POINTS) {
      const thin = (/** @type {number[]} */ list) => list.filter((_, i) => i % 2 === 0 || i > MOST_POINTS - 40);
      this.at = thin(this.at);
      this.lines = this.lines.map(thin);
    }
    this.ask();
  }

  /**
   * @param {number} step
   * @param {ArrayLike<number>} cosines
   */
  add(step, cosines) {
    this.at.push(step);
    for (const [k, line] of this.lines.entries()) line.push(cosines[k] ?? Number.NaN);
  }

  draw() {
    if (!this.begin()) return;
    const { width: w, height: h } = this.sheet;
    const texts = this.lines.map((line, k) => {
      const now = this.marked ? (this.marked.cosines[k] ?? Number.NaN) : line[line.length - 1];
      return `${this.names[k]} ${Number.isFinite(now) ? written(now, 2) : "–"}`;
    });
    const widest = Math.max(40, ...texts.map((text) => this.context.measureText(text).width));
    const [left, top, bottom] = [30, 8, h - 18];
    const right = Math.max(left + 60, w - widest - 10);
    const least = Math.min(0, ...this.lines.flat().filter(Number.isFinite));
    const low = least < -0.5 ? -1 : least < -0.05 ? -0.5 : 0;
    const first = this.at[0] ?? 0;
    const now = this.at[this.at.length - 1] ?? 0;
    const x = (/** @type {number} */ step) =>
      left + ((right - left) * (step - first)) / (Math.max(now, first + 20) - first);
    const y = (/** @type {number} */ cosine) => bottom - ((bottom - top) * (cosine - low)) / (1 - low);
    for (const value of low ? [low, 0, 1] : [0, 0.5, 1])
      this.grid(String(value).replace("-", "−"), y(value), left, right);
    /** @type {import("./chart.js").Name[]} */
    const names = [];
    this.lines.forEach((line, k) => {
      const points = line.map((cosine, i) => [x(this.at[i]), y(cosine)]).filter((point) => Number.isFinite(point[1]));
      const colour = this.palette.series[k % this.palette.series.length];
      this.paper.line(points, colour, 2, 1, DASHES[k]);
      names.push([texts[k], points.length ? points[points.length - 1][1] : y(0), colour]);
    });
    if (this.marked) {
      const colours = names.map(([, , colour]) => colour);
      const dots = this.marked.cosines.map(
        (cosine, k) => /** @type {[number, string]} */ ([y(cosine ?? Number.NaN), colours[k]]),
      );
      this.markAt(x(this.marked.step), top, bottom, dots);
    }
    this.nameLines(names, right + 6, top, bottom);
    this.canvas.setAttribute(
      "aria-label",
      `Cosine of the pairs at step ${this.marked?.step ?? now}: ${texts.join(", ")}`,
    );
    this.steps(first, now, left, right);
  }

  table() {
    /** @type {(string | number)[][]} */
    const rows = [["step", ...this.names]];
    this.at.forEach((step, i) => {
      rows.push([step, ...this.lines.map((line) => (Number.isFinite(line[i]) ? line[i] : ""))]);
    });
    return rows;
  }
}

/**
 * “king queen, man woman” as pairs of ids; and a sentence on what cannot be drawn.
 * @param {string} text
 * @param {Map<string, number>} index
 * @param {(word: string) => string} hint about a word that is missing
 * @param {Set<number>} absent words that are not trained
 */
export function pairsOf(text, index, hint, absent = new Set()) {
  /** @type {number[][]} */
  const pairs = [];
  const names = [];
  let trouble = "";
  for (const part of text.toLowerCase().split(/[,;]/)) {
    const words = part.trim().split(/\s+/).filter(Boolean);
    if (!words.length) continue;
    const missing = words.find((word) => !index.has(word));
    const given = part.trim().slice(0, 40);
    if (missing !== undefined) trouble ||= hint(missing);
    else if (words.length !== 2)
      trouble ||= `“${given}” is not two words: write pairs such as “king queen, man woman”.`;
    else if (words.some((word) => absent.has(index.get(word) ?? -1)))
      trouble ||= `“${given}”: one of the words is in no training sentence, so there is nothing to draw.`;
    else if (pairs.length === MOST_PAIRS) trouble ||= `At most ${MOST_PAIRS} pairs are drawn; these are the first.`;
    else {
      pairs.push(words.map((word) => index.get(word) ?? 0));
      names.push(words.join(" "));
    }
  }
  return { pairs, names, trouble };
}
