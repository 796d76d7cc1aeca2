// The map of a run: words that move while it trains, what one step pulls and pushes, and the shape of the analogy.

import { PointMap } from "../shared/point_map.js";
import { inked } from "../shared/theme.js";
import { turned, turnOnto } from "../shared/turn.js";
import { reach } from "../shared/viewport.js";

const LABELS_EVERY = 240; // ms between two checks of which labels fit
const MOST_LABELS = 400;
const CALM = 2000; // ms between two pictures for visitors who want no motion

/** @type {import("../shared/point_map.js").Manner} */
const MANNER = {
  glide: 90,
  stretch: 400,
  linger: 30,
  margins: { top: 55, right: 38, bottom: 63, left: 38 },
  ease: 0.03,
  sizes: [12, 12.5],
  weights: [400, 600],
};

/** @typedef {"centre" | "context" | "negative" | "answer"} Role */

/** @typedef {{words: string[], goals: Float32Array}} Guide the map of the run beside this one */

export class WordMap extends PointMap {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} tip
   * @param {any} palette colours of the roles
   * @param {(id: number) => void} onPick
   */
  constructor(canvas, tip, palette, onPick) {
    super(canvas, tip, MANNER);
    this.palette = palette;
    this.onPick = onPick;
    /** @type {string[]} */
    this.words = [];
    /** @type {number[]} */
    this.sizes = [];
    /** @type {(i: number) => string} one line about a word */
    this.describe = () => "";
    /** @type {Map<number, Role>} of the step under way */
    this.roles = new Map();
    /** @type {[number, number, Role][]} from, to */
    this.links = [];
    /** @type {Map<number, Role>} that stay: probes and the analogy */
    this.marked = new Map();
    /** @type {number[] | null} a, b, c, d of the analogy */
    this.shape = null;
    /** @type {Map<number, import("../shared/labels.js").Placed & {alpha: number, wanted: boolean}>} */
    this.shown = new Map();
    this.placedAt = 0;
    this.held = false;
    /** @type {() => void} the visitor has zoomed or moved the map */
    this.onFrame = () => {};
    /** @type {number[] | null} zoom and shift to begin with */
    this.wanted = null;
    this.posedAt = -CALM;
    this.due = 0;
    /** @type {Set<number>} words that are not trained */
    this.absent = new Set();
    /** @type {[Int16Array, number] | null} what came last */
    this.latest = null;
    /** @type {Guide | null} onto which this map is turned */
    this.guide = null;
    /** @type {Float32Array} the goals before they are turned */
    this.own = new Float32Array(0);
    /** @type {(guide: Guide) => void} the words have other places */
    this.onPlaced = () => {};
  }

  /**
   * @param {string[]} words
   * @param {number[]} counts
   */
  setWords(words, counts) {
    this.words = words;
    const most = Math.sqrt(counts[0] || 1);
    this.sizes = counts.map((count) => 2.2 + 2.6 * (Math.sqrt(count) / most));
    this.shown.clear();
    this.count = 0;
    this.points = new Float32Array(0);
  }

  /**
   * While held, frames from the server wait: the map shows the past.
   * @param {boolean} held
   */
  hold(held) {
    this.held = held;
    if (!held && this.latest) this.update(...this.latest);
  }

  /**
   * A picture from the film, at once or gliding to it.
   * @param {Float32Array} xy
   * @param {boolean} atOnce
   */
  pose(xy, atOnce = false) {
    const fresh = xy.length !== 2 * this.count;
    if (fresh) this.shown.clear();
    this.place(xy, fresh);
    if (atOnce) this.points.set(this.goals);
  }

  /**
   * @param {Float32Array} goals
   * @param {boolean} fresh
   */
  place(goals, fresh) {
    this.own = goals;
    super.place(this.guide ? this.onto(this.guide) : goals, fresh);
    this.onPlaced({ words: this.words, goals: this.goals });
  }

  /**
   * Orients this map like the other from now on.
   * @param {Guide} guide
   */
  follow(guide) {
    this.guide = guide;
    if (this.count) super.place(this.onto(guide), false);
  }

  /**
   * The goals, turned to match the guide by the words that both maps have.
   * @param {Guide} guide
   */
  onto({ words, goals }) {
    const known = new Map(words.slice(0, goals.length / 2).map((word, i) => [word, i]));
    const fixed = this.own.map((_, i) => goals[2 * (known.get(this.words[i >> 1]) ?? Number.NaN) + (i % 2)]);
    return turned(this.own, turnOnto(this.own, fixed));
  }

  /**
   * The shares of the variance on the axes, across and up, after the map was turned.
   * @param {number[]} held before
   */
  shares(held) {
    if (!this.guide) return held;
    const spread = [0, 0];
    for (let i = 0; i < this.goals.length; i++) spread[i % 2] += this.goals[i] ** 2;
    const whole = spread[0] + spread[1];
    return spread.map((part) => (whole ? ((held[0] + held[1]) * part) / whole : 0));
  }

  /**
   * @param {Int16Array} xy
   * @param {number} scale
   */
  update(xy, scale) {
    this.latest = [xy, scale];
    if (this.held && xy.length === 2 * this.count) return;
    if (this.rests(xy.length)) return;
    if (xy.length !== 2 * this.count) this.shown.clear();
    this.place(
      Float32Array.from(xy, (value) => value * scale),
      xy.length !== 2 * this.count,
    );
  }

  /**
   * Whether the picture stays for a while, for visitors who want no motion; then the latest one follows.
   * @param {number} length of the next picture
   */
  rests(length) {
    const now = performance.now();
    if (!this.calm.matches || length !== 2 * this.count || now - this.posedAt >= CALM) {
      this.posedAt = now;
      return false;
    }
    if (!this.due)
      this.due = window.setTimeout(
        () => {
          this.due = 0;
          if (this.latest) this.update(...this.latest);
        },
        CALM - (now - this.posedAt),
      );
    return true;
  }

  close() {
    clearTimeout(this.due);
    super.close();
  }

  box() {
    return [0, 1].map((axis) => reach(this.goals, axis, 0.03, 1.2));
  }

  /**
   * What one step pulled together and pushed apart.
   * @param {Map<number, Role>} roles
   * @param {[number, number, Role][]} links
   */
  showStep(roles, links) {
    this.roles = roles;
    this.links = links;
    this.wake();
  }

  /**
   * @param {Map<number, Role>} marked
   * @param {number[] | null} shape
   */
  showMarked(marked, shape) {
    this.marked = marked;
    this.shape = shape;
    this.wake();
  }

  /** @param {number} i */
  tell(i) {
    return [this.words[i], this.describe(i)];
  }

  /** @param {number} i */
  pick(i) {
    if (i >= 0) this.onPick(i);
  }

  /** @param {number} i */
  roleOf(i) {
    return this.roles.get(i) || this.marked.get(i);
  }

  /** @param {number} i */
  where(i) {
    return /** @type {[number, number]} */ ([this.places[2 * i], this.places[2 * i + 1]]);
  }

  /**
   * @param {import("../shared/paper.js").Paper} paper
   * @param {number} _ratio
   * @param {number} passed
   */
  draw(paper, _ratio, passed) {
    this.drawAxes(paper);
    this.drawLinks(paper);
    this.drawShape(paper);
    const { ink } = this.theme;
    for (let i = 0; i < this.count; i++)
      if (this.absent.has(i)) paper.ring(...this.where(i), this.sizes[i], ink, 1, 0.35);
      else if (!this.roleOf(i)) paper.ring(...this.where(i), this.sizes[i], ink, 0, 0.42, ink);
    for (const i of [...this.marked.keys(), ...this.roles.keys()]) if (i < this.count) this.drawMarked(paper, i);
    if (this.hover >= 0) paper.ring(...this.where(this.hover), this.sizes[this.hover] + 4, ink, 1.5);
    this.placedAt += passed;
    if (this.placedAt > LABELS_EVERY || !this.shown.size) {
      this.placedAt = 0;
      this.placeLabels();
    }
    this.drawLabels(paper, passed);
  }

  /** @param {import("../shared/paper.js").Paper} paper */
  drawAxes(paper) {
    const zero = new Float32Array(2);
    this.viewport.project([0, 0], zero);
    paper.line(
      [
        [zero[0], 0],
        [zero[0], this.sheet.height],
      ],
      this.theme.faint,
      1,
    );
    paper.line(
      [
        [0, zero[1]],
        [this.sheet.width, zero[1]],
      ],
      this.theme.faint,
      1,
    );
  }

  /** @param {import("../shared/paper.js").Paper} paper */
  drawLinks(paper) {
    for (const [from, to, role] of this.links) {
      if (from >= this.count || to >= this.count) continue;
      paper.line([this.where(from), this.where(to)], this.palette[role], 1.5, 0.7, role === "negative" ? [2, 4] : []);
    }
  }

  /**
   * man -> woman next to king -> answer: if the analogy holds, the two arrows are parallel.
   * @param {import("../shared/paper.js").Paper} paper
   */
  drawShape(paper) {
    if (!this.shape || this.shape.some((i) => i >= this.count)) return;
    const [a, b, third, answer] = this.shape.map((i) => this.where(i));
    for (const side of [
      [b, third],
      [a, answer],
    ])
      paper.line(side, this.palette.answer, 1.6, 0.9);
    for (const side of [
      [b, a],
      [third, answer],
    ])
      paper.line(side, this.palette.answer, 1.6, 0.45, [5, 4]);
  }

  /**
   * @param {import("../shared/paper.js").Paper} paper
   * @param {number} i
   */
  drawMarked(paper, i) {
    const role = this.roleOf(i);
    if (!role) return;
    const [x, y] = this.where(i);
    const [colour, r] = [this.palette[role], this.sizes[i] + 1.6];
    if (role === "negative") {
      paper.box(x - r, y - r, 2 * r, 2 * r, colour, 0.25);
      paper.line(
        [
          [x - r, y - r],
          [x + r, y - r],
          [x + r, y + r],
          [x - r, y + r],
          [x - r, y - r],
        ],
        colour,
        2,
      );
    } else if (role === "answer") paper.mark(x, y, "diamond", r, colour, 1, this.sheet.ratio);
    else paper.ring(x, y, r, colour, 0, 1, colour);
    if (role === "centre") paper.ring(x, y, r + 4, colour, 2);
  }

  /** The most important words first; one that has a label keeps it against words that are a little more frequent. */
  placeLabels() {
    const rank = (/** @type {number} */ i) =>
      (this.marked.has(i) ? -2e6 : 0) + (this.roles.has(i) ? -1e6 : 0) + (this.shown.get(i)?.wanted ? i * 0.5 - 40 : i);
    const order = Array.from({ length: this.count }, (_, i) => i).sort((a, b) => rank(a) - rank(b));
    const wanted = order.map((id) => {
      const [x, y] = this.where(id);
      return { id, word: this.words[id], x, y, r: this.sizes[id] + 1, strong: Boolean(this.roleOf(id)) };
    });
    for (const label of this.shown.values()) label.wanted = false;
    const { width, height } = this.sheet;
    for (const placed of this.labels.place(wanted, width, height, MOST_LABELS, [[0, 0, width, 38]]))
      this.shown.set(placed.id, { ...placed, alpha: this.shown.get(placed.id)?.alpha || 0, wanted: true });
  }

  /**
   * Labels fade in and out.
   * @param {import("../shared/paper.js").Paper} paper
   * @param {number} passed
   */
  drawLabels(paper, passed) {
    const { ink, back } = this.theme;
    const fade = this.calm.matches ? 1 : 1 - Math.exp(-passed / 120);
    for (const [i, label] of this.shown) {
      label.alpha += ((label.wanted ? 1 : 0) - label.alpha) * fade;
      if (!label.wanted && label.alpha < 0.03) {
        this.shown.delete(i);
        continue;
      }
      const role = this.roleOf(i);
      const [x, y] = this.where(i);
      const font = this.fonts[role || i === this.hover ? 1 : 0];
      const alpha = label.alpha * (this.absent.has(i) ? 0.5 : role ? 1 : 0.9);
      const colour = role ? inked(this.palette[role], ink) : ink;
      paper.text(label.word, x + label.dx, y + label.dy, font, colour, back, { alpha });
    }
  }

  /** Words and their coordinates, as rows of a table. */
  table() {
    /** @type {(string | number)[][]} */
    const rows = [["word", "x", "y"]];
    for (let i = 0; i < this.count; i++) rows.push([this.words[i], this.goals[2 * i], this.goals[2 * i + 1]]);
    return rows;
  }

  /**
   * @param {number} factor
   * @param {number} [x]
   * @param {number} [y]
   */
  zoomBy(factor, x, y) {
    super.zoomBy(factor, x, y);
    this.onFrame();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  panBy(dx, dy) {
    super.panBy(dx, dy);
    this.onFrame();
  }

  home() {
    super.home();
    this.onFrame();
  }

  /**
   * Starts with that zoom and shift, as shares of the sheet.
   * @param {number[]} zoom
   */
  frameAt(zoom) {
    this.wanted = zoom;
  }

  refit() {
    super.refit();
    if (!this.wanted || !this.count || !this.sheet.width) return;
    const [zoom, x, y] = this.wanted;
    this.wanted = null;
    this.viewport.zoom = Math.min(200, Math.max(0.5, zoom));
    this.viewport.pan = [x * this.sheet.width, y * this.sheet.height];
  }
}
