// A map in space seen by a camera like Plotly's, so that both show every point at the same place.

const FOCUS = 1 / Math.tan(Math.PI / 8); // of Plotly's scenes, which see an eighth of a circle from top to bottom
const ROOM = 1.02; // the box is a little larger than the points
const TILT = 0.35; // radians, the view in which the map formed
const STEEPEST = 1.5;
const FARTHEST = 60;
const A_TURN = 0.008; // radians a pixel

/** @typedef {number[]} Three x, y and z */

export class Solid {
  constructor() {
    /** @type {Float32Array} x, y and z of each point in turn, in the box */
    this.points = new Float32Array(0);
    /** @type {Three[]} from where to where each axis reaches */
    this.ranges = [];
    /** @type {Three} how long the sides of the box are */
    this.sides = [1, 1, 1];
    this.turn = 0;
    this.tilt = TILT;
    this.far = 2.5;
    this.usual = 2.5; // from where all is seen
    /** @type {Three} what the camera looks at */
    this.centre = [0, 0, 0];
    /** @type {Float32Array} how far from the camera each point is */
    this.depth = new Float32Array(0);
  }

  /**
   * Other points, in a box of the map's proportions around zero.
   * @param {Float32Array} values x, y and z of each in turn
   * @param {number[][]} extent of the map along each axis
   */
  hold(values, extent) {
    const reach = extent.map(([low, high]) => [(low + high) / 2, (ROOM * (high - low)) / 2 || 0.5]);
    const usual = Math.cbrt(reach[0][1] * reach[1][1] * reach[2][1]);
    this.ranges = reach.map(([middle, half]) => [middle - half, middle + half]);
    this.sides = reach.map(([, half]) => half / usual);
    this.points = values.map((value, i) => (value - reach[i % 3][0]) / (2 * usual));
    this.depth = new Float32Array(values.length / 3);
  }

  /** Nobody has turned or moved it. */
  get untouched() {
    return this.turn === 0 && this.tilt === TILT && this.far === this.usual && !this.centre.some(Boolean);
  }

  /** Right, up, and from the middle towards the camera. */
  axes() {
    const [c, s] = [Math.cos(this.turn), Math.sin(this.turn)];
    const [flat, steep] = [Math.cos(this.tilt), Math.sin(this.tilt)];
    return [
      [c, 0, s],
      [steep * s, flat, -steep * c],
      [-flat * s, steep, flat * c],
    ];
  }

  /**
   * Writes the pixels of points in the box into `places`, and how far away they are into `depth`.
   * @param {ArrayLike<number>} points
   * @param {Float32Array} places
   * @param {Float32Array} depth
   * @param {number} width
   * @param {number} height
   */
  project(points, places, depth, width, height) {
    const [[rx, ry, rz], [ux, uy, uz], [bx, by, bz]] = this.axes();
    const [cx, cy, cz] = this.centre;
    const focus = (FOCUS * height) / 2;
    for (let i = 0, k = 0; i < points.length; i += 3, k++) {
      const [x, y, z] = [points[i] - cx, points[i + 1] - cy, points[i + 2] - cz];
      const away = this.far - (x * bx + y * by + z * bz);
      const scale = away > 0.01 ? focus / away : Number.NaN; // points behind the camera are invisible
      places[2 * k] = width / 2 + scale * (x * rx + y * ry + z * rz);
      places[2 * k + 1] = height / 2 - scale * (x * ux + y * uy + z * uz);
      depth[k] = away;
    }
  }

  /** The camera as Plotly writes it. */
  camera() {
    const eye = this.axes()[2].map((part, axis) => this.centre[axis] + this.far * part);
    const named = (/** @type {Three} */ [x, y, z]) => ({ x, y, z });
    return { eye: named(eye), center: named(this.centre), up: named([0, 1, 0]), projection: { type: "perspective" } };
  }

  /**
   * @param {number} dx pixels
   * @param {number} dy
   */
  turnBy(dx, dy) {
    this.turn += A_TURN * dx;
    this.tilt = Math.max(-STEEPEST, Math.min(STEEPEST, this.tilt + A_TURN * dy));
  }

  /**
   * Moves what is seen by so many pixels, as it lies in the depth of the centre.
   * @param {number} dx
   * @param {number} dy
   * @param {number} height of the sheet
   */
  panBy(dx, dy, height) {
    const [right, up] = this.axes();
    const unit = (2 * this.far) / (FOCUS * height);
    this.centre = this.centre.map((part, axis) => part + unit * (dy * up[axis] - dx * right[axis]));
  }

  /**
   * Moves the camera nearer; a point `x`, `y` pixels from the middle, at the depth of the centre, stays
   * there.
   * @param {number} factor
   * @param {number} x
   * @param {number} y
   * @param {number} height
   */
  zoomBy(factor, x, y, height) {
    const before = this.far;
    this.far = Math.min(FARTHEST, Math.max(0.05, before / factor));
    const left = 1 - before / this.far; // of the way to that place, in pixels as they are now
    this.panBy(x * left, y * left, height);
  }

  /**
   * Resets the camera to the view in which the map formed, with all points within the margins.
   * @param {number} width
   * @param {number} height
   * @param {import("../shared/viewport.js").Margins} margins
   */
  home(width, height, margins) {
    [this.turn, this.tilt, this.centre] = [0, TILT, [0, 0, 0]];
    const places = new Float32Array((2 * this.points.length) / 3);
    const across = width / 2 - Math.max(margins.left, margins.right);
    const down = height / 2 - Math.max(margins.top, margins.bottom);
    let [near, far] = [0.5, FARTHEST];
    for (let k = 0; k < 20; k++) {
      this.far = (near + far) / 2;
      this.project(this.points, places, this.depth, width, height);
      const fits = places.every((at, i) => Math.abs(at - (i % 2 ? height : width) / 2) <= (i % 2 ? down : across));
      [near, far] = fits ? [near, this.far] : [this.far, far];
    }
    this.far = this.usual = far;
  }

  /**
   * The axes through the middle of the box, each as the pixels of its two ends.
   * @param {number} width
   * @param {number} height
   */
  lines(width, height) {
    const ends = [0, 1, 2].flatMap((axis) =>
      [-0.5, 0.5].flatMap((to) => this.sides.map((side, k) => (k === axis ? to * side : 0))),
    );
    const places = new Float32Array(12);
    this.project(ends, places, new Float32Array(6), width, height);
    return [0, 4, 8].map((i) => [
      [places[i], places[i + 1]],
      [places[i + 2], places[i + 3]],
    ]);
  }
}
