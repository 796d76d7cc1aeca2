// Points, colours and words of a map too large for text, kept as the arrays that were sent
// (explorer/figures/crowd.py).

const END = 0xff; // after each word: a byte that UTF-8 never has
const MOST_READ = 20_000; // words kept as they were read

/** @typedef {import("../shared/frame.js").Frame} Frame */

/**
 * x and y of each point in turn.
 * @param {Frame} frame
 */
export function pointsOf({ header, arrays }) {
  const { coarse, fine } = arrays;
  const { low, step } = header;
  const points = new Float32Array(coarse.length);
  for (let i = 0; i < points.length; i += 2) {
    points[i] = low[0] + step[0] * (256 * (coarse[i] + 32768) + fine[i]);
    points[i + 1] = low[1] + step[1] * (256 * (coarse[i + 1] + 32768) + fine[i + 1]);
  }
  return points;
}

/** Words that are decoded only on request: a million texts would take the browser a second and 60 MB. */
export class ManyWords {
  /** @param {Frame} frame */
  constructor({ header, arrays }) {
    this.bytes = arrays.words;
    this.ends = new Uint32Array(header.count); // where each word ends
    let n = 0;
    for (let at = 0; at < this.bytes.length; at++) if (this.bytes[at] === END) this.ends[n++] = at;
    this.decoder = new TextDecoder();
    /** @type {Map<number, string>} */
    this.read = new Map();
  }

  get length() {
    return this.ends.length;
  }

  /** @param {number} i */
  at(i) {
    let word = this.read.get(i);
    if (word === undefined) {
      word = this.decoder.decode(this.bytes.subarray(i ? this.ends[i - 1] + 1 : 0, this.ends[i]));
      if (this.read.size >= MOST_READ) this.read.clear();
      this.read.set(i, word);
    }
    return word;
  }

  /** @param {string} word */
  indexOf(word) {
    for (let i = 0; i < this.length; i++) if (this.at(i) === word) return i;
    return -1;
  }
}
