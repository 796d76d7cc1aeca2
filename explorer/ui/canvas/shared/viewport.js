// From the plane of the vectors to pixels: the frame that holds all words, and the visitor's zoom and shift.

/**
 * The frame: pixels per unit, and the point of the plane in its middle.
 * @typedef {{k: number, x: number, y: number}} Frame
 */

/** @typedef {{top: number, right: number, bottom: number, left: number}} Margins */

/**
 * The extent of the points along one axis, without the outermost `share` on each side, then widened by
 * `slack` of it, but not beyond the outermost points.
 * @param {ArrayLike<number>} points x and y of each point in turn
 * @param {number} axis 0 or 1
 * @param {number} share
 * @param {number} slack
 */
export function reach(points, axis, share, slack) {
  const along = Float32Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + axis]).sort();
  const last = along.length - 1;
  const [low, high] = [along[Math.floor(share * last)], along[Math.ceil((1 - share) * last)]];
  const wider = slack * (high - low);
  return [Math.max(along[0], low - wider), Math.min(along[last], high + wider)];
}

export class Viewport {
  /**
   * @param {Margins} margins round the points, for labels and tools
   * @param {number} ease share of the room that stays free, so that a growing cloud does not change the scale
   * all the time
   */
  constructor(margins, ease = 0) {
    this.margins = margins;
    this.ease = ease;
    this.width = 0;
    this.height = 0;
    this.zoom = 1;
    this.pan = [0, 0]; // pixels
    /** @type {Frame | null} */
    this.frame = null;
    /** @type {Frame | null} */
    this.goal = null;
  }

  /** Computes the frame again, at once. */
  forget() {
    this.frame = this.goal = null;
  }

  /**
   * Fits the frame to the words; a frame that still fits is kept.
   * @param {number[][]} box what to hold: [x0, x1], [y0, y1]
   */
  hold([[x0, x1], [y0, y1]]) {
    const { top, right, bottom, left } = this.margins;
    const room = [Math.max(20, this.width - left - right), Math.max(20, this.height - top - bottom)];
    const k = Math.min(room[0] / (x1 - x0 || 1e-9), room[1] / (y1 - y0 || 1e-9));
    const wanted = { k: k * (1 - this.ease), x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    const { goal } = this;
    const filled = goal ? goal.k / k : 0; // more than 1: the words have grown out of the frame
    const off = goal ? Math.max(Math.abs(goal.x - wanted.x) / room[0], Math.abs(goal.y - wanted.y) / room[1]) * k : 1;
    if (!goal || filled > 1 + this.ease + 1e-6 || filled < 0.8 || off > 0.04) this.goal = wanted;
    if (!this.frame) this.frame = { ...wanted };
  }

  /**
   * Moves the frame by `share` of the way to its goal; false when it has arrived.
   * @param {number} share
   */
  glide(share) {
    const { frame, goal } = this;
    if (!frame || !goal) return false;
    const near =
      Math.abs(goal.k - frame.k) < 1e-3 * goal.k &&
      Math.hypot(goal.x - frame.x, goal.y - frame.y) * frame.k * this.zoom < 0.2;
    const part = near ? 1 : share;
    frame.k += part * (goal.k - frame.k);
    frame.x += part * (goal.x - frame.x);
    frame.y += part * (goal.y - frame.y);
    return !near;
  }

  /** Pixels a unit. */
  get scale() {
    return (this.frame?.k || 1) * this.zoom;
  }

  /** The pixel of the frame's middle. */
  get middle() {
    const { top, right, bottom, left } = this.margins;
    return [(this.width + left - right) / 2 + this.pan[0], (this.height + top - bottom) / 2 + this.pan[1]];
  }

  /**
   * Writes the pixels of all points into `place`.
   * @param {ArrayLike<number>} points x and y of each in turn
   * @param {Float32Array} place
   */
  project(points, place) {
    if (!this.frame) return;
    const { x, y } = this.frame;
    const { scale: k, middle } = this;
    for (let i = 0; i < place.length; i += 2) {
      place[i] = middle[0] + (points[i] - x) * k;
      place[i + 1] = middle[1] - (points[i + 1] - y) * k;
    }
  }

  /**
   * The pixel of one point.
   * @param {number} across
   * @param {number} up
   */
  pixel(across, up) {
    const { x, y } = this.frame || { x: 0, y: 0 };
    return [this.middle[0] + (across - x) * this.scale, this.middle[1] - (up - y) * this.scale];
  }

  /**
   * The point that is drawn at a pixel.
   * @param {number} left
   * @param {number} top
   */
  place(left, top) {
    const { x, y } = this.frame || { x: 0, y: 0 };
    return [x + (left - this.middle[0]) / this.scale, y - (top - this.middle[1]) / this.scale];
  }

  /**
   * Zooms by `factor` around the pixel (x, y).
   * @param {number} factor
   * @param {number} x
   * @param {number} y
   */
  zoomBy(factor, x = this.middle[0] - this.pan[0], y = this.middle[1] - this.pan[1]) {
    const zoom = Math.min(200, Math.max(0.5, this.zoom * factor));
    const real = zoom / this.zoom;
    const [mx, my] = this.middle;
    this.pan = [this.pan[0] + (x - mx) * (1 - real), this.pan[1] + (y - my) * (1 - real)];
    this.zoom = zoom;
  }

  /**
   * @param {number} dx pixels
   * @param {number} dy
   */
  panBy(dx, dy) {
    this.pan = [this.pan[0] + dx, this.pan[1] + dy];
  }

  /** Back to all words. */
  home() {
    this.zoom = 1;
    this.pan = [0, 0];
  }
}
