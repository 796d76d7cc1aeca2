// Labels that do not cover each other: the most important word first, each in the first of eight free places.
// The same greedy rule as explorer/figures/labels.py, run again for what is in view, so that zooming in shows more.

const CELL = 4; // pixels of the bitmap
const GAP = 3;
const SLOTS = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];

/**
 * A word that wants a label beside its point.
 * @typedef {object} Wanted
 * @property {number} id
 * @property {string} word
 * @property {number} x
 * @property {number} y
 * @property {number} r radius of its point
 * @property {boolean} strong in the bold font
 */

/**
 * A label that has a place: its left end and its middle, from its point.
 * @typedef {object} Placed
 * @property {number} id
 * @property {string} word
 * @property {number} dx
 * @property {number} dy
 * @property {boolean} strong
 */

/** @typedef {number[]} Box left, top, right, bottom */

// The covered part of the sheet, in cells.
class Bitmap {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.columns = Math.ceil(width / CELL) + 1;
    this.rows = Math.ceil(height / CELL) + 1;
    this.taken = new Uint8Array(this.columns * this.rows);
  }

  /** @param {Box} box */
  cells([left, top, right, bottom]) {
    return [
      Math.max(0, Math.floor(left / CELL)),
      Math.max(0, Math.floor(top / CELL)),
      Math.min(this.columns - 1, Math.floor(right / CELL)),
      Math.min(this.rows - 1, Math.floor(bottom / CELL)),
    ];
  }

  /** @param {Box} box */
  free(box) {
    const [left, top, right, bottom] = this.cells(box);
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) if (this.taken[row * this.columns + column]) return false;
    return true;
  }

  /** @param {Box} box */
  cover(box) {
    const [left, top, right, bottom] = this.cells(box);
    for (let row = top; row <= bottom; row++)
      this.taken.fill(1, row * this.columns + left, row * this.columns + right + 1);
  }
}

export class Labels {
  /**
   * @param {(word: string, strong: boolean) => number} measure how wide a word is
   * @param {(strong: boolean) => number} tall how high a line of it is
   */
  constructor(measure, tall = (strong) => (strong ? 17 : 15)) {
    this.measure = measure;
    this.tall = tall;
    /** @type {Map<number, number>} the place a word had, tried first so that labels stay where they are */
    this.slot = new Map();
    /** @type {Map<string, number>[]} of the usual and the bold font */
    this.widths = [new Map(), new Map()];
  }

  /** Call it after a change of the words or the font. */
  forget() {
    this.slot.clear();
    for (const widths of this.widths) widths.clear();
  }

  /**
   * @param {string} word
   * @param {boolean} strong
   */
  width(word, strong) {
    const known = this.widths[strong ? 1 : 0];
    let width = known.get(word);
    if (width === undefined) {
      width = this.measure(word, strong);
      known.set(word, width);
    }
    return width;
  }

  /**
   * The labels for which there is room, at most `most`.
   * @param {Wanted[]} wanted the most important first
   * @param {number} width of the sheet
   * @param {number} height
   * @param {number} most
   * @param {Box[]} reserved to be kept free
   * @returns {Placed[]}
   */
  place(wanted, width, height, most, reserved = []) {
    const bitmap = new Bitmap(width, height);
    for (const box of reserved) bitmap.cover(box);
    const placed = [];
    for (const { id, word, x, y, r, strong } of wanted) {
      if (placed.length >= most) break;
      const w = this.width(word, strong) + 4;
      const h = this.tall(strong);
      const before = this.slot.get(id);
      for (const slot of before === undefined ? SLOTS.keys() : [before, ...SLOTS.keys()]) {
        const [sx, sy] = SLOTS[slot];
        const left = sx > 0 ? x + r + GAP : sx < 0 ? x - r - GAP - w : x - w / 2;
        const beside = sy > 0 ? y + r + 1 : sy < 0 ? y - r - 1 - h : y - h / 2;
        const top = beside + (sx && sy ? -sy * r : 0);
        if (left < 2 || top < 2 || left + w > width - 2 || top + h > height - 2) continue;
        const box = [left, top, left + w, top + h];
        if (!bitmap.free(box)) continue;
        bitmap.cover(box);
        this.slot.set(id, slot);
        placed.push({ id, word, dx: left + 2 - x, dy: top + h / 2 - y, strong });
        break;
      }
    }
    return placed;
  }
}
