// Turns or mirrors one map onto another: maps have no natural orientation, but two that are compared need the
// same.

/** @typedef {[number, number, number, number]} Turn the rows of a 2 x 2 matrix, by which a point (x, y) is multiplied */

/** @type {Turn} */
const AS_IT_IS = [1, 0, 0, 1];

/**
 * The rotation or reflection that brings points nearest to their fixed places: orthogonal Procrustes
 * (Schönemann 1966), in the plane without a decomposition.
 * @param {ArrayLike<number>} points x and y of each in turn
 * @param {ArrayLike<number>} fixed where each should lie; NaN where that is not known
 * @returns {Turn}
 */
export function turnOnto(points, fixed) {
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i + 1 < points.length; i += 2) {
    if (!Number.isFinite(fixed[i] + fixed[i + 1])) continue;
    xx += points[i] * fixed[i];
    xy += points[i] * fixed[i + 1];
    yx += points[i + 1] * fixed[i];
    yy += points[i + 1] * fixed[i + 1];
  }
  const rotated = Math.hypot(xx + yy, xy - yx); // how well they then agree
  const mirrored = Math.hypot(xx - yy, xy + yx);
  if (!(Math.max(rotated, mirrored) > 0)) return AS_IT_IS;
  if (rotated >= mirrored) {
    const [cos, sin] = [(xx + yy) / rotated, (xy - yx) / rotated];
    return [cos, sin, -sin, cos];
  }
  const [cos, sin] = [(xx - yy) / mirrored, (xy + yx) / mirrored];
  return [cos, sin, sin, -cos];
}

/**
 * @param {Float32Array} points x and y of each in turn
 * @param {Turn} turn
 */
export function turned(points, [xx, xy, yx, yy]) {
  return points.map((value, i) => (i % 2 ? points[i - 1] * xy + value * yy : value * xx + points[i + 1] * yx));
}
