// One update, number by number: the vectors as strips of colour, scores, errors, gradient, and the NumPy that did it.

import { make, setClass, setText } from "../shared/elements.js";
import { signed } from "./tables.js";
import { Tint } from "./tint.js";

const COLUMNS = ["live-letter", "live-strip", ...Array(6).fill("live-num")];

/**
 * An update: what the step was made of, and the vectors before and after it.
 * @typedef {object} Update
 * @property {string[]} words
 * @property {Int32Array} rows
 * @property {Float32Array} values
 * @property {Float32Array} v the input vector, before and after
 * @property {Float32Array} u the output vectors, all before and all after
 * @property {Float32Array} chance of each to be drawn
 * @property {number} rate
 */

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
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

export class XRay {
  /**
   * @param {HTMLElement} box
   * @param {any} palette
   */
  constructor(box, palette) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (box.querySelector(name));
    this.tint = new Tint(palette);
    this.box = box;
    this.phase = "before";
    /** @type {{tr: HTMLElement, cells: HTMLElement[], canvas: HTMLCanvasElement}[]} */
    this.rows = [];
    this.body = part("tbody");
    this.code = [...box.querySelectorAll(".live-code output")];
    this.story = part(".live-story");
    this.scale = part(".live-scale");
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
      this.rows.push({ tr, cells, canvas: make("canvas", "", cells[1]) });
    }
    return this.rows[i];
  }

  /**
   * @param {string[]} words
   * @param {any} arrays
   * @param {number} rate
   */
  update(words, { rows, values, x_v, x_u, x_chance }, rate) {
    const [v, u, chance] = [x_v.slice(), x_u.slice(), x_chance.slice()];
    this.seen = { words, rows: rows.slice(), values: values.slice(), v, u, chance, rate };
    this.draw();
  }

  draw() {
    for (const button of this.phases) button.setAttribute("aria-pressed", String(button.dataset.phase === this.phase));
    this.box.classList.toggle("live-empty", !this.seen);
    if (!this.seen) return;
    this.drawRows(this.seen);
    this.drawCode(this.seen);
  }

  /**
   * The part of a vector that the phase is about.
   * @param {Float32Array} all vectors before, then the same after
   * @param {number} size how many
   * @param {number} i
   * @param {number} D
   */
  part(all, size, i, D) {
    const before = all.subarray(i * D, (i + 1) * D);
    const after = all.subarray((size + i) * D, (size + i + 1) * D);
    if (this.phase === "before") return before;
    return this.phase === "after" ? after : after.map((x, d) => x - before[d]);
  }

  /** @param {Update} update */
  drawRows({ words, rows, values, v, u, chance }) {
    const [D, n] = [v.length / 2, chance.length];
    const strips = [this.part(v, 1, 0, D), ...Array.from({ length: n }, (_, i) => this.part(u, n, i, D))];
    const most = Math.max(...strips.map((strip) => strip.reduce((so, x) => Math.max(so, Math.abs(x)), 0)));
    setText(this.scale, `colour scale ±${small(most)}`);
    this.line(0, "live-row-v", `v ${words[rows[0]]}`, strips[0], most, ["", "", "", "", "", ""]);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const flags = rows[3 * i + 2];
      const [positive, counts] = [flags & 1, flags & 2];
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      const x = positive ? -score : score;
      const loss = counts ? Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) : 0;
      total += loss;
      const kind = positive ? "live-positive" : counts ? "live-negative" : "live-skipped";
      this.line(i + 1, kind, `u ${words[rows[3 * i + 1]]}`, strips[i + 1], most, [
        signed(score),
        sigma.toFixed(3),
        positive ? "1" : counts ? "0" : "–",
        counts ? signed(error, 3) : "0",
        loss.toFixed(3),
        positive ? "in the window" : `drawn, p = ${percent(chance[i])}`,
      ]);
    }
    for (let i = n + 1; i < this.rows.length; i++) this.rows[i].tr.hidden = true;
    setText(this.story, story(words, rows, v, u, n, total));
  }

  /** @param {Update} update */
  drawCode({ values, chance, rate }) {
    const n = chance.length;
    const list = (/** @type {number} */ k, /** @type {number} */ digits) => {
      const shown = Array.from({ length: Math.min(n, 4) }, (_, i) =>
        signed(values[3 * i + k], digits).replace("+", ""),
      );
      return `[${shown.join(", ")}${n > 4 ? ", …]" : "]"}`;
    };
    const outputs = [list(0, 2), list(1, 3), list(2, 3), rate.toPrecision(2).replace(/\.?0+$/, "")];
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
 * The update in two sentences.
 * @param {string[]} words
 * @param {Int32Array} rows
 * @param {Float32Array} v
 * @param {Float32Array} u
 * @param {number} n output words
 * @param {number} total loss of the pair
 */
function story(words, rows, v, u, n, total) {
  const D = v.length / 2;
  const [v0, v1, u0, u1] = [v.subarray(0, D), v.subarray(D), u.subarray(0, D), u.subarray(n * D, (n + 1) * D)];
  const sure = (/** @type {number} */ score) => percent(1 / (1 + Math.exp(-score)));
  const moved = Math.sqrt(v0.reduce((sum, x, d) => sum + (v1[d] - x) ** 2, 0));
  const [centre, context] = [words[rows[0]], words[rows[1]]];
  return (
    `This pair cost ${total.toFixed(3)} nats. Asked whether “${context}” stands near “${centre}”, the model said ` +
    `${sure(dot(u0, v0))}; after this one update it says ${sure(dot(u1, v1))}. The vector of “${centre}” moved by ` +
    `${small(moved)}: towards the context word in proportion to what was missing to 1, away from each negative in ` +
    "proportion to what it was above 0."
  );
}
