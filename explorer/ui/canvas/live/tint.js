// Components of vectors as colours, one pixel each.

/** Colour of a component: blue above 0, orange below, transparent at 0, so that it suits both themes. */
export class Tint {
  /** @param {any} palette */
  constructor(palette) {
    const parse = (/** @type {string} */ hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
    this.above = parse(palette.centre);
    this.below = parse(palette.negative);
  }

  /**
   * Writes `values` into a canvas of one pixel a component, `columns` wide.
   * @param {HTMLCanvasElement} canvas
   * @param {Float32Array} values
   * @param {number} columns
   * @param {number} most the value of the strongest colour
   */
  paint(canvas, values, columns, most) {
    const rows = Math.ceil(values.length / columns);
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(columns, rows);
    for (let i = 0; i < values.length; i++) {
      const [r, g, b] = values[i] >= 0 ? this.above : this.below;
      image.data.set([r, g, b, 255 * Math.min(1, Math.abs(values[i]) / (most || 1)) ** 0.8], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }
}
