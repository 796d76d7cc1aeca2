// The words and numbers of one step: running text, pair table, formula.

import { make, setClass, setText } from "../shared/elements.js";

const [CONTEXT, ENDS] = [2, 4]; // marks of a word in the text

/** @typedef {{words: string[], ids: Int32Array, values: Float32Array}} Seen the pairs of a step */

/**
 * A number with its sign.
 * @param {number} value
 * @param {number} digits
 */
export function signed(value, digits = 2) {
  if (!Number.isFinite(value)) return "∞";
  if (Math.abs(value) >= 1e5) return (value < 0 ? "−" : "+") + Math.abs(value).toExponential(1);
  return (value < 0 ? "−" : "+") + Math.abs(value).toFixed(digits);
}

/** The centre stays in the middle and the text runs past it. */
export class RunningText {
  /** @param {HTMLElement} root */
  constructor(root) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name));
    this.centre = part(".live-centre");
    this.before = Array.from({ length: 16 }, () => make("span", "", part(".live-before")));
    this.after = Array.from({ length: 16 }, () => make("span", "", part(".live-after")));
    this.read = part(".live-read");
  }

  /**
   * @param {string[]} words
   * @param {Int32Array} strip ids of a stretch of the text
   * @param {Uint8Array} marks of each: in the window, end of a sentence
   * @param {number} at where the centre is in it
   */
  update(words, strip, marks, at) {
    setText(this.centre, words[strip[at]]);
    const show = (/** @type {HTMLElement} */ span, /** @type {number} */ i) => {
      const there = i >= 0 && i < strip.length;
      setText(span, there ? words[strip[i]] + (marks[i] & ENDS ? "." : "") : "");
      setClass(span, there && marks[i] & CONTEXT ? "live-context" : "");
    };
    const n = this.before.length;
    for (const [k, span] of this.before.entries()) show(span, at - n + k);
    for (const [k, span] of this.after.entries()) show(span, at + 1 + k);
  }

  clear() {
    for (const span of [this.centre, ...this.before, ...this.after]) {
      setText(span, "");
      if (span !== this.centre) setClass(span, "");
    }
  }

  /** @param {number} share of the text that has been read */
  progress(share) {
    this.read.style.transform = `scaleX(${share})`;
  }
}

export class PairTable {
  /** @param {HTMLElement} body */
  constructor(body) {
    this.body = body;
    /** @type {ReturnType<PairTable["begin"]>[]} */
    this.rows = [];
    /** @type {Seen | null} */
    this.seen = null;
  }

  /** A new row. */
  begin() {
    const tr = make("tr", "", this.body);
    const names = ["live-in", "live-out", "live-target", "live-num", "live-sigma", "live-num"];
    const cells = names.map((name) => make("td", name, tr));
    const track = make("span", "live-track", cells[4]);
    const fill = make("span", "live-fill", track);
    const gap = make("span", "live-gap", track);
    return { tr, cells, fill, gap, number: make("span", "live-p", cells[4]) };
  }

  /** @param {number} i */
  row(i) {
    while (this.rows.length <= i) this.rows.push(this.begin());
    return this.rows[i];
  }

  /**
   * @param {string[]} words
   * @param {Int32Array} rows centre, output and flags of each pair
   * @param {Float32Array} values score, sigmoid and error of each
   */
  update(words, rows, values) {
    const n = rows.length / 3;
    this.seen = { words, ids: rows.slice(), values: values.slice() };
    for (let i = 0; i < n; i++) {
      const { tr, cells, fill, gap, number } = this.row(i);
      const [centre, out, flags] = rows.subarray(3 * i, 3 * i + 3);
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      const [positive, counts] = [flags & 1, flags & 2];
      setClass(tr, positive ? "live-positive" : counts ? "live-negative" : "live-skipped");
      tr.hidden = false;
      setText(cells[0], words[centre]);
      setText(cells[1], words[out]);
      setText(cells[2], positive ? "● 1" : counts ? "■ 0" : "not counted");
      setText(cells[3], signed(score));
      fill.style.transform = `scaleX(${sigma})`;
      gap.style.left = positive ? `${100 * sigma}%` : "0";
      gap.style.width = positive ? `${100 * (1 - sigma)}%` : `${100 * sigma}%`;
      setText(number, sigma.toFixed(2));
      setText(cells[5], counts ? signed(error) : "0");
    }
    for (let i = n; i < this.rows.length; i++) this.rows[i].tr.hidden = true;
  }

  clear() {
    for (const { tr } of this.rows) tr.hidden = true;
    this.seen = null;
  }

  /** What is seen, as rows of a table. */
  table() {
    /** @type {(string | number)[][]} */
    const rows = [["input", "output", "target", "score", "sigmoid", "error"]];
    if (!this.seen) return rows;
    const { words, ids, values } = this.seen;
    for (let i = 0; i < ids.length / 3; i++) {
      const [centre, out, flags] = ids.subarray(3 * i, 3 * i + 3);
      const [score, sigma, error] = values.subarray(3 * i, 3 * i + 3);
      rows.push([words[centre], words[out], flags & 1 ? 1 : flags & 2 ? 0 : "not counted", score, sigma, error]);
    }
    return rows;
  }
}

/** The loss of the first pair of the table, term by term. */
export class Formula {
  /** @param {HTMLElement} box */
  constructor(box) {
    /** @type {{term: HTMLElement, number: HTMLElement, word: HTMLElement}[]} */
    this.terms = [];
    this.lead = make("span", "live-equals", box, "");
    this.list = make("span", "", box);
    this.sum = make("span", "live-equals", box, "");
  }

  /**
   * @param {string[]} words
   * @param {Int32Array} rows
   * @param {Float32Array} values
   * @param {number} negatives of each true pair
   */
  update(words, rows, values, negatives) {
    const shown = Math.min(1 + negatives, 9);
    while (this.terms.length < shown) {
      const term = make("span", "live-term", this.list);
      this.terms.push({ term, number: make("b", "", term), word: make("small", "", term) });
    }
    let total = 0;
    for (let i = 0; i <= negatives && 3 * i < values.length; i++) {
      const counts = rows[3 * i + 2] & 2;
      const x = (i ? 1 : -1) * values[3 * i];
      const loss = counts ? Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) : 0;
      total += loss;
      if (i >= shown) continue;
      const { term, number, word } = this.terms[i];
      setClass(term, `live-term ${i ? "live-n" : "live-u"}`);
      setText(number, (i ? "+ " : "") + loss.toFixed(2));
      setText(word, words[rows[3 * i + 1]]);
      term.hidden = false;
    }
    for (const { term } of this.terms.slice(shown)) term.hidden = true;
    setText(this.lead, "= ");
    this.list.hidden = false;
    setText(this.sum, `${negatives >= shown ? " + …" : ""} = ${total.toFixed(2)} nats`);
  }

  /** Before the first step there are no numbers. */
  clear() {
    this.list.hidden = true;
    setText(this.lead, "");
    setText(this.sum, "");
  }
}
