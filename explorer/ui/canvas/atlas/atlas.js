// The map of a model: what a word is coloured, lit and ringed by, and what a click or a lasso tells the page.

import { inside } from "../shared/lasso.js";
import { mounted } from "../shared/mounted.js";
import { SHAPES } from "../shared/paper.js";
import { PointMap } from "../shared/point_map.js";
import { reach } from "../shared/viewport.js";
import { Crowd } from "./crowd.js";
import { bytes, floats, mixed } from "./decode.js";
import { drawAtlas } from "./drawing.js";
import { Legend } from "./legend.js";

const STEPS = 24; // colours of a scale
const MOST_FIRST = 150; // words found or chosen that are labelled before all others

/** @type {import("../shared/point_map.js").Manner} */
const MANNER = {
  glide: 110,
  stretch: 110,
  linger: 0,
  margins: { top: 22, right: 45, bottom: 22, left: 45 },
  ease: 0,
  sizes: [12, 14],
  weights: [400, 700],
};

export class Atlas extends PointMap {
  /** @param {HTMLElement} root */
  constructor(root) {
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name));
    super(/** @type {HTMLCanvasElement} */ (root.querySelector("canvas")), part(".canvas-tip"), MANNER);
    this.root = root;
    this.caption = part(".atlas-caption");
    this.legend = new Legend(part(".atlas-legend"), (group) => this.light(group));
    this.crowd = new Crowd(this.sheet.context);
    this.version = 0; // of everything that points are drawn by
    /** @type {number[][] | null} */
    this.lasso = null;
    this.selecting = false;
    /** @type {any} what Python gave */
    this.data = null;
    /** @type {import("../shared/mounted.js").Component | null} */
    this.component = null;
    this.set = "";
    /** @type {Float32Array | null} share of the true neighbours kept */
    this.kept = null;
    /** @type {Float32Array | null} how far a word wanders */
    this.halo = null;
    /** @type {Float32Array | null} on a scale of colours */
    this.values = null;
    /** @type {Uint8Array | null} */
    this.groups = null;
    /** @type {string[] | null} */
    this.ramp = null;
    /** @type {Set<number> | null} words beside which all others fade */
    this.lit = null;
    /** @type {number[]} words labelled before all others */
    this.first = [];
    this.addTools();
    // what a test clicks on
    Object.assign(root, { placeOf: (/** @type {string} */ word) => this.at(this.data.words.indexOf(word)) });
  }

  addTools() {
    const tools = {
      in: () => this.zoomBy(1.5),
      out: () => this.zoomBy(1 / 1.5),
      all: () => this.home(),
      lasso: () => this.toggleLasso(),
      png: () => this.save(this.data.name, "png"),
      svg: () => this.save(this.data.name, "svg"),
    };
    for (const [name, act] of Object.entries(tools))
      this.root.querySelector(`[data-tool="${name}"]`)?.addEventListener("click", act);
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    const { data } = component;
    this.component = component;
    const goals = floats(data.at);
    const fresh = (data.words !== undefined && data.set !== this.set) || goals.length !== this.points.length;
    this.data = data;
    this.set = data.set;
    this.kept = data.kept ? floats(data.kept) : null;
    this.halo = data.halo ? floats(data.halo) : null;
    this.values = data.value ? floats(data.value) : null;
    this.groups = data.colour.group ? bytes(data.colour.group) : null;
    const { scale } = data.colour;
    this.ramp = scale ? Array.from({ length: STEPS + 1 }, (_, i) => mixed(scale, i / STEPS)) : null;
    const { asked, near, found, chosen } = data.pointed;
    const at = asked === null ? [] : [asked];
    const lit = [...at, ...near, ...found, ...chosen];
    this.lit = lit.length ? new Set(lit) : null;
    this.first = [...new Set([...at, ...near, ...found.slice(0, MOST_FIRST), ...chosen.slice(0, MOST_FIRST)])];
    this.version++;
    this.restyle();
    this.canvas.setAttribute(
      "aria-label",
      `${data.alt} Arrow keys go from word to word, Enter asks about one, Escape leaves.`,
    );
    this.caption.textContent = data.caption || "";
    this.place(goals, fresh);
    this.legend.show(data.colour, this.theme.ink);
    if (this.legend.group !== null && !this.lit) this.light(this.legend.group);
  }

  /** @param {number | null} group whose words are lit */
  light(group) {
    const members = [];
    for (let i = 0; i < this.count; i++) if (this.groups?.[i] === group) members.push(i);
    this.lit = group === null ? null : new Set(members);
    this.first = members.slice(0, MOST_FIRST);
    this.version++;
    this.wake();
  }

  /** @param {number} i */
  colourOf(i) {
    const { ramp, values, groups } = this;
    if (ramp && values && Number.isNaN(values[i])) return this.data.colour.unknown;
    if (ramp && values) return ramp[Math.round(Math.min(1, Math.max(0, values[i])) * STEPS)];
    return this.data.colour.groups[groups ? groups[i] : 0];
  }

  /** @param {number} i */
  shapeOf(i) {
    return this.groups && !this.ramp ? SHAPES[this.groups[i] % SHAPES.length] : "circle";
  }

  /** Of the whole map, also where a part of it is hidden; while words still fly about, a few may leave it. */
  box() {
    if (this.data.frame) return this.data.frame;
    const share = this.data.forming ? 0.03 : 0;
    return [0, 1].map((axis) => reach(this.goals, axis, share, 3 * share));
  }

  /**
   * @param {number} passed
   */
  glide(passed) {
    const moving = super.glide(passed);
    if (moving) this.version++;
    this.root.dataset.state = moving ? "moving" : "still";
    return moving;
  }

  /**
   * @param {import("../shared/paper.js").Paper} paper
   * @param {number} ratio
   */
  draw(paper, ratio) {
    drawAtlas(this, paper, ratio);
  }

  /**
   * Words that have faded are found only from close by.
   * @param {number} i
   * @param {number} squared
   */
  isFound(i, squared) {
    return !this.lit || this.lit.has(i) || squared <= 49;
  }

  /** @param {number} i */
  tell(i) {
    const { data, kept, halo } = this;
    const near = kept && !Number.isNaN(kept[i]) ? Math.round(kept[i] * data.k) : null;
    return [
      data.words[i],
      `number ${(i + 1).toLocaleString("en")} of ${this.count.toLocaleString("en")} drawn`,
      near === null ? "" : `${near} of its ${data.k} true neighbours are near it here`,
      halo ? `wanders ${(halo[i] / data.radius).toFixed(2)} radii of the map` : "",
      data.hover[i] || "",
    ].filter((line, k) => line || !k);
  }

  /** @param {number} i */
  pick(i) {
    if (i < 0 && this.data.pointed.asked === null && !this.data.pointed.chosen.length) return;
    this.component?.setTriggerValue("news", { rows: i < 0 ? [] : [i] });
  }

  toggleLasso() {
    this.selecting = !this.selecting;
    this.root.querySelector('[data-tool="lasso"]')?.setAttribute("aria-pressed", String(this.selecting));
    this.canvas.style.cursor = this.selecting ? "crosshair" : "";
  }

  /**
   * A lasso instead of a move, after “Select” or with Shift.
   * @param {"down" | "move" | "up"} what
   * @param {number} x
   * @param {number} y
   * @param {boolean} shift
   */
  gesture(what, x, y, shift) {
    if (what === "down" && (this.selecting || shift)) this.lasso = [];
    if (!this.lasso) return false;
    this.lasso.push([x, y]);
    if (what === "up") {
      const line = this.lasso;
      this.lasso = null;
      if (line.length > 2) this.select(line);
    }
    return true;
  }

  /** @param {number[][]} line */
  select(line) {
    const rows = [];
    for (let i = 0; i < this.count; i++) if (inside(line, this.places[2 * i], this.places[2 * i + 1])) rows.push(i);
    if (rows.length) this.component?.setTriggerValue("news", { rows });
  }
}

export default mounted(
  (component) => new Atlas(/** @type {HTMLElement} */ (component.parentElement.querySelector(".atlas"))),
);
