// Marks for whole regions of a map: lines that enclose shares of the words, and names of groups.

/** @typedef {import("../shared/paper.js").Paper} Paper */
/** @typedef {import("./word_map.js").Atlas} Atlas */

/**
 * The smallest share has the strongest line.
 * @param {Atlas} map
 * @param {Paper} paper
 */
export function drawContours(map, paper) {
  map.contours.forEach((lines, place) => {
    for (const points of lines) {
      const at = new Float32Array(points.length);
      map.viewport.project(points, at);
      const path = Array.from({ length: at.length / 2 }, (_, i) => [at[2 * i], at[2 * i + 1]]);
      paper.line(path, map.theme.ink, 1.8 - 0.3 * place, 0.6 - 0.08 * place);
    }
  });
}

/**
 * Writes the names of groups, each above the word in its middle or below a name already there; returns their
 * boxes.
 * @param {Atlas} map
 * @param {Paper} paper
 * @param {(i: number) => [number, number]} where pixels of a word
 * @returns {number[][]} left, top, right, bottom of each
 */
export function drawNames(map, paper, where) {
  const { ink, back, family } = map.theme;
  /** @type {number[][]} */
  const taken = [];
  for (const [row, name] of map.data.centres) {
    const [over, middle] = where(row);
    const half = 4.2 * name.length;
    if (over < 0 || over > map.sheet.width) continue;
    const x = Math.max(half + 4, Math.min(map.sheet.width - half - 4, over));
    let y = middle;
    /** @param {number[]} box */
    const covers = ([left, top, right, bottom]) =>
      x + half > left && x - half < right && y + 10 > top && y - 10 < bottom;
    while (taken.some(covers)) y += 6;
    paper.text(name, x, y, `700 14px ${family}`, ink, back, { align: "center" });
    taken.push([x - half, y - 10, x + half, y + 10]);
  }
  return taken;
}
