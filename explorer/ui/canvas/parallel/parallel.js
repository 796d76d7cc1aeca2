// Parallel coordinates: an axis for each direction, a line for each word. Dragging along an axis draws a
// brush, and lines through all brushes are selected. The brushes are sent to the page, which lists the
// selected words.

import { apart, written } from "../shared/axis.js";
import { mounted } from "../shared/mounted.js";
import { showTip } from "../shared/tip.js";
import { under } from "../shared/under.js";

const [TOP, BOTTOM, LEFT, RIGHT] = [52, 52, 64, 150]; // room for the poles, the ticks, and the words kept
const MOST_NAMED = 26;
const GAP = 15; // pixels between the names of two words
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {[number, number]} Brush the stretch of an axis whose lines are kept */

/**
 * @param {string} kind
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function element(kind, attributes, text) {
  const made = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

class Plot {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.svg = /** @type {SVGSVGElement} */ (root.querySelector("svg"));
    this.tip = /** @type {HTMLElement} */ (root.querySelector(".canvas-tip"));
    /** @type {any} what Python gave */
    this.data = null;
    /** @type {import("../shared/mounted.js").Component | null} */
    this.component = null;
    this.wanted = "";
    /** @type {Record<number, Brush>} by axis */
    this.brushes = {};
    /** @type {Element[]} */
    this.lines = [];
    this.over = -1; // the line pointed at
    this.axis = 0; // on which a brush is drawn
    /** @type {((y: number) => void) | null} */
    this.drag = null;
    this.width = 0;
    this.height = 0;
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.svg);
    this.svg.addEventListener("pointermove", (event) => this.moved(event));
    this.svg.addEventListener("pointerleave", () => this.hover(-1));
    this.svg.addEventListener("pointerup", () => this.released());
    this.svg.addEventListener("pointercancel", () => this.released());
    // pixels; what a test drags along
    const placeOf = (/** @type {number} */ axis, /** @type {number} */ value) => [this.x(axis), this.y(value)];
    Object.assign(root, { placeOf });
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    this.component = component;
    const { data } = component;
    if (data.wanted.key !== this.wanted) {
      this.wanted = data.wanted.key; // other axes, or a choice made outside the figure: take over its brushes
      this.brushes = { ...data.wanted.brushes };
    }
    this.data = data;
    this.svg.setAttribute("aria-label", data.alt);
    this.draw();
  }

  /** @param {number} axis */
  x(axis) {
    const n = this.data.poles.length;
    return LEFT + (n > 1 ? (axis * (this.width - LEFT - RIGHT)) / (n - 1) : 0);
  }

  /** @param {number} value */
  y(value) {
    return TOP + ((this.data.reach - value) * (this.height - TOP - BOTTOM)) / (2 * this.data.reach);
  }

  /** @param {number} y */
  value(y) {
    const { reach } = this.data;
    return Math.max(-reach, Math.min(reach, reach - ((y - TOP) * 2 * reach) / (this.height - TOP - BOTTOM)));
  }

  /** @param {number[]} row values of a word on each axis */
  kept(row) {
    return Object.entries(this.brushes).every(
      ([axis, [low, high]]) => row[Number(axis)] >= low && row[Number(axis)] <= high,
    );
  }

  draw() {
    if (!this.data) return;
    const { poles, values, reach } = this.data;
    this.width = this.svg.clientWidth;
    this.height = this.svg.clientHeight;
    if (!this.width) return;
    const zero = { class: "zero", x1: LEFT, x2: this.width - RIGHT, y1: this.y(0), y2: this.y(0) };
    const ticks = [reach, 0, -reach].map((value) => {
      const place = { class: "tick", x: LEFT - 14, y: this.y(value) + 4, "text-anchor": "end" };
      return element("text", place, written(value, 2));
    });
    this.lines = values.map((/** @type {number[]} */ row) => this.line(row));
    /** @type {Element[]} */
    const axes = poles.flatMap((/** @type {string[]} */ pair, /** @type {number} */ axis) => this.drawAxis(pair, axis));
    this.svg.replaceChildren(element("line", zero), ...this.lines, ...axes, ...ticks, ...this.names());
    this.over = -1;
  }

  /** @param {number[]} row */
  line(row) {
    const { colours } = this.data;
    const brushed = Object.keys(this.brushes).length > 0;
    const kept = brushed && this.kept(row);
    const points = row.map((value, axis) => `${this.x(axis).toFixed(1)},${this.y(value).toFixed(1)}`).join(" ");
    const state = kept ? " kept" : brushed ? " out" : "";
    return element("polyline", { class: `line${state}`, points, stroke: kept ? colours.kept : colours.line });
  }

  /**
   * @param {string[]} pair the poles of the axis
   * @param {number} axis
   */
  drawAxis([first, second], axis) {
    const { reach, colours } = this.data;
    const x = this.x(axis);
    const out = axis % 2 && this.x(1) - this.x(0) < 110 ? 12 : 0; // where axes are near, every second name keeps clear
    const strip = element("rect", { class: "strip", x: x - 14, width: 28, y: TOP, height: this.height - TOP - BOTTOM });
    strip.addEventListener("pointerdown", (event) => this.begin(/** @type {PointerEvent} */ (event), axis));
    const parts = [
      element("line", { class: "axis", x1: x, x2: x, y1: this.y(reach), y2: this.y(-reach) }),
      element("text", { class: "pole", x, y: TOP - 26 - out }, `↑ ${first}`),
      element("text", { class: "pole", x, y: this.height - BOTTOM + 36 + out }, `↓ ${second}`),
      strip,
    ];
    const brush = this.brushes[axis];
    if (!brush) return parts;
    const [top, bottom] = [this.y(brush[1]), this.y(brush[0])];
    const colour = { fill: colours.kept, stroke: colours.kept };
    const place = { x: x - 9, width: 18, y: top, height: Math.max(2, bottom - top), rx: 3 };
    const box = element("rect", { class: "brush", ...place, ...colour });
    box.addEventListener("pointerdown", (event) => this.grab(/** @type {PointerEvent} */ (event), axis));
    const clear = element("text", { class: "clear", x, y: TOP - 9 }, "✕ clear");
    clear.addEventListener("click", () => {
      delete this.brushes[axis];
      this.draw();
      this.tell();
    });
    return [...parts, box, clear];
  }

  /** The selected words next to the last axis, moved apart until none covers another. */
  names() {
    const { words, values, poles } = this.data;
    const last = poles.length - 1;
    /** @type {number[]} */
    const all = words.map((/** @type {string} */ _, /** @type {number} */ i) => i);
    const kept = Object.keys(this.brushes).length ? all.filter((i) => this.kept(values[i])) : [];
    if (kept.length > MOST_NAMED) return [];
    const sorted = kept.map((i) => ({ i, y: this.y(values[i][last]) })).sort((a, b) => a.y - b.y);
    const places = apart(
      sorted.map(({ y }) => y),
      GAP,
      this.height - 10,
    );
    const x = this.x(last);
    return sorted.flatMap(({ i, y }, k) => {
      const word = words[i].length > 18 ? `${words[i].slice(0, 17)}…` : words[i];
      const points = `${x},${y} ${x + 14},${places[k]} ${x + 18},${places[k]}`;
      const leader = element("polyline", { class: "leader", points });
      return [leader, element("text", { class: "word", x: x + 22, y: places[k] }, word)];
    });
  }

  /** @param {PointerEvent} event */
  at(event) {
    return under(event, this.svg);
  }

  /**
   * A new brush.
   * @param {PointerEvent} event
   * @param {number} axis
   */
  begin(event, axis) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const start = this.value(this.at(event)[1]);
    this.axis = axis;
    this.drag = (y) => {
      const now = this.value(y);
      this.brushes[axis] = [Math.min(start, now), Math.max(start, now)];
    };
  }

  /**
   * An end of a brush is moved, or all of it.
   * @param {PointerEvent} event
   * @param {number} axis
   */
  grab(event, axis) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const [low, high] = this.brushes[axis];
    const from = this.value(this.at(event)[1]);
    const edge = (high - low) / 4;
    const { reach } = this.data;
    this.axis = axis;
    this.drag = (y) => {
      const now = this.value(y);
      const by = Math.max(-reach - low, Math.min(reach - high, now - from));
      if (high - from < edge) this.brushes[axis] = [low, Math.max(low, now)];
      else if (from - low < edge) this.brushes[axis] = [Math.min(high, now), high];
      else this.brushes[axis] = [low + by, high + by];
    };
  }

  /** @param {PointerEvent} event */
  moved(event) {
    const [x, y] = this.at(event);
    if (!this.drag) return this.hover(this.nearest(x, y), x, y);
    this.drag(y);
    this.draw();
  }

  released() {
    if (!this.drag) return;
    const brush = this.brushes[this.axis];
    if (brush && brush[1] - brush[0] < this.data.reach / 100) delete this.brushes[this.axis]; // a click clears
    this.drag = null;
    this.draw();
    this.tell();
  }

  tell() {
    this.component?.setStateValue("brushes", { of: this.data.axes, brushes: this.brushes });
  }

  /**
   * The line nearest to the pointer, at most 8 pixels above or below it; kept lines first.
   * @param {number} x
   * @param {number} y
   */
  nearest(x, y) {
    const { values, poles } = this.data;
    const axes = poles.length - 1;
    if (x < LEFT - 10 || x > this.width - RIGHT + 10 || axes < 1) return -1;
    const place = Math.max(0, Math.min(axes - 1e-6, ((x - LEFT) * axes) / (this.width - LEFT - RIGHT)));
    const [axis, share] = [Math.floor(place), place % 1];
    let best = -1;
    let least = 8;
    values.forEach((/** @type {number[]} */ row, /** @type {number} */ i) => {
      const on = row[axis] * (1 - share) + row[axis + 1] * share;
      const gap = Math.abs(this.y(on) - y) + (this.kept(row) ? 0 : 4);
      if (gap < least) [best, least] = [i, gap];
    });
    return best;
  }

  /**
   * @param {number} i
   * @param {number} x
   * @param {number} y
   */
  hover(i, x = 0, y = 0) {
    this.lines[this.over]?.classList.remove("over");
    this.over = i;
    if (i < 0) return showTip(this.tip, []);
    this.lines[i].classList.add("over");
    const { words, values, poles } = this.data;
    const rows = values[i].map((/** @type {number} */ value, /** @type {number} */ axis) => {
      return `${value > 0 ? "+" : "−"}${Math.abs(value).toFixed(3)} towards ${poles[axis][0]}`;
    });
    showTip(this.tip, [words[i], ...rows], x, y, this.width, this.height);
  }

  close() {
    this.observer.disconnect();
  }
}

export default mounted(
  (component) => new Plot(/** @type {HTMLElement} */ (component.parentElement.querySelector(".parallel"))),
);
