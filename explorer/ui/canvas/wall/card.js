// One member on the wall: where they are, how it goes, and a small map of their run.

import { make, setClass, setText } from "../shared/elements.js";
import { CanvasPaper } from "../shared/paper.js";
import { Sheet } from "../shared/sheet.js";
import { inked, themeOf } from "../shared/theme.js";

/**
 * @typedef {object} Member
 * @property {number} id
 * @property {string} name
 * @property {string} lesson
 * @property {number} step counted from 1; 0 before the first
 * @property {string} steps a letter for each step: - r w a
 * @property {number} tries at this step
 * @property {number} for seconds at this step
 * @property {boolean} here
 */

const MARKS = new Map([
  ["r", "✓"],
  ["w", "✕"],
  ["a", "•"],
  ["-", "·"],
]);
const LONG = 240; // seconds at one step
const MANY = 3; // tries
const MOST_MARKS = 10; // that fit a card

/**
 * A short time that can be read from far away.
 * @param {number} seconds
 */
export function span(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * Whether somebody may need help: their step is not right yet after a long time or many tries.
 * @param {Member} member
 * @param {number} seconds at this step
 */
export function isStuck(member, seconds) {
  const state = member.steps[member.step - 1];
  return member.here && member.step > 0 && state !== "r" && state !== "a" && (seconds >= LONG || member.tries >= MANY);
}

export class Card {
  /**
   * @param {Element} list
   * @param {any} palette
   */
  constructor(list, palette) {
    this.palette = palette;
    this.item = make("li", "wall-member", list);
    const top = make("div", "wall-top", this.item);
    this.name = make("span", "wall-name", top);
    this.done = make("span", "wall-done", top);
    this.done.setAttribute("aria-hidden", "true");
    this.state = make("span", "wall-state", this.item);
    this.place = make("div", "wall-map", this.item);
    this.place.hidden = true;
    const canvas = make("canvas", "", this.place);
    this.run = make("span", "wall-run", this.place);
    canvas.setAttribute("aria-hidden", "true");
    this.sheet = new Sheet(canvas, () => this.draw());
    this.paper = new CanvasPaper(this.sheet.context);
    this.theme = themeOf(canvas);
    /** @type {Member | null} */
    this.member = null;
    this.at = 0;
    /** @type {Int16Array | null} */
    this.xy = null;
    /** @type {string[]} the first words, with their names */
    this.named = [];
  }

  /** @param {Member} member */
  show(member) {
    this.member = member;
    this.at = performance.now();
    setText(this.name, member.name);
    this.showDone(member);
    this.tick();
  }

  /** @param {Member} member */
  showDone(member) {
    const first = Math.max(0, Math.min(member.step - Math.ceil(MOST_MARKS / 2), member.steps.length - MOST_MARKS));
    const shown = [...member.steps.slice(first, first + MOST_MARKS)];
    while (this.done.children.length > shown.length) this.done.lastChild?.remove();
    shown.forEach((state, i) => {
      const mark = this.done.children[i] || make("span", "", this.done);
      setText(mark, MARKS.get(state) || "·");
      setClass(mark, `${state === "-" ? "" : state}${first + i + 1 === member.step ? " now" : ""}`.trim());
    });
  }

  /** Updates what depends on the clock. */
  tick() {
    const { member } = this;
    if (!member) return;
    const seconds = member.for + (performance.now() - this.at) / 1000;
    const stuck = isStuck(member, seconds);
    setClass(this.item, `wall-member${stuck ? " stuck" : ""}${member.here ? "" : " away"}`);
    const tries = member.tries ? ` · ${member.tries} ${member.tries === 1 ? "try" : "tries"}` : "";
    const at = member.step ? `step ${member.step}${tries} · ${stuck ? "stuck " : ""}${span(seconds)}` : "joined";
    setText(this.state, member.here ? at : `away · ${at}`);
  }

  /** @param {[step: number, seed: number, loss: number | null] | null} run */
  showRun(run) {
    this.place.hidden = !run;
    if (!run) {
      this.xy = null;
      return;
    }
    const [step, seed, loss] = run;
    const told = loss === null ? "" : ` · ${loss.toFixed(2)}`;
    setText(this.run, `seed ${seed} · ${step.toLocaleString("en")} steps${told}`);
    this.run.title = "Seed, steps of training, and loss in nats per pair";
  }

  /**
   * @param {Int16Array} xy x and y of each word in turn
   * @param {string[]} named
   */
  showMap(xy, named) {
    this.xy = xy;
    this.named = named;
    this.draw();
  }

  restyle() {
    this.theme = themeOf(this.sheet.canvas);
    this.draw();
  }

  draw() {
    const { xy, sheet, theme } = this;
    if (!xy?.length || !sheet.begin()) return;
    const reach = xy.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const scale = Math.min(sheet.width - 24, sheet.height - 26) / (2 * reach);
    const x = (/** @type {number} */ i) => sheet.width / 2 + scale * xy[2 * i];
    const y = (/** @type {number} */ i) => (sheet.height - 14) / 2 - scale * xy[2 * i + 1];
    for (let i = 0; 2 * i < xy.length; i++) {
      this.paper.mark(x(i), y(i), "circle", 2, this.palette.muted, 0.7, sheet.ratio);
    }
    const ink = inked(this.palette.centre, theme.ink);
    const font = `600 11px ${theme.family}`;
    /** @type {[left: number, right: number, y: number][]} places that names already take */
    const taken = [];
    for (const [i, word] of this.named.entries()) {
      this.paper.mark(x(i), y(i), "circle", 3, this.palette.centre, 1, sheet.ratio);
      sheet.context.font = font;
      const width = sheet.context.measureText(word).width;
      const left = x(i) > sheet.width / 2;
      const from = left ? x(i) - 5 - width : x(i) + 5;
      if (taken.some(([a, b, at]) => from < b + 3 && from + width > a - 3 && Math.abs(at - y(i)) < 11)) continue;
      taken.push([from, from + width, y(i)]);
      this.paper.text(word, from, y(i), font, ink, theme.back);
    }
  }

  close() {
    this.sheet.close();
    this.item.remove();
  }
}
