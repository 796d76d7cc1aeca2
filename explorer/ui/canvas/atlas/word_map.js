// The map of a model: how words are coloured, highlighted and ringed, and what a click or a lasso reports to
// the page.

import { bounds, boxed, inside } from "../shared/lasso.js";
import { SHAPES } from "../shared/paper.js";
import { plotlyAt } from "../shared/plotly.js";
import { PointMap } from "../shared/point_map.js";
import { reach } from "../shared/viewport.js";
import { Crowd } from "./crowd.js";
import { bytes, floats, mixed } from "./decode.js";
import { drawAtlas, drawAxes, inView } from "./drawing.js";
import { Legend } from "./legend.js";

const STEPS = 24; // colours of a scale
const MOST_FIRST = 150; // words found or chosen that are labelled before all others
const LEAST_BOX = 4; // pixels across: a smaller box was only a shaking hand

/** @typedef {"pan" | "zoom" | "select" | "lasso" | "turntable"} Mode what dragging does, by Plotly's names */

/** @type {import("../shared/point_map.js").Manner} */
const MANNER = {
  glide: 110,
  stretch: 110,
  linger: 0,
  margins: { top: 46, right: 45, bottom: 22, left: 45 },
  ease: 0,
  sizes: [12, 14],
  weights: [400, 700],
};

/**
 * From where to where points reach along each axis.
 * @param {Float32Array} values of each point in turn
 * @param {number} dims
 */
function extentOf(values, dims) {
  const extent = Array.from({ length: dims }, () => [Infinity, -Infinity]);
  values.forEach((value, i) => {
    const range = extent[i % dims];
    if (value < range[0]) range[0] = value;
    if (value > range[1]) range[1] = value;
  });
  return extent;
}

/**
 * Whether two extents are equal up to rounding to 32 bits.
 * @param {number[][]} one
 * @param {number[][]} other
 */
function isSame(one, other) {
  return (
    one.length === other.length &&
    one.every(([low, high], axis) => {
      const little = 1e-5 * (high - low);
      return Math.abs(low - other[axis][0]) <= little && Math.abs(high - other[axis][1]) <= little;
    })
  );
}

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
    /** @type {Mode} */
    this.mode = "pan";
    /** @type {Mode} that of the drag under way */
    this.dragging = "pan";
    /** @type {any} what Python gave */
    this.data = null;
    /** @type {import("../shared/mounted.js").Component | null} */
    this.component = null;
    this.set = "";
    this.dims = 2;
    /** @type {number[][]} from where to where the map reaches along each axis */
    this.extent = [];
    this.toolsWidth = 290; // pixels in the corner in which no label stands
    /** @type {Float32Array | null} share of the true neighbours kept */
    this.kept = null;
    /** @type {Float32Array | null} how far a word wanders */
    this.halo = null;
    /** @type {Float32Array | null} on a scale of colours */
    this.values = null;
    /** @type {Uint8Array | null} */
    this.groups = null;
    /** @type {Uint8Array | null} shapes that say something else than the colour */
    this.forms = null;
    /** @type {string[] | null} */
    this.ramp = null;
    /** @type {Float32Array[][]} lines round shares of the words, the smallest share first */
    this.contours = [];
    /** @type {Set<number> | null} words beside which all others fade */
    this.lit = null;
    /** @type {number[]} words labelled before all others */
    this.first = [];
    this.addTools();
    const rowOf = (/** @type {string} */ word) => this.rowOf(word);
    Object.assign(root, { rowOf, placeOf: (/** @type {string} */ word) => this.at(rowOf(word)) }); // what a test clicks on
  }

  addTools() {
    const tools = {
      in: () => this.zoomBy(1.5),
      out: () => this.zoomBy(1 / 1.5),
      all: () => this.home(),
      box: () => this.toggle("select"),
      lasso: () => this.toggle("lasso"),
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
    const goals = this.goalsOf(data);
    const { dims = 2 } = data;
    const fresh = data.set !== this.set || dims !== this.dims || goals.length !== dims * this.count;
    const extent = data.frame || extentOf(goals, dims);
    const same = dims === this.dims && isSame(extent, this.extent); // the map, of which other words are in sight
    this.data = data;
    this.set = data.set;
    this.dims = dims;
    this.extent = extent;
    this.kept = data.kept ? floats(data.kept) : null;
    this.halo = data.halo ? floats(data.halo) : null;
    this.values = data.value ? floats(data.value) : null;
    this.groups = data.colour.group ? bytes(data.colour.group) : null;
    const { scale, shapes } = data.colour;
    this.forms = shapes ? bytes(shapes.of) : null;
    this.contours = data.contours.map((/** @type {[number, string[]]} */ [, lines]) => lines.map(floats));
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
    this.place(goals, fresh, same);
    if (data.forming && data.library) plotlyAt(data.library).catch(() => {}); // the finished map will need it
    this.legend.show(data.colour, this.theme.ink, this.shapes);
    this.legend.box.hidden = !data.forming && !data.colour.names.length && !scale && !shapes; // nothing to explain
    if (this.legend.group !== null && !this.lit) this.light(this.legend.group);
  }

  /** @param {number | null} group whose words are lit; after those of the colours come the shapes */
  light(group) {
    const members = [];
    const coloured = this.data.colour.names.length;
    const byShape = group !== null && group >= coloured;
    const [of, wanted] = byShape ? [this.forms, group - coloured] : [this.groups, group];
    for (let i = 0; i < this.count; i++) if (of?.[i] === wanted) members.push(i);
    this.lightUp(group === null ? null : members);
  }

  /** @param {number[] | null} rows of words beside which all others fade */
  lightUp(rows) {
    this.lit = rows && new Set(rows);
    this.first = (rows || []).slice(0, MOST_FIRST);
    this.version++;
    this.wake();
  }

  /**
   * Where each point should be: x and y of each in turn.
   * @param {any} data what Python gave
   * @returns {Float32Array}
   */
  goalsOf(data) {
    return floats(data.at);
  }

  /**
   * @param {string} word
   * @returns {number}
   */
  rowOf(word) {
    return this.data.words.indexOf(word);
  }

  /**
   * The text next to a point.
   * @param {number} i
   * @returns {string}
   */
  wordOf(i) {
    return this.data.labels[i] ?? this.data.words[i];
  }

  /** The part of the map in view, and how its points are drawn. */
  inView() {
    return inView(this);
  }

  /**
   * Whether so many points are blended into pixels.
   * @param {Int32Array} _rows in view
   */
  isHeap(_rows) {
    return false;
  }

  /**
   * @param {Crowd} _crowd
   * @param {Int32Array} _rows in view
   * @param {number} _ratio
   */
  heap(_crowd, _rows, _ratio) {}

  /** Of the groups, in turn. */
  get shapes() {
    return SHAPES;
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
    if (this.forms) return this.shapes[this.forms[i]];
    return this.groups && !this.ramp ? this.shapes[this.groups[i] % this.shapes.length] : "circle";
  }

  /**
   * The frame holds the whole map, even if a part is hidden; while words still move, a few may leave it, but
   * not at the end.
   */
  box() {
    if (this.data.frame) return this.data.frame;
    const share = this.data.forming && !this.data.last ? 0.03 : 0;
    if (this.data.last) this.viewport.goal = null;
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
   * What lies under the points.
   * @param {import("../shared/paper.js").Paper} paper
   */
  drawBelow(paper) {
    if (this.data.axes.length) drawAxes(this, paper);
  }

  /**
   * The titles of the axes, where they stand: labels keep out of them.
   * @returns {{text: string, x: number, y: number, align: "left" | "center" | "right"}[]}
   */
  titles() {
    if (!this.data.axes.length) return [];
    const [across, up] = this.data.axes;
    const beside = 7 * up.length + 30 < this.sheet.width - this.toolsWidth; // else below the tools
    return [
      { text: `${across} →`, x: this.sheet.width - 12, y: this.sheet.height - 14, align: "right" },
      { text: `↑ ${up}`, x: 12, y: beside ? 14 : 50, align: "left" },
    ];
  }

  /** Rows in the order in which they are drawn, the last on top; null for their own. */
  inOrder() {
    return /** @type {Int32Array | null} */ (null);
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

  /**
   * Sets what dragging does.
   * @param {Mode} mode
   */
  use(mode) {
    this.mode = mode;
    for (const [name, of] of [
      ["box", "select"],
      ["lasso", "lasso"],
    ])
      this.root.querySelector(`[data-tool="${name}"]`)?.setAttribute("aria-pressed", String(of === mode));
    this.canvas.style.cursor = mode === "pan" || mode === "turntable" ? "" : "crosshair";
  }

  /** @param {Mode} mode */
  toggle(mode) {
    this.use(this.mode === mode ? "pan" : mode);
  }

  /**
   * A box or a lasso instead of a move, after its tool was taken; with Shift always a lasso.
   * @param {"down" | "move" | "up"} what
   * @param {number} x
   * @param {number} y
   * @param {boolean} shift
   */
  gesture(what, x, y, shift) {
    if (what === "down") {
      this.dragging = shift ? "lasso" : this.mode;
      this.lasso = this.dragging === "pan" || this.dragging === "turntable" ? null : [[x, y]];
    }
    if (!this.lasso) return false;
    this.lasso = this.dragging === "lasso" ? [...this.lasso, [x, y]] : boxed(this.lasso[0], [x, y]);
    if (what === "up") {
      const line = this.lasso;
      this.lasso = null;
      const [left, top, right, bottom] = bounds(line);
      if (Math.max(right - left, bottom - top) < LEAST_BOX) return true;
      if (this.dragging === "zoom") this.zoomInto(left, top, right, bottom);
      else if (line.length > 2) this.select(line);
    }
    return true;
  }

  /**
   * Zooms in on a box as far as the sheet allows.
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  zoomInto(left, top, right, bottom) {
    const { width, height } = this.sheet;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    this.shift(width / 2 - x, height / 2 - y);
    this.zoomBy(Math.min(width / Math.max(8, right - left), height / Math.max(8, bottom - top)), width / 2, height / 2);
  }

  /**
   * Moves what is seen by so many pixels.
   * @param {number} dx
   * @param {number} dy
   */
  shift(dx, dy) {
    this.panBy(dx, dy);
  }

  /** @param {number[][]} line */
  select(line) {
    const rows = [];
    for (let i = 0; i < this.count; i++) if (inside(line, this.places[2 * i], this.places[2 * i + 1])) rows.push(i);
    if (rows.length) this.component?.setTriggerValue("news", { rows });
  }
}
