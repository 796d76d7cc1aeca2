// The common part of a model's map and a run's map: points that glide to their places, on a sheet that can be
// zoomed and moved by pointer, wheel or keys.

import { make, setText } from "./elements.js";
import { Labels } from "./labels.js";
import { nearest, towards } from "./nearest.js";
import { CanvasPaper, SvgPaper } from "./paper.js";
import { save } from "./save.js";
import { Sheet } from "./sheet.js";
import { themeOf } from "./theme.js";
import { showTip } from "./tip.js";
import { under } from "./under.js";
import { Viewport } from "./viewport.js";

const DIRECTIONS = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);

/**
 * How the points of a map move: times in ms in which 63% of the way is covered.
 * @typedef {object} Manner
 * @property {number} glide of a point
 * @property {number} stretch of the whole frame
 * @property {number} linger pictures still drawn when all has arrived, for what fades
 * @property {import("./viewport.js").Margins} margins
 * @property {number} ease
 * @property {[number, number]} sizes of the usual and the bold font, in px
 * @property {[number, number]} weights
 */

export class PointMap {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} tip
   * @param {Manner} manner
   */
  constructor(canvas, tip, manner) {
    this.canvas = canvas;
    this.tip = tip;
    this.manner = manner;
    this.count = 0;
    this.hover = -1;
    this.drawn = 0; // pictures so far
    this.request = 0;
    this.time = 0;
    this.rest = 0;
    /** @type {Float32Array} */
    this.points = new Float32Array(0); // x and y of each in turn, at present
    /** @type {Float32Array} */
    this.goals = new Float32Array(0); // and as they should
    /** @type {Float32Array} */
    this.places = new Float32Array(0); // in pixels, as last drawn
    this.viewport = new Viewport(manner.margins, manner.ease);
    this.theme = themeOf(canvas);
    /** @type {string[]} */
    this.fonts = [];
    this.sheet = new Sheet(canvas, () => this.resize());
    this.paper = new CanvasPaper(this.sheet.context);
    this.calm = matchMedia("(prefers-reduced-motion: reduce)"); // then nothing glides
    this.said = make("p", "canvas-said", canvas.parentElement);
    this.said.setAttribute("aria-live", "polite");
    this.labels = new Labels(
      (word, strong) => {
        this.sheet.context.font = this.fonts[strong ? 1 : 0];
        return this.sheet.context.measureText(word).width;
      },
      (strong) => Math.round(manner.sizes[strong ? 1 : 0] * 1.25),
    );
    this.listen();
  }

  /** Defined by each kind of map. */
  /** @returns {number[][]} what the frame has to hold: [x0, x1], [y0, y1] */
  box() {
    throw new Error("a map says what its frame holds");
  }

  /**
   * @param {import("./paper.js").Paper} _paper
   * @param {number} _ratio pixels of a picture for one of the page
   * @param {number} _passed ms since the last picture
   */
  draw(_paper, _ratio, _passed) {}

  /**
   * @param {number} _i
   * @returns {string[]} the lines of the tip
   */
  tell(_i) {
    return [];
  }

  /** @param {number} _i the word that was clicked, or −1 */
  pick(_i) {}

  /**
   * Whether the pointer may find a point.
   * @param {number} _i
   * @param {number} _squared its distance
   */
  isFound(_i, _squared) {
    return true;
  }

  /**
   * The pointer went down, moved or went up, for a map that does more than move; true if the map used it.
   * @param {"down" | "move" | "up"} _what
   * @param {number} _x
   * @param {number} _y
   * @param {boolean} _shift whether the Shift key is held
   */
  gesture(_what, _x, _y, _shift) {
    return false;
  }

  /**
   * Gives the points new goals; other points begin at their goals.
   * @param {Float32Array} goals
   * @param {boolean} fresh whether they are other points
   * @param {boolean} same of the same map, so that what is in view stays
   */
  place(goals, fresh, same = false) {
    this.goals = goals;
    if (fresh || goals.length !== this.points.length) {
      this.count = goals.length / 2;
      this.points = goals.slice();
      this.places = new Float32Array(goals.length);
      this.labels.forget();
      if (!same) this.viewport.home();
      if (!same) this.viewport.forget();
    }
    this.refit();
    this.wake();
  }

  refit() {
    this.viewport.width = this.sheet.width;
    this.viewport.height = this.sheet.height;
    if (this.count && this.sheet.width) this.viewport.hold(this.box());
  }

  resize() {
    this.viewport.forget();
    this.refit();
    this.wake();
  }

  restyle() {
    const before = JSON.stringify([this.theme, this.fonts]);
    this.theme = themeOf(this.canvas);
    this.fonts = [0, 1].map((k) => `${this.manner.weights[k]} ${this.manner.sizes[k]}px ${this.theme.family}`);
    if (JSON.stringify([this.theme, this.fonts]) !== before) this.labels.forget();
    this.wake();
  }

  wake() {
    this.rest = this.manner.linger;
    if (!this.request) this.request = requestAnimationFrame((time) => this.tick(time));
  }

  /** @param {number} time */
  tick(time) {
    this.request = 0;
    if (!this.count || !this.sheet.width || !this.viewport.frame) return;
    const passed = Math.min(100, this.time ? time - this.time : 16);
    this.time = time;
    const moving = this.glide(passed);
    this.project();
    this.sheet.begin();
    this.draw(this.paper, this.sheet.ratio, passed);
    this.drawn += 1;
    this.rest = moving ? this.manner.linger : this.rest - 1;
    if (moving || this.rest > 0) this.request = requestAnimationFrame((next) => this.tick(next));
    else this.time = 0;
    this.canvas.dataset.state = moving ? "moving" : "still";
  }

  /**
   * Moves points and frame towards their goals; false when all have arrived.
   * @param {number} passed ms
   */
  glide(passed) {
    const share = this.calm.matches ? 1 : 1 - Math.exp(-passed / this.manner.glide);
    const least = 0.1 / this.viewport.scale;
    let moving = false;
    const still = this.points === this.goals; // too many to glide
    for (let i = 0; i < this.points.length && !still; i++) {
      const way = this.goals[i] - this.points[i];
      if (Math.abs(way) > least) {
        this.points[i] += share * way;
        moving = true;
      } else this.points[i] = this.goals[i];
    }
    const stretch = this.calm.matches ? 1 : 1 - Math.exp(-passed / this.manner.stretch);
    return this.viewport.glide(stretch) || moving;
  }

  /** Works out the pixels of all points. */
  project() {
    this.viewport.project(this.points, this.places);
  }

  /**
   * Pixels of a point; what a test clicks on.
   * @param {number} i
   */
  at(i) {
    this.project();
    return [this.places[2 * i], this.places[2 * i + 1]];
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  nearest(x, y) {
    return nearest(this.places, x, y, 17, (i, squared) => this.isFound(i, squared));
  }

  /**
   * @param {number} factor
   * @param {number} [x]
   * @param {number} [y]
   */
  zoomBy(factor, x, y) {
    this.viewport.zoomBy(factor, x, y);
    this.wake();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  panBy(dx, dy) {
    this.viewport.panBy(dx, dy);
    this.wake();
  }

  home() {
    this.viewport.home();
    this.viewport.goal = null;
    this.refit();
    this.wake();
  }

  /**
   * Points at a word, which shows its tip.
   * @param {number} i or −1
   */
  point(i) {
    if (i !== this.hover) this.wake();
    this.hover = i;
    this.canvas.classList.toggle("canvas-over", i >= 0);
    const [x, y] = i < 0 ? [0, 0] : this.at(i);
    showTip(this.tip, i < 0 ? [] : this.tell(i), x, y, this.sheet.width, this.sheet.height);
  }

  listen() {
    const { canvas } = this;
    /** @type {{x: number, y: number, moved: boolean} | null} */
    let grip = null;
    /** @type {Map<number, number[]>} where each finger is */
    const fingers = new Map();
    const apart = () => {
      const [[ax, ay], [bx, by]] = [...fingers.values()];
      return { far: Math.hypot(ax - bx, ay - by), x: (ax + bx) / 2, y: (ay + by) / 2 };
    };
    const lifted = (/** @type {PointerEvent} */ event) => {
      fingers.delete(event.pointerId);
      grip = null;
    };
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const [x, y] = under(event, canvas);
        this.zoomBy(Math.exp(-event.deltaY * 0.0016), x, y);
      },
      { passive: false },
    );
    canvas.addEventListener("pointerdown", (event) => {
      const [x, y] = under(event, canvas);
      grip = { x, y, moved: false };
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, [x, y]);
      if (fingers.size === 1) this.gesture("down", x, y, event.shiftKey);
    });
    canvas.addEventListener("pointermove", (event) => {
      const [x, y] = under(event, canvas);
      if (fingers.size === 2 && fingers.has(event.pointerId)) {
        const before = apart();
        fingers.set(event.pointerId, [x, y]);
        const now = apart();
        this.panBy(now.x - before.x, now.y - before.y);
        if (before.far > 0) this.zoomBy(now.far / before.far, now.x, now.y);
        if (grip) grip.moved = true;
        return;
      }
      if (!grip) return this.point(this.nearest(x, y));
      const [dx, dy] = [x - grip.x, y - grip.y];
      if (!grip.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
      grip.moved = true;
      if (!this.gesture("move", x, y, event.shiftKey)) {
        this.panBy(dx, dy);
        [grip.x, grip.y] = [x, y];
      }
      this.wake();
    });
    canvas.addEventListener("pointerup", (event) => {
      const clicked = grip && !grip.moved;
      lifted(event);
      const [x, y] = under(event, canvas);
      this.gesture("up", x, y, event.shiftKey);
      if (clicked) this.pick(this.nearest(x, y));
      this.wake();
    });
    canvas.addEventListener("pointercancel", lifted);
    canvas.addEventListener("pointerleave", () => this.point(-1));
    canvas.addEventListener("dblclick", () => this.home());
    canvas.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS.get(event.key);
    const [dx, dy] = direction || [0, 0];
    /** @type {Record<string, () => void>} */
    const acts = {
      "+": () => this.zoomBy(1.4),
      "=": () => this.zoomBy(1.4),
      "-": () => this.zoomBy(1 / 1.4),
      0: () => this.home(),
      Enter: () => this.pick(this.hover),
      Escape: () => this.leave(),
    };
    const act = direction ? () => this.step(dx, dy, event.shiftKey) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  leave() {
    this.point(-1);
    this.pick(-1);
    this.canvas.blur();
  }

  /**
   * An arrow key: to the next word in that direction, or (with Shift) the whole map.
   * @param {number} dx
   * @param {number} dy
   * @param {boolean} whole
   */
  step(dx, dy, whole) {
    if (whole) return this.panBy(-60 * dx, -60 * dy);
    const { width, height } = this.sheet;
    const seen = (/** @type {number} */ i) => {
      const [x, y] = [this.places[2 * i], this.places[2 * i + 1]];
      return x >= 0 && y >= 0 && x <= width && y <= height && this.isFound(i, 0);
    };
    const next =
      this.hover >= 0
        ? towards(this.places, this.hover, dx, dy, seen)
        : nearest(this.places, width / 2, height / 2, Math.hypot(width, height), seen);
    this.point(next);
    setText(this.said, next < 0 ? "" : this.tell(next).join(", "));
  }

  /**
   * Saves the visible part of the map as a file.
   * @param {string} name
   * @param {"png" | "svg"} kind
   */
  async save(name, kind) {
    const { width, height } = this.sheet;
    if (kind === "svg") {
      const paper = new SvgPaper(width, height, this.theme.back);
      this.draw(paper, 1, 0);
      return save(`${name}.svg`, new Blob([paper.toString()], { type: "image/svg+xml" }));
    }
    const canvas = new OffscreenCanvas(2 * width, 2 * height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale(2, 2);
    const paper = new CanvasPaper(context);
    paper.box(0, 0, width, height, this.theme.back, 1);
    this.draw(paper, 2, 0);
    return save(`${name}.png`, await canvas.convertToBlob({ type: "image/png" }));
  }

  close() {
    this.sheet.close();
    cancelAnimationFrame(this.request);
    this.request = -1;
  }
}
