// A line drawn round points.

/**
 * Whether (x, y) lies inside the closed line, by the even-odd rule.
 * @param {number[][]} line its corners [x, y]
 * @param {number} x
 * @param {number} y
 */
export function inside(line, x, y) {
  let found = false;
  for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
    const [[ax, ay], [bx, by]] = [line[a], line[b]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) found = !found;
  }
  return found;
}
