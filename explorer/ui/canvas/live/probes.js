// Words that the visitor watches: probes with their nearest words, and an analogy.

import { written } from "../shared/axis.js";
import { make, setText } from "../shared/elements.js";

const SHOWN = 5; // nearest words of a probe

/** @typedef {[id: number, cosine: number | null][]} Near */
/** @typedef {ReturnType<Probes["line"]>} Line */

export class Probes {
  /**
   * @param {HTMLElement} rows
   * @param {HTMLElement} analogy
   * @param {() => void} onChange
   */
  constructor(rows, analogy, onChange) {
    this.onChange = onChange;
    /** @type {string[]} */
    this.words = [];
    /** @type {Map<string, number>} */
    this.index = new Map();
    /** @type {(number | undefined)[]} ids of the probes that are there */
    this.chosen = [];
    /** @type {number[] | null} of the analogy */
    this.terms = null;
    this.turn = -1;
    /** @type {Set<number>} words that no sentence has which is trained on */
    this.absent = new Set();
    this.probes = Array.from({ length: 3 }, (_, i) => this.line(rows, [["", `Probe word ${i + 1}`]]));
    this.analogy = this.line(analogy, [
      ["", "a"],
      ["−", "minus b"],
      ["+", "plus c"],
    ]);
  }

  /**
   * @param {HTMLElement} parent
   * @param {string[][]} fields the sign before each, and its name
   */
  line(parent, fields) {
    const line = make("div", "live-probe", parent);
    const inputs = fields.map(([sign, label]) => {
      if (sign) make("span", "live-sign", line, sign);
      const input = make("input", "", line);
      input.setAttribute("aria-label", label);
      input.autocomplete = "off";
      input.spellcheck = false;
      input.addEventListener("change", () => this.changed(true));
      input.addEventListener("focus", () => input.select());
      return input;
    });
    make("span", "live-arrow", line, "→").setAttribute("aria-hidden", "true");
    const list = make("span", "live-answers", line);
    const answers = Array.from({ length: SHOWN }, () => {
      const answer = make("span", "live-near", list);
      return { answer, word: make("span", "", answer), cosine: make("small", "", answer) };
    });
    const note = make("span", "live-missing", list);
    return { line, inputs, answers, note };
  }

  /**
   * @param {string[]} words
   * @param {string[]} probes
   * @param {string[]} analogy
   */
  setWords(words, probes, analogy) {
    this.words = words;
    this.index = new Map(words.map((word, i) => [word, i]));
    this.probes.forEach((line, i) => {
      if (probes[i] !== undefined) line.inputs[0].value = probes[i];
    });
    analogy.forEach((word, i) => {
      this.analogy.inputs[i].value = word;
    });
    this.changed(false);
  }

  /**
   * The words of a line, if all are there.
   * @param {Line} line
   */
  ids(line) {
    const asked = line.inputs.map((input) => input.value.trim().toLowerCase());
    const missing = asked.filter((word) => word && !this.index.has(word));
    const untrained = asked.find((word) => this.absent.has(this.index.get(word) ?? -1));
    const said = untrained ? `“${untrained}” is in no training sentence, so it is untrained.` : "";
    setText(line.note, missing.length ? this.hint(missing[0]) : said);
    for (const { answer } of line.answers) answer.hidden = true;
    return missing.length || untrained || asked.includes("") ? [] : asked.map((word) => this.index.get(word) ?? 0);
  }

  /**
   * That a word is missing, and the words spelled most like it.
   * @param {string} word
   */
  hint(word) {
    const near = this.words.filter((other) => Math.abs(other.length - word.length) < 4);
    const scores = near.map((other) => ({ other, score: alike(word, other) }));
    const best = scores
      .sort((a, b) => b.score - a.score)
      .slice(0, 3)
      .filter(({ score }) => score > 0.15);
    const spellings = best.map(({ other }) => other).join(", ");
    return `“${word.slice(0, 30)}” is not in this text${spellings && `; nearest spellings: ${spellings}`}.`;
  }

  /** @param {boolean} byHand */
  changed(byHand) {
    this.chosen = this.probes.map((line) => this.ids(line)[0]);
    const analogy = this.ids(this.analogy);
    this.terms = analogy.length === 3 ? analogy : null;
    if (byHand) this.onChange();
  }

  /** What stands in the fields, for the link. */
  written() {
    const words = (/** @type {Line[]} */ lines) =>
      lines.flatMap((line) => line.inputs.map((input) => input.value.trim())).join(",");
    return { probes: words(this.probes), analogy: words([this.analogy]) };
  }

  /**
   * The clicked word replaces the oldest probe.
   * @param {number} id
   */
  put(id) {
    if (this.chosen.includes(id)) return;
    this.turn = (this.turn + 1) % this.probes.length;
    this.probes[this.turn].inputs[0].value = this.words[id];
    this.changed(true);
  }

  /**
   * @param {[number, ...Near][]} probes an id, and its nearest words
   * @param {Near | undefined} analogy
   */
  update(probes, analogy) {
    /** @type {Map<number | undefined, Near>} */
    const found = new Map(probes.map(([id, ...near]) => [id, near]));
    for (const [i, line] of this.probes.entries()) this.show(line, found.get(this.chosen[i]));
    this.show(this.analogy, this.terms ? analogy : undefined);
  }

  /**
   * @param {Line} line
   * @param {Near | undefined} near
   */
  show(line, near) {
    line.answers.forEach(({ answer, word, cosine }, i) => {
      const there = near?.[i];
      answer.hidden = !there;
      if (!there) return;
      setText(word, this.words[there[0]]);
      setText(cosine, there[1] === null ? "–" : written(there[1], 2));
    });
  }
}

/**
 * How similarly two words are spelled: the share of pairs of adjacent letters that both have, 0 to 0.5.
 * @param {string} word
 * @param {string} other
 */
function alike(word, other) {
  const pairs = (/** @type {string} */ text) =>
    new Set(Array.from({ length: text.length + 1 }, (_, i) => ` ${text} `.slice(i, i + 2)));
  const [mine, theirs] = [pairs(word), pairs(other)];
  return [...mine].filter((pair) => theirs.has(pair)).length / (mine.size + theirs.size);
}
