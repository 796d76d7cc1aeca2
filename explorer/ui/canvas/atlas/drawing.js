// Draws the map of a model, from the lowest to the highest layer.

import { CELL_OF_DENSITY, Crowd } from "./crowd.js";
import { drawContours, drawNames } from "./regions.js";

/** @typedef {import("../shared/paper.js").Paper} Paper */
/** @typedef {import("./word_map.js").Atlas} Atlas */
/** @typedef {(i: number) => [number, number]} Where pixels of a word */

export const CROWD = 4000; // points in view from which they are blended into pixels and their density is shaded
export const FADED = 0.17; // opacity of a word beside those that are pointed out
const MOST_LABELS = 320;
const MOST_ASKED = 1500; // words that compete for a label beside the first ones
const MOST_RINGS = 3000;

/**
 * The radius of a point: smaller where there are many, larger where the view is close.
 * @param {number} count
 * @param {number} zoom
 */
export function radius(count, zoom) {
  const usual =
    [
      [300, 4.6],
      [1500, 3.7],
      [5000, 2.8],
      [30_000, 2],
    ].find(([most]) => count <= most)?.[1] || 1.3;
  return Math.min(6.5, usual * Math.min(1.7, zoom ** 0.25));
}

/**
 * The part of the map in view, and how its points are drawn.
 * @typedef {object} View
 * @property {Int32Array} rows
 * @property {boolean} many so many that they are blended into pixels and their density is shaded
 * @property {number} r radius of a point
 * @property {Where} where
 * @property {(i: number) => number} alpha
 */

/**
 * @param {Atlas} map
 * @returns {View}
 */
export function inView(map) {
  const { places, count, halo, data } = map;
  const { width, height } = map.sheet;
  const order = map.inOrder();
  const shown = new Int32Array(count);
  let n = 0;
  for (let k = 0; k < count; k++) {
    const i = order ? order[k] : k;
    const [x, y] = [places[2 * i], places[2 * i + 1]];
    if (x > -20 && y > -20 && x < width + 20 && y < height + 20) shown[n++] = i;
  }
  return {
    rows: shown.subarray(0, n),
    many: n > CROWD,
    r: radius(count, map.viewport.zoom),
    where: (i) => [places[2 * i], places[2 * i + 1]],
    alpha: (i) => (halo ? Math.max(0.12, 0.95 * Math.exp(-2.5 * (halo[i] / data.radius) ** 2)) : 0.88),
  };
}

/**
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {number} ratio pixels of the picture for one of the page
 */
export function drawAtlas(map, paper, ratio) {
  const view = map.inView();
  const { rows, many, r, where, alpha } = view;
  const { lit } = map;
  const onScreen = paper === map.paper;
  const heap = map.isHeap(rows);
  if (many && onScreen) drawCrowd(map, rows, r, alpha, ratio);
  else if (heap) drawHeap(map, paper, rows);
  else if (many) drawDensity(map, paper, rows);
  map.drawBelow(paper);
  const each = !many || (!onScreen && !heap);
  if (lit && each)
    for (const i of rows) if (!lit.has(i)) paper.mark(...where(i), map.shapeOf(i), r, map.colourOf(i), FADED, ratio);
  drawHalos(map, paper, where);
  drawThreads(map, paper, where);
  if (each)
    for (const i of rows)
      if (!lit || lit.has(i)) paper.mark(...where(i), map.shapeOf(i), r, map.colourOf(i), alpha(i), ratio);
  drawOver(map, paper, view);
}

/**
 * The layers above points that something else has drawn.
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {View} view
 */
export function drawAbove(map, paper, view) {
  drawHalos(map, paper, view.where);
  drawThreads(map, paper, view.where);
  drawOver(map, paper, view);
}

/**
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {View} view
 */
function drawOver(map, paper, { rows, r, where }) {
  drawRings(map, paper, where, r);
  drawLabels(map, paper, rows, where, r);
  drawTitles(map, paper);
  if (map.lasso && paper === map.paper && map.lasso.length > 1)
    paper.line([...map.lasso, map.lasso[0]], map.theme.ink, 1.4, 0.8, [4, 3]);
}

/**
 * Many points on the screen: discs in their colours, without shapes for groups.
 * @param {Atlas} map
 * @param {Int32Array} rows
 * @param {number} r
 * @param {(i: number) => number} alpha
 * @param {number} ratio
 */
function drawCrowd(map, rows, r, alpha, ratio) {
  const { crowd, lit, viewport, sheet, theme, places } = map;
  const { scale, middle } = viewport;
  const seen = [scale, ...middle, r, ratio, sheet.width, sheet.height, theme.back, map.version].join();
  if (seen === crowd.seen) return crowd.end(); // only what is above the points has changed
  crowd.seen = seen;
  crowd.begin(sheet.canvas.width, sheet.canvas.height, theme.back);
  if (map.isHeap(rows)) {
    map.heap(crowd, rows, ratio);
    return crowd.end();
  }
  crowd.density(rows, places, ratio, theme.ink);
  const colourOf = (/** @type {number} */ i) => map.colourOf(i);
  if (lit)
    crowd.points(
      rows.filter((i) => !lit.has(i)),
      places,
      ratio,
      r,
      colourOf,
      () => FADED,
    );
  crowd.points(lit ? rows.filter((i) => lit.has(i)) : rows, places, ratio, r, colourOf, alpha);
  crowd.end();
}

/**
 * Points blended into pixels, in a file: as a picture, twice as fine as the page.
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {Int32Array} rows
 */
function drawHeap(map, paper, rows) {
  const { width, height } = map.sheet;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const crowd = new Crowd(/** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));
  crowd.begin(canvas.width, canvas.height, map.theme.back);
  map.heap(crowd, rows, 2);
  crowd.end();
  paper.picture(canvas, width, height);
}

/**
 * The same in a file, cell by cell.
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {Int32Array} rows
 */
function drawDensity(map, paper, rows) {
  const size = CELL_OF_DENSITY;
  const columns = Math.ceil(map.sheet.width / size) + 1;
  /** @type {Map<number, number>} */
  const cells = new Map();
  for (const i of rows) {
    const cell = Math.floor(map.places[2 * i + 1] / size) * columns + Math.floor(map.places[2 * i] / size);
    cells.set(cell, (cells.get(cell) || 0) + 1);
  }
  for (const [cell, n] of cells) {
    const [x, y] = [(cell % columns) * size, Math.floor(cell / columns) * size];
    if (n > 1) paper.box(x, y, size, size, map.theme.ink, Math.min(0.22, 0.03 * Math.log2(n)));
  }
}

/**
 * The two axes through the zero point of the plane.
 * @param {Atlas} map
 * @param {Paper} paper
 */
export function drawAxes(map, paper) {
  const { width, height } = map.sheet;
  const zero = new Float32Array(2);
  map.viewport.project([0, 0], zero);
  paper.line(
    [
      [zero[0], 0],
      [zero[0], height],
    ],
    map.theme.faint,
    1,
  );
  paper.line(
    [
      [0, zero[1]],
      [width, zero[1]],
    ],
    map.theme.faint,
    1,
  );
}

/**
 * How far a word moves from one run to the next.
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {Where} where
 */
function drawHalos(map, paper, where) {
  const { halo, lit, hover } = map;
  if (!halo) return;
  for (const i of [...(lit && lit.size <= 30 ? lit : []), ...(hover >= 0 ? [hover] : [])]) {
    const colour = map.colourOf(i);
    paper.ring(...where(i), halo[i] * map.viewport.scale, colour, 0, 0.14, colour);
    paper.ring(...where(i), halo[i] * map.viewport.scale, colour, 1.2, 0.7);
  }
}

/**
 * Lines to the neighbours of the word that was asked for, and arrows.
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {Where} where
 */
function drawThreads(map, paper, where) {
  const { pointed, roles, arrows } = map.data;
  const { ink, back, family } = map.theme;
  if (pointed.asked !== null) {
    const far = new Set(pointed.hidden);
    for (const i of pointed.near) {
      const ends = [where(pointed.asked), where(i)];
      paper.line(ends, roles.near, 1.6, far.has(i) ? 0.75 : 0.95, far.has(i) ? [2, 4] : []);
    }
  }
  for (const [from, to, text] of arrows) {
    const [a, b] = [where(from), where(to)];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (length < 2) continue;
    const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    const head = [
      [b[0] - 9 * ux + 4 * uy, b[1] - 9 * uy - 4 * ux],
      b,
      [b[0] - 9 * ux - 4 * uy, b[1] - 9 * uy + 4 * ux],
    ];
    paper.line([a, b], roles.near, 1.8, 0.9);
    paper.line(head, roles.near, 1.8, 0.9);
    const middle = /** @type {const} */ ([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    if (text) paper.text(text, ...middle, `400 11px ${family}`, ink, back, { align: "center" });
  }
}

/**
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {Where} where
 * @param {number} r
 */
function drawRings(map, paper, where, r) {
  const {
    pointed: { asked, near, found, chosen, joined },
    roles,
  } = map.data;
  drawContours(map, paper);
  const crowded = found.length > 150; // many rings would hide the map
  for (const i of joined.slice(0, MOST_RINGS)) paper.ring(...where(i), r + 2, roles.joined, 1.5);
  for (const i of chosen.slice(0, MOST_RINGS)) paper.ring(...where(i), r + 3, map.theme.ink, 1.3, 0.8);
  for (const i of found.slice(0, MOST_RINGS))
    paper.ring(...where(i), crowded ? r + 1.5 : r + 3, roles.found, crowded ? 1 : 2);
  for (const i of near) paper.ring(...where(i), r + 3, roles.near, 2);
  if (asked !== null) paper.ring(...where(asked), r + 4.5, roles.asked, 3);
  if (map.hover >= 0) paper.ring(...where(map.hover), r + 2, map.theme.ink, 1.5);
}

/**
 * The boxes of axis titles, tools and caption, which labels avoid.
 * @param {Atlas} map
 */
function reserved(map) {
  const { width, height } = map.sheet;
  const boxes = [[width - map.toolsWidth, 0, width, 42]];
  for (const { text, x, y, align } of map.titles()) {
    const wide = 7 * text.length + 6;
    const left = { left: x, center: x - wide / 2, right: x - wide }[align];
    boxes.push([left, y - 12, left + wide, y + 12]);
  }
  if (map.data.caption) boxes.push([0, height - 30, 7 * map.data.caption.length, height]);
  return boxes;
}

/**
 * @param {Atlas} map
 * @param {Paper} paper
 */
function drawTitles(map, paper) {
  const { ink, back, family } = map.theme;
  for (const { text, x, y, align } of map.titles()) paper.text(text, x, y, `600 12px ${family}`, ink, back, { align });
}

/**
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {Int32Array} rows
 * @param {Where} where
 * @param {number} r
 */
function drawLabels(map, paper, rows, where, r) {
  const { width, height } = map.sheet;
  const { ink, back } = map.theme;
  const inView = (/** @type {number} */ i) => {
    const [x, y] = where(i);
    return x > 0 && y > 0 && x < width && y < height;
  };
  const first = map.first.filter(inView);
  const strong = new Set(first);
  const rest = [];
  if (!map.lit) for (let k = 0; k < rows.length && rest.length < MOST_ASKED; k++) rest.push(rows[k]);
  if (map.hover >= 0 && inView(map.hover) && !strong.has(map.hover)) {
    first.unshift(map.hover);
    strong.add(map.hover);
  }
  const told = map.data.arrows.map((/** @type {number[]} */ [from, to]) => {
    const [[ax, ay], [bx, by]] = [where(from), where(to)]; // places of the arrows' cosines
    return [(ax + bx) / 2 - 26, (ay + by) / 2 - 7, (ax + bx) / 2 + 26, (ay + by) / 2 + 7];
  });
  const named = drawNames(map, paper, where);
  const wanted = [...first, ...rest.filter((i) => !strong.has(i))].map((i) => {
    const [x, y] = where(i);
    return { id: i, word: map.wordOf(i), x, y, r, strong: strong.has(i) };
  });
  for (const label of map.labels.place(wanted, width, height, MOST_LABELS, [...reserved(map), ...told, ...named])) {
    const [x, y] = where(label.id);
    const font = map.fonts[label.strong ? 1 : 0];
    paper.text(label.word, x + label.dx, y + label.dy, font, ink, back, { alpha: label.strong ? 1 : 0.92 });
  }
}
