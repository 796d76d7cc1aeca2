// One update, number by number: the vectors as strips of colour, scores, errors, gradient, and the NumPy that did it.

import { make, setClass, setText } from "../shared/elements.js";
import { themeOf } from "../shared/theme.js";
import { showTip } from "../shared/tip.js";
import { under } from "../shared/under.js";
import { signed } from "./tables.js";
import { Tint } from "./tint.js";

const COLUMNS = ["live-letter", "live-strip", ...Array(7).fill("live-num")];
const MOST_PLACES = 6;

/**
 * An update: the inputs of the step, and the vectors before and after it.
 * @typedef {object} Update
 * @property {string[]} words
 * @property {Int32Array} rows
 * @property {Float32Array} values
 * @property {Float32Array} v the input vector, before and after
 * @property {Float32Array} u the output vectors, all before and all after
 * @property {Float32Array} chance of each to be drawn
 * @property {Int32Array[]} touched rows of V_in and of V_out that have a gradient
 * @property {{step: number, rate: number, to_come: boolean}} told
 * @property {number} pairs of the step
 */

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}

/** @param {number} value */
function small(value) {
  return value < 0.001 ? value.toExponential(1) : value.toFixed(3);
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
function dot(a, b) {
  return a.reduce((sum, x, d) => sum + x * b[d], 0);
}

/**
 * Two numbers with enough decimal places to tell them apart.
 * @param {number} before
 * @param {number} after
 * @param {number} [places] at least
 */
export function apart(before, after, places = 2) {
  let n = places;
  while (n < MOST_PLACES && before !== after && signed(before, n) === signed(after, n)) n++;
  return [signed(before, n), signed(after, n)];
}

export class XRay {
  /**
   * @param {HTMLElement} box
   * @param {any} palette
   */
  constructor(box, palette) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (box.querySelector(name));
    this.tint = new Tint(palette);
    this.palette = palette;
    this.box = box;
    this.phase = "before";
    /** @type {{tr: HTMLElement, cells: HTMLElement[], canvas: HTMLCanvasElement}[]} */
    this.rows = [];
    this.body = part("tbody");
    this.code = [...box.querySelectorAll(".live-code output")];
    this.story = part(".live-story");
    this.scale = part(".live-scale");
    this.what = part(".live-xray-what");
    this.tip = part(".canvas-tip");
    this.sparse = /** @type {HTMLCanvasElement} */ (box.querySelector(".live-sparse canvas"));
    this.sparseNote = part(".live-sparse figcaption");
    /** @type {Update | null} */
    this.seen = null;
    /** @type {HTMLButtonElement[]} */
    this.phases = [...box.querySelectorAll("button[data-phase]")].map((button) => /** @type {any} */ (button));
    for (const button of this.phases)
      button.onclick = () => {
        this.phase = button.dataset.phase || "before";
        this.draw();
      };
  }

  /** @param {number} i */
  row(i) {
    while (this.rows.length <= i) {
      const tr = make("tr", "", this.body);
      const cells = COLUMNS.map((name) => make("td", name, tr));
      const canvas = make("canvas", "", cells[1]);
      const row = this.rows.length;
      canvas.addEventListener("pointermove", (event) => this.point(event, row));
      canvas.addEventListener("pointerleave", () => showTip(this.tip, []));
      this.rows.push({ tr, cells, canvas });
    }
    return this.rows[i];
  }

  /**
   * @param {string[]} words
   * @param {any} arrays
   * @param {{step: number, rate: number, to_come: boolean}} told
   * @param {number} pairs of the step
   */
  update(words, { rows, values, x_v, x_u, x_chance, x_touched_v, x_touched_u }, told, pairs) {
    const [v, u, chance] = [x_v.slice(), x_u.slice(), x_chance.slice()];
    const touched = [x_touched_v.slice(), x_touched_u.slice()];
    this.seen = { words, rows: rows.slice(), values: values.slice(), v, u, chance, touched, told, pairs };
    this.draw();
  }

  draw() {
    for (const button of this.phases) button.setAttribute("aria-pressed", String(button.dataset.phase === this.phase));
    this.box.classList.toggle("live-empty", !this.seen);
    if (!this.seen) return;
    const { told, pairs } = this.seen;
    const size = pairs === 1 ? "a single pair" : `${pairs} pairs; this is one of them`;
    const step = told.step.toLocaleString("en");
    setText(
      this.what,
      told.to_come
        ? `Nothing is trained yet. Step ${step} would take ${size}.`
        : `Step ${step}, done. It took ${size}.`,
    );
    this.drawRows(this.seen);
    this.drawCode(this.seen);
    this.drawSparse(this.seen);
  }

  /**
   * Vector number i, the centre first: before, its gradient by this pair, and after.
   * @param {Update} update
   * @param {number} i
   */
  vectors({ v, u, chance, values }, i) {
    const [D, n] = [v.length / 2, chance.length];
    const before = (/** @type {number} */ k) => u.subarray(k * D, (k + 1) * D);
    const error = (/** @type {number} */ k) => values[3 * k + 2];
    if (i)
      return [before(i - 1), v.subarray(0, D).map((x) => error(i - 1) * x), u.subarray((n + i - 1) * D, (n + i) * D)];
    const gradient = new Float32Array(D);
    for (let k = 0; k < n; k++)
      before(k).forEach((x, d) => {
        gradient[d] += error(k) * x;
      });
    return [v.subarray(0, D), gradient, v.subarray(D)];
  }

  /**
   * The part of a vector that the phase shows.
   * @param {Update} update
   * @param {number} i
   */
  strip(update, i) {
    const [before, gradient, after] = this.vectors(update, i);
    if (this.phase === "before") return before;
    if (this.phase === "gradient") return gradient;
    return this.phase === "after" ? after : after.map((x, d) => x - before[d]);
  }

  /**
   * The numbers of the component that is pointed at.
   * @param {PointerEvent} event
   * @param {number} row
   */
  point(event, row) {
    if (!this.seen) return;
    const vectors = this.vectors(this.seen, row);
    const D = vectors[0].length;
    const target = /** @type {HTMLElement} */ (event.target);
    const d = Math.min(D - 1, Math.max(0, Math.floor((under(event, target)[0] / target.clientWidth) * D)));
    const [before, gradient, after] = vectors.map((vector) => vector[d]);
    const [from, to] = apart(before, after, 4);
    const [x, y] = under(event, this.box);
    showTip(
      this.tip,
      [
        `${this.name(this.seen, row)}, component ${d + 1}`,
        `before ${from}`,
        `gradient ${signed(gradient, 5)}`,
        `after ${to}`,
      ],
      x,
      y + this.box.scrollTop,
      this.box.clientWidth,
      this.box.clientHeight + this.box.scrollTop,
    );
  }

  /**
   * @param {Update} update
   * @param {number} i
   */
  name({ words, rows }, i) {
    return i ? `u ${words[rows[3 * i - 2]]}` : `v ${words[rows[0]]}`;
  }

  /** @param {Update} update */
  drawRows(update) {
    const { words, rows, values, v, u, chance, pairs } = update;
    const [D, n] = [v.length / 2, chance.length];
    const strips = Array.from({ length: n + 1 }, (_, i) => this.strip(update, i));
    const most = Math.max(...strips.map((strip) => strip.reduce((so, x) => Math.max(so, Math.abs(x)), 0)));
    setText(this.scale, `colour scale ±${small(most)}`);
    this.line(0, "live-row-v", this.name(update, 0), strips[0], most, Array(7).fill(""));
    const v1 = v.subarray(D);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const flags = rows[3 * i + 2];
      const [positive, counts] = [flags & 1, flags & 2];
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      const x = positive ? -score : score;
      const loss = counts ? Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) : 0;
      total += loss;
      const kind = positive ? "live-positive" : counts ? "live-negative" : "live-skipped";
      const [from, to] = apart(score, dot(u.subarray((n + i) * D, (n + i + 1) * D), v1));
      this.line(i + 1, kind, this.name(update, i + 1), strips[i + 1], most, [
        from,
        to,
        sigma.toFixed(3),
        positive ? "1" : counts ? "0" : "–",
        counts ? signed(error, 3) : "0",
        loss.toFixed(3),
        positive ? "in the window" : `drawn, p = ${percent(chance[i])}`,
      ]);
    }
    for (let i = n + 1; i < this.rows.length; i++) this.rows[i].tr.hidden = true;
    setText(this.story, story(words, rows, v, u, n, total, pairs));
  }

  /**
   * The gradient as the lectures draw it: only a few rows of both matrices are touched.
   * @param {Update} update
   */
  drawSparse({ words, touched }) {
    const V = words.length;
    const { clientWidth: width, clientHeight: height } = this.sparse;
    const ratio = window.devicePixelRatio || 1;
    this.sparse.width = Math.max(1, Math.round(width * ratio));
    this.sparse.height = Math.max(1, Math.round(height * ratio));
    const c = /** @type {CanvasRenderingContext2D} */ (this.sparse.getContext("2d"));
    const { faint } = themeOf(this.sparse);
    touched.forEach((rows, k) => {
      const [top, high] = [(k * this.sparse.height) / 2 + 1, this.sparse.height / 2 - 2];
      c.globalAlpha = 0.5;
      c.fillStyle = faint;
      c.fillRect(0, top, this.sparse.width, high);
      c.globalAlpha = 1;
      c.fillStyle = k ? this.palette.context : this.palette.centre;
      for (const row of rows) c.fillRect((row / V) * this.sparse.width, top, Math.max(1, this.sparse.width / V), high);
    });
    const [inputs, outputs] = touched.map((rows) => rows.length);
    const all = V.toLocaleString("en");
    const share = (inputs + outputs) / (2 * V);
    const sparse = share < 0.1 ? "a very sparse matrix" : "sparse, and the sparser the larger the vocabulary";
    setText(
      this.sparseNote,
      `Rows with a gradient in this step: ${inputs} of ${all} of v (above), ${outputs} of ${all} of u (below), so ` +
        `${percent(share)} of 2V. All others are 0: ${sparse}.`,
    );
  }

  /**
   * Each component of each vector, as rows of a table; with a u, its product with v before and after.
   */
  table() {
    /** @type {(string | number)[][]} */
    const rows = [["vector", "word", "component", "before", "gradient", "after", "u·v before", "u·v after"]];
    const { seen } = this;
    if (!seen) return rows;
    const [v, , v1] = this.vectors(seen, 0);
    for (let i = 0; i <= seen.chance.length; i++) {
      const [before, gradient, after] = this.vectors(seen, i);
      const [letter, word] = this.name(seen, i).split(/ (.*)/s);
      const scores = i ? [dot(before, v), dot(after, v1)] : ["", ""];
      before.forEach((x, d) => {
        rows.push([letter, word, d + 1, x, gradient[d], after[d], ...scores]);
      });
    }
    return rows;
  }

  /** @param {Update} update */
  drawCode({ values, chance, told }) {
    const n = chance.length;
    const list = (/** @type {number} */ k, /** @type {number} */ digits) => {
      const shown = Array.from({ length: Math.min(n, 4) }, (_, i) =>
        signed(values[3 * i + k], digits).replace("+", ""),
      );
      return `[${shown.join(", ")}${n > 4 ? ", …]" : "]"}`;
    };
    const outputs = [list(0, 2), list(1, 3), list(2, 3), told.rate.toPrecision(2).replace(/\.?0+$/, "")];
    outputs.forEach((text, i) => {
      setText(this.code[i], text);
    });
  }

  /**
   * @param {number} i
   * @param {string} className
   * @param {string} letter
   * @param {Float32Array} strip
   * @param {number} most
   * @param {string[]} numbers
   */
  line(i, className, letter, strip, most, numbers) {
    const { tr, cells, canvas } = this.row(i);
    tr.hidden = false;
    setClass(tr, className);
    setText(cells[0], letter);
    this.tint.paint(canvas, strip, strip.length, most);
    numbers.forEach((text, k) => {
      setText(cells[k + 2], text);
    });
  }
}

/**
 * The update in a few sentences.
 * @param {string[]} words
 * @param {Int32Array} rows
 * @param {Float32Array} v
 * @param {Float32Array} u
 * @param {number} n output words
 * @param {number} total loss of the pair
 * @param {number} pairs of the step
 */
function story(words, rows, v, u, n, total, pairs) {
  const D = v.length / 2;
  const [v0, v1, u0, u1] = [v.subarray(0, D), v.subarray(D), u.subarray(0, D), u.subarray(n * D, (n + 1) * D)];
  const [first, then] = surely(dot(u0, v0), dot(u1, v1));
  const moved = Math.sqrt(v0.reduce((sum, x, d) => sum + (v1[d] - x) ** 2, 0));
  const [centre, context] = [words[rows[0]], words[rows[1]]];
  const update = pairs === 1 ? "this one update" : `this update by ${pairs} pairs at once`;
  const asked =
    `This pair cost ${total.toFixed(3)} nats. Asked whether “${context}” stands near “${centre}”, the model said ` +
    `${first}; after ${update} it says ${then}. `;
  if (!u.subarray(0, n * D).some((x) => x))
    return (
      `${asked}The vector v of “${centre}” has not been moved by it: its gradient is Σ e u, and each u is still 0, where all ` +
      "output vectors begin. Only the u move now; once they have, v does too."
    );
  return (
    `${asked}The vector of “${centre}” moved by ${small(moved)}: towards the context word in proportion to what was ` +
    "missing to 1, away from each negative in proportion to what it was above 0."
  );
}

/**
 * Two scores as percentages, with enough decimal places to tell them apart.
 * @param {number} before
 * @param {number} after
 */
function surely(before, after) {
  const sure = (/** @type {number} */ score) => 100 / (1 + Math.exp(-score));
  let places = 0;
  while (places < MOST_PLACES && before !== after && sure(before).toFixed(places) === sure(after).toFixed(places))
    places++;
  return [before, after].map((score) => `${sure(score).toFixed(places)}%`);
}
