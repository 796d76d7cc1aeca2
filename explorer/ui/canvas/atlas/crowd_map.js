// A map for up to a million words: its points, colours and words come separately, as parcels, and do not
// glide. Only points in view are drawn, and beyond some ten thousand they are blended into pixels.

import { bounds, inside } from "../shared/lasso.js";
import { parcel, whenOneComes } from "../shared/parcels.js";
import { CROWD, radius } from "./drawing.js";
import { Grid } from "./grid.js";
import { ManyWords, pointsOf } from "./many.js";
import { Atlas } from "./word_map.js";

const MOST_STAMPED = 60_000; // points in view that are drawn as discs
const FINE = 250_000; // points in view from which each is one pixel
const NEAR = 17; // pixels from a point at which the pointer finds it
const UNKNOWN = 255; // stands for an unknown number
const MOST_SELECTED = 100_000; // words that a lasso or a box takes

/** @typedef {import("../shared/frame.js").Frame} Frame */

export class CrowdMap extends Atlas {
  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    /** @type {import("../shared/mounted.js").Component | null} what Python gave last */
    this.given = null;
    /** @type {Frame | null} where the points are, if they came apart */
    this.frame = null;
    /** @type {Float32Array} */
    this.came = new Float32Array(0);
    /** @type {Uint8Array} what the colour of each point says */
    this.hues = new Uint8Array(0);
    /** @type {string[]} by hue */
    this.palette = [];
    /** @type {Uint8Array} how many of its true neighbours are near each */
    this.near = new Uint8Array(0);
    /** @type {Frame | null} */
    this.spelled = null;
    /** @type {ManyWords | null} */
    this.words = null;
    /** @type {Grid | null} */
    this.grid = null;
    this.room = new Int32Array(0); // for the rows in view
    /** @type {Set<number> | null} */
    this.masked = null;
    this.mask = new Uint8Array(0); // the same as bytes
    this.deaf = whenOneComes(() => this.given && this.receive(this.given));
  }

  /** Whether its points came apart. */
  get isCrowd() {
    return this.frame !== null;
  }

  /** @param {import("../shared/mounted.js").Component} component */
  receive(component) {
    const { parcels, colour } = component.data;
    this.given = component;
    if (!parcels) {
      this.frame = null;
      return super.receive(component);
    }
    const [places, hues, words] = [parcels.places, parcels.hues, parcels.words].map(parcel);
    if (!places || !hues) return;
    if (places !== this.frame) {
      this.frame = places;
      this.came = pointsOf(places);
      this.near = places.arrays.near;
      this.grid = null;
      this.room = new Int32Array(this.came.length / 2);
    }
    this.hues = hues.arrays.hues;
    if (words !== this.spelled) {
      this.spelled = words || null;
      this.words = words ? new ManyWords(words) : null;
      this.labels.forget();
    }
    super.receive(component);
    this.palette = this.ramp ?? colour.groups;
  }

  /** @param {any} data */
  goalsOf(data) {
    return this.isCrowd ? this.came : super.goalsOf(data);
  }

  /**
   * @param {Float32Array} goals
   * @param {boolean} fresh
   * @param {boolean} same
   */
  place(goals, fresh, same) {
    super.place(goals, fresh, same);
    if (this.isCrowd) this.points = goals; // they do not glide
  }

  /** @param {number | null} group */
  light(group) {
    if (!this.isCrowd) return super.light(group);
    const members = [];
    for (let i = 0; i < this.count; i++) if (this.hues[i] === group) members.push(i);
    this.lightUp(group === null ? null : members);
  }

  /** @param {number} i */
  colourOf(i) {
    if (!this.isCrowd) return super.colourOf(i);
    return this.palette[this.hues[i]] ?? this.data.colour.unknown;
  }

  /** @param {number} i */
  shapeOf(i) {
    if (!this.isCrowd) return super.shapeOf(i);
    return this.ramp ? "circle" : this.shapes[this.hues[i] % this.shapes.length];
  }

  /** @param {number} i */
  wordOf(i) {
    return this.isCrowd ? this.words?.at(i) || "" : super.wordOf(i);
  }

  /** @param {string} word */
  rowOf(word) {
    return this.isCrowd ? (this.words?.indexOf(word) ?? -1) : super.rowOf(word);
  }

  /** @param {number} i */
  tell(i) {
    if (!this.isCrowd) return super.tell(i);
    const near = this.near[i];
    return [
      this.wordOf(i) || "…",
      `number ${(i + 1).toLocaleString("en")} of ${this.count.toLocaleString("en")} drawn`,
      ...(near === UNKNOWN ? [] : [`${near} of its ${this.data.k} true neighbours are near it here`]),
    ];
  }

  /** In a crowd, pixels are only computed for what is in view. */
  project() {
    if (!this.isCrowd) super.project();
  }

  /** @param {number} i */
  at(i) {
    return this.isCrowd ? this.viewport.pixel(this.points[2 * i], this.points[2 * i + 1]) : super.at(i);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  nearest(x, y) {
    if (!this.isCrowd) return super.nearest(x, y);
    const { scale } = this.viewport;
    this.grid ??= new Grid(this.points, this.extent);
    const [across, up] = this.viewport.place(x, y);
    return this.grid.nearest(across, up, NEAR / scale, (i, squared) => this.isFound(i, squared * scale * scale));
  }

  /**
   * @param {number} dx
   * @param {number} dy
   * @param {boolean} whole
   */
  step(dx, dy, whole) {
    super.project(); // the next point is looked for among all
    super.step(dx, dy, whole);
  }

  /**
   * What is in view; in a crowd, only these pixels are known.
   * @returns {import("./drawing.js").View}
   */
  inView() {
    if (!this.isCrowd) return super.inView();
    const { points, places, room, count, viewport } = this;
    const { width, height } = this.sheet;
    const { scale } = viewport;
    const [left, top] = viewport.pixel(0, 0);
    let n = 0;
    for (let i = 0; i < count; i++) {
      const x = left + points[2 * i] * scale;
      const y = top - points[2 * i + 1] * scale;
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
      places[2 * i] = x;
      places[2 * i + 1] = y;
      room[n++] = i;
    }
    return {
      rows: room.subarray(0, n),
      many: n > CROWD,
      r: radius(n, viewport.zoom),
      where: (/** @type {number} */ i) => [left + points[2 * i] * scale, top - points[2 * i + 1] * scale],
      alpha: () => 0.88,
    };
  }

  /**
   * Whether so many points are blended into pixels, both on the screen and in files.
   * @param {Int32Array} rows in view
   */
  isHeap(rows) {
    return this.isCrowd && rows.length > MOST_STAMPED;
  }

  /**
   * @param {import("./crowd.js").Crowd} crowd
   * @param {Int32Array} rows in view
   * @param {number} ratio
   */
  heap(crowd, rows, ratio) {
    const { places, hues, palette, lit } = this;
    const side = Math.max(1, Math.round((rows.length > FINE ? 1 : 2) * ratio));
    const colours = this.ramp ? [...palette, this.data.colour.unknown] : palette;
    crowd.heap(rows, places, ratio, side, hues, colours, this.theme.back, lit !== null);
    if (!lit) return;
    if (this.masked !== lit) {
      this.masked = lit;
      this.mask = new Uint8Array(this.count);
      for (const i of lit) this.mask[i] = 1;
    }
    const { mask } = this;
    const above = rows.filter((i) => mask[i] === 1);
    crowd.heap(above, places, ratio, Math.max(side, Math.round(2 * ratio)), hues, colours, this.theme.back, false);
  }

  /** @param {number[][]} line */
  select(line) {
    if (!this.isCrowd) return super.select(line);
    const [left, top, right, bottom] = bounds(line);
    const rows = [];
    super.project();
    for (let i = 0; i < this.count; i++) {
      const [x, y] = [this.places[2 * i], this.places[2 * i + 1]];
      if (x >= left && x <= right && y >= top && y <= bottom && inside(line, x, y)) rows.push(i);
    }
    const many = rows.length > MOST_SELECTED;
    this.caption.textContent = many
      ? `${rows.length.toLocaleString("en")} words are inside; at most ${MOST_SELECTED.toLocaleString("en")} can be selected.`
      : "";
    if (rows.length && !many) this.component?.setTriggerValue("news", { rows });
  }

  close() {
    this.deaf();
    super.close();
  }
}
