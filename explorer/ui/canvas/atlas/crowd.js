// Many points at once: blended into a buffer of pixels, which is fast where one call per point would not be.

export const CELL_OF_DENSITY = 9; // pixels of the page
const FAINT = 0.3; // of a single point among very many: it can still be seen
const HIGHEST = 64; // most points on a pixel that are counted

export class Crowd {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
    this.image = new ImageData(1, 1);
    this.heaps = new Uint32Array(0); // of each pixel: 256 times its points, and the hue of the last
    this.seen = ""; // what the picture was made from
    /** @type {Map<number, {reach: number, side: number, cover: Float32Array}>} */
    this.stamps = new Map();
    /** @type {Map<string, number[]>} */
    this.colours = new Map();
  }

  /**
   * Red, green and blue from 0 to 255.
   * @param {string} colour
   */
  rgb(colour) {
    let found = this.colours.get(colour);
    if (!found) {
      this.context.save();
      this.context.fillStyle = colour; // the canvas writes any colour of CSS as #rrggbb or rgba()
      const text = this.context.fillStyle;
      this.context.restore();
      const parts = text[0] === "#" ? [1, 3, 5].map((i) => `0x${text.slice(i, i + 2)}`) : text.match(/[\d.]+/g) || [];
      found = parts.slice(0, 3).map(Number);
      this.colours.set(colour, found);
    }
    return found;
  }

  /**
   * How much of each pixel around its middle a disc of radius r covers.
   * @param {number} r
   */
  stamp(r) {
    const key = Math.round(4 * r);
    let found = this.stamps.get(key);
    if (!found) {
      const reach = Math.ceil(r);
      const side = 2 * reach + 1;
      const cover = new Float32Array(side * side);
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++)
          cover[y * side + x] = Math.min(1, Math.max(0, r + 0.5 - Math.hypot(x - reach, y - reach)));
      found = { reach, side, cover };
      this.stamps.set(key, found);
    }
    return found;
  }

  /**
   * Begins an empty picture of w x h pixels of the screen.
   * @param {number} w
   * @param {number} h
   * @param {string} back
   */
  begin(w, h, back) {
    if (this.image.width !== w || this.image.height !== h) this.image = new ImageData(w, h);
    const [r, g, b] = this.rgb(back);
    new Uint32Array(this.image.data.buffer).fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
  }

  /**
   * Density, where points are too many to be told apart: the more points in a cell, the darker.
   * @param {Int32Array} rows
   * @param {Float32Array} place
   * @param {number} ratio
   * @param {string} ink
   */
  density(rows, place, ratio, ink) {
    const { width: w, height: h, data } = this.image;
    const size = Math.round(CELL_OF_DENSITY * ratio);
    const columns = Math.ceil(w / size);
    const lines = Math.ceil(h / size);
    const cells = new Float32Array(columns * lines);
    for (const i of rows) {
      const c = Math.floor((place[2 * i] * ratio) / size);
      const l = Math.floor((place[2 * i + 1] * ratio) / size);
      if (c >= 0 && l >= 0 && c < columns && l < lines) cells[l * columns + c]++;
    }
    const shade = (/** @type {number} */ n) => (n < 1 ? 0 : Math.min(0.22, 0.025 * Math.log2(1 + n)));
    for (let cell = 0; cell < cells.length; cell++) cells[cell] = shade(cells[cell]);
    const at = (/** @type {number} */ l, /** @type {number} */ c) =>
      l < 0 || c < 0 || l >= lines || c >= columns ? 0 : cells[l * columns + c];
    const [r, g, b] = this.rgb(ink);
    for (let y = 0; y < h; y++) {
      // between the middles of four cells, so that no cell shows its edge
      const v = (y + 0.5) / size - 0.5;
      const l = Math.floor(v);
      for (let c = -1; c < columns; c++) {
        const [nw, ne, sw, se] = [at(l, c), at(l, c + 1), at(l + 1, c), at(l + 1, c + 1)];
        if (nw + ne + sw + se === 0) continue;
        const [west, east] = [nw + (v - l) * (sw - nw), ne + (v - l) * (se - ne)];
        const first = Math.max(0, Math.ceil((c + 0.5) * size - 0.5));
        const last = Math.min(w, Math.ceil((c + 1.5) * size - 0.5));
        for (let x = first; x < last; x++) {
          const a = west + ((x + 0.5) / size - 0.5 - c) * (east - west);
          const p = 4 * (y * w + x);
          data[p] += a * (r - data[p]);
          data[p + 1] += a * (g - data[p + 1]);
          data[p + 2] += a * (b - data[p + 2]);
        }
      }
    }
  }

  /**
   * A disc for each point.
   * @param {Int32Array} rows
   * @param {Float32Array} place
   * @param {number} ratio
   * @param {number} radius
   * @param {(i: number) => string} colourOf
   * @param {(i: number) => number} alphaOf
   */
  points(rows, place, ratio, radius, colourOf, alphaOf) {
    const { width: w, height: h, data } = this.image;
    const { reach, side, cover } = this.stamp(radius * ratio);
    for (const i of rows) {
      const left = Math.round(place[2 * i] * ratio) - reach;
      const top = Math.round(place[2 * i + 1] * ratio) - reach;
      if (left < 0 || top < 0 || left + side > w || top + side > h) continue;
      const [r, g, b] = this.rgb(colourOf(i));
      const alpha = alphaOf(i);
      for (let y = 0; y < side; y++) {
        let p = 4 * ((top + y) * w + left);
        for (let x = 0; x < side; x++, p += 4) {
          const a = alpha * cover[y * side + x];
          if (a === 0) continue;
          data[p] += a * (r - data[p]);
          data[p + 1] += a * (g - data[p + 1]);
          data[p + 2] += a * (b - data[p + 2]);
        }
      }
    }
  }

  /**
   * Points too many for discs, each a square of `side` pixels: the more of them lie on a pixel, the less of the paper
   * shows, and the last of them gives its colour.  A pixel with the mean number is as opaque as one disc elsewhere.
   * @param {Int32Array} rows
   * @param {Float32Array} place
   * @param {number} ratio
   * @param {number} side
   * @param {Uint8Array} hues of each point
   * @param {string[]} palette by hue; its last colour for any beyond
   * @param {string} back
   * @param {boolean} faded
   */
  heap(rows, place, ratio, side, hues, palette, back, faded) {
    const { width: w, height: h } = this.image;
    const heaps = this.heaps.length === w * h ? this.heaps.fill(0) : new Uint32Array(w * h);
    this.heaps = heaps;
    const before = (side - 1) >> 1;
    let taken = 0;
    for (let k = 0; k < rows.length; k++) {
      const i = rows[k];
      const left = ((place[2 * i] * ratio + 0.5) | 0) - before;
      const top = ((place[2 * i + 1] * ratio + 0.5) | 0) - before;
      if (left < 0 || top < 0 || left + side > w || top + side > h) continue;
      for (let y = 0; y < side; y++)
        for (let p = (top + y) * w + left, end = p + side; p < end; p++) {
          const heap = heaps[p];
          if (heap === 0) taken++;
          heaps[p] = ((heap & ~255) + 256) | hues[i];
        }
    }
    const single = faded ? FAINT : Math.max(FAINT, 1 - 0.12 ** (taken / (rows.length * side * side || 1)));
    const mixed = this.mixed(palette, back, single);
    const pixels = new Uint32Array(this.image.data.buffer);
    const last = palette.length - 1;
    for (let p = 0; p < pixels.length; p++) {
      const heap = heaps[p];
      if (heap) pixels[p] = mixed[Math.min(heap & 255, last) * HIGHEST + Math.min(heap >>> 8, HIGHEST) - 1];
    }
  }

  /**
   * The pixel of each colour under 1, 2, ... `HIGHEST` points, of which one covers the share `single` of the paper.
   * @param {string[]} palette
   * @param {string} back
   * @param {number} single
   */
  mixed(palette, back, single) {
    const paper = this.rgb(back);
    const pixels = new Uint32Array(palette.length * HIGHEST);
    palette.forEach((colour, hue) => {
      const ink = this.rgb(colour);
      for (let n = 1; n <= HIGHEST; n++) {
        const a = 1 - (1 - single) ** n;
        const [r, g, b] = paper.map((part, c) => Math.round(part + a * (ink[c] - part)));
        pixels[hue * HIGHEST + n - 1] = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
      }
    });
    return pixels;
  }

  end() {
    this.context.putImageData(this.image, 0, 0);
  }
}
