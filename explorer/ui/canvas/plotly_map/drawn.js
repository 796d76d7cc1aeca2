// The finished map by Plotly, flat or in space. While it is moved, zoomed or turned, our canvas draws it,
// because Plotly would be too slow. Once it stands still, Plotly draws the same points at the same places,
// and the canvas only draws what Plotly lacks: labels that avoid each other, lines to neighbours and rings.

import { Crowd } from "../atlas/crowd.js";
import { drawAbove, inView } from "../atlas/drawing.js";
import { Atlas } from "../atlas/word_map.js";
import { CanvasPaper } from "../shared/paper.js";
import { plotlyAt } from "../shared/plotly.js";
import { config, layout, SHAPES_IN_SPACE, traces } from "./figure.js";
import { Solid } from "./solid.js";

/** @typedef {import("../shared/paper.js").Paper} Paper */

const STILL = 180; // ms without a change after which Plotly draws

export class PlotlyMap extends Atlas {
  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.figure = /** @type {HTMLElement} */ (root.querySelector(".plotly-figure"));
    this.ground = /** @type {HTMLCanvasElement} */ (root.querySelector(".plotly-ground"));
    const context = /** @type {CanvasRenderingContext2D} */ (this.ground.getContext("2d"));
    this.groundPaper = new CanvasPaper(context);
    this.shade = new Crowd(context);
    /** @type {Solid | null} the camera of a map in space */
    this.solid = null;
    /** @type {Float32Array} */
    this.given = new Float32Array(0); // two or three of each word in turn, as they came
    this.toolsWidth = 330;
    this.active = "#888";
    /** @type {import("../shared/plotly.js").Plotly | null} */
    this.plotly = null;
    /** @type {object | null} */
    this.config = null;
    this.awaited = false; // Plotly will draw what is in view
    this.settled = false; // and has done so
    this.held = false; // the pointer is down
    this.due = 0;
    this.asked = 0; // what was in view so far
    this.told = "";
    for (const [name, held] of /** @type {[string, boolean][]} */ ([
      ["pointerdown", true],
      ["pointerup", false],
      ["pointercancel", false],
    ]))
      this.canvas.addEventListener(name, () => this.hold(held));
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    const { data } = component;
    const told = JSON.stringify(data);
    const same = told === this.told;
    this.told = told;
    if (!same && (data.dims || 2) !== this.dims) this.begin(data.dims);
    super.receive(component);
    if (!same) this.stir();
    this.awaited = Boolean(data.library);
    if (!this.awaited || this.plotly) return;
    plotlyAt(data.library).then(
      (plotly) => {
        this.plotly = plotly;
        this.stir();
      },
      () => {
        this.awaited = false; // the canvas goes on drawing
        this.wake();
      },
    );
  }

  /** @param {number} dims of another map than before */
  begin(dims) {
    this.solid = dims === 3 ? new Solid() : null;
    this.config = null;
    this.use(this.solid ? "turntable" : "pan");
  }

  /** The view has changed: the canvas draws at once, and Plotly when it stands still. */
  stir() {
    this.settled = false;
    this.asked++; // Plotly's picture in progress shows the old view
    if (this.awaited) this.root.dataset.state = "moving";
    clearTimeout(this.due);
    if (this.plotly && this.data?.library && !this.held) this.due = setTimeout(() => this.settle(), STILL);
    this.wake();
  }

  /** @param {boolean} held */
  hold(held) {
    this.held = held;
    if (!held && !this.settled) this.stir();
  }

  /** Has Plotly draw the view, in place of the points on the canvas. */
  async settle() {
    if (!this.plotly || !this.viewport.frame || !this.sheet.width) return;
    if (this.canvas.dataset.state === "moving") return this.stir();
    const { asked } = this;
    this.config ??= config(this, this.plotly);
    this.project();
    await this.plotly.react(this.figure, traces(this, inView(this)), layout(this), this.config);
    if (asked !== this.asked) return;
    this.settled = true;
    this.drawGround();
    this.wake();
  }

  /** The layers below Plotly's points. */
  drawGround() {
    const { ground, sheet, shade, theme } = this;
    const view = inView(this);
    [ground.width, ground.height] = [sheet.canvas.width, sheet.canvas.height];
    if (view.many) {
      shade.begin(ground.width, ground.height, theme.back);
      shade.density(view.rows, this.places, sheet.ratio, theme.ink);
      shade.end();
    }
    this.groundPaper.c.setTransform(sheet.ratio, 0, 0, sheet.ratio, 0, 0);
    this.drawBelow(this.groundPaper);
  }

  /**
   * @param {Paper} paper
   * @param {number} ratio
   */
  draw(paper, ratio) {
    const onScreen = paper === this.paper;
    if (onScreen) this.root.dataset.drawn = this.settled ? "plotly" : "canvas";
    if (onScreen && this.settled) drawAbove(this, paper, inView(this));
    else super.draw(paper, ratio);
  }

  /** @param {number} passed */
  glide(passed) {
    const moving = super.glide(passed);
    if (this.awaited && !this.settled) this.root.dataset.state = "moving";
    return moving;
  }

  /**
   * @param {Float32Array} goals
   * @param {boolean} fresh
   * @param {boolean} same
   */
  place(goals, fresh, same) {
    this.given = goals;
    if (!this.solid) return super.place(goals, fresh, same);
    this.solid.hold(goals, this.extent);
    super.place(new Float32Array((2 * goals.length) / 3), fresh, same);
    if (fresh && !same) this.home();
  }

  /** A map in space has no frame in the plane. */
  box() {
    if (!this.solid) return super.box();
    return [
      [0, 1],
      [0, 1],
    ];
  }

  project() {
    const { solid, sheet } = this;
    if (!solid) return super.project();
    solid.project(solid.points, this.places, solid.depth, sheet.width, sheet.height);
    this.viewport.zoom = solid.usual / solid.far;
  }

  inOrder() {
    const { solid } = this;
    if (!solid) return null;
    return Int32Array.from(solid.depth, (_, i) => i).sort((a, b) => solid.depth[b] - solid.depth[a]);
  }

  get shapes() {
    return this.solid ? SHAPES_IN_SPACE : super.shapes;
  }

  /** @param {Paper} paper */
  drawBelow(paper) {
    const { solid, sheet, theme } = this;
    if (!solid) return super.drawBelow(paper);
    for (const line of solid.lines(sheet.width, sheet.height)) paper.line(line, theme.faint, 1);
  }

  titles() {
    const { solid, sheet, data } = this;
    if (!solid) return super.titles();
    const ends = solid.lines(sheet.width, sheet.height).map((line) => line[1]);
    return data.axes.map((/** @type {string} */ text, /** @type {number} */ axis) => {
      const [x, y] = ends[axis];
      const half = 3.6 * text.length + 8;
      return {
        text,
        x: Math.max(half, Math.min(sheet.width - half, x)),
        y: y + (axis === 1 ? -9 : 9),
        align: "center",
      };
    });
  }

  /** @param {number | null} group */
  light(group) {
    super.light(group);
    this.stir();
  }

  restyle() {
    const before = JSON.stringify(this.theme);
    super.restyle();
    this.active = getComputedStyle(this.root).getPropertyValue("--st-primary-color").trim() || "#888";
    if (JSON.stringify(this.theme) !== before) this.stir();
  }

  resize() {
    super.resize();
    if (this.solid?.untouched) this.home();
    else this.stir();
  }

  /** @param {import("../atlas/word_map.js").Mode} mode */
  use(mode) {
    super.use(mode);
    if (this.plotly && this.config) this.plotly.relayout(this.figure, { dragmode: mode });
  }

  /**
   * @param {number} factor
   * @param {number} [x]
   * @param {number} [y]
   */
  zoomBy(factor, x, y) {
    const { width, height } = this.sheet;
    if (this.solid) this.solid.zoomBy(factor, (x ?? width / 2) - width / 2, (y ?? height / 2) - height / 2, height);
    else super.zoomBy(factor, x, y);
    this.stir();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  panBy(dx, dy) {
    if (!this.solid) super.panBy(dx, dy);
    else if (this.mode === "turntable") this.solid.turnBy(dx, dy);
    else this.solid.panBy(dx, dy, this.sheet.height);
    this.stir();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  shift(dx, dy) {
    if (!this.solid) return super.shift(dx, dy);
    this.solid.panBy(dx, dy, this.sheet.height);
  }

  home() {
    super.home();
    if (this.solid && this.sheet.width) this.solid.home(this.sheet.width, this.sheet.height, this.manner.margins);
    this.stir();
  }

  close() {
    super.close();
    this.asked++;
    clearTimeout(this.due);
    this.plotly?.purge(this.figure);
  }
}
