// Very many points sorted into cells, so that the nearest is found without a search of all.

const IN_A_CELL = 8; // points, on average

export class Grid {
  /**
   * @param {Float32Array} points x and y of each in turn
   * @param {number[][]} extent their extent along each axis
   */
  constructor(points, [[left, right], [bottom, top]]) {
    const n = points.length / 2;
    this.points = points;
    this.side = Math.max(1, Math.ceil(Math.sqrt(n / IN_A_CELL)));
    this.low = [left, bottom];
    this.cell = [(right - left) / this.side || 1, (top - bottom) / this.side || 1]; // how large one is
    const of = new Uint32Array(n);
    /** where the points of a cell begin in `rows` */
    this.starts = new Uint32Array(this.side ** 2 + 1);
    for (let i = 0; i < n; i++) {
      of[i] = this.along(1, points[2 * i + 1]) * this.side + this.along(0, points[2 * i]);
      this.starts[of[i] + 1]++;
    }
    for (let c = 1; c < this.starts.length; c++) this.starts[c] += this.starts[c - 1];
    const next = this.starts.slice(0, -1);
    this.rows = new Uint32Array(n);
    for (let i = 0; i < n; i++) this.rows[next[of[i]]++] = i;
  }

  /**
   * The column (0) or row (1) of cells that contains a value, or the nearest one.
   * @param {number} axis
   * @param {number} value
   */
  along(axis, value) {
    const place = Math.floor((value - this.low[axis]) / this.cell[axis]);
    return Math.min(this.side - 1, Math.max(0, place));
  }

  /**
   * The point nearest to (x, y), or −1 when none is nearer than `reach`; of points equally near the first.
   * @param {number} x
   * @param {number} y
   * @param {number} reach
   * @param {(i: number, squared: number) => boolean} allowed
   */
  nearest(x, y, reach, allowed = () => true) {
    const { points, starts, rows, side } = this;
    const [left, right] = [this.along(0, x - reach), this.along(0, x + reach)];
    const [bottom, top] = [this.along(1, y - reach), this.along(1, y + reach)];
    let best = -1;
    let least = reach * reach;
    for (let line = bottom; line <= top; line++) {
      const last = starts[line * side + right + 1]; // the cells of a line lie next to each other
      for (let k = starts[line * side + left]; k < last; k++) {
        const i = rows[k];
        const squared = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
        if ((squared < least || (squared === least && i < best)) && allowed(i, squared)) [best, least] = [i, squared];
      }
    }
    return best;
  }
}
