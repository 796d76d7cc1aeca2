// A line drawn around points, by hand or as a box.

/**
 * The corners of the box between two opposite ones.
 * @param {number[]} one [x, y]
 * @param {number[]} other
 */
export function boxed([ax, ay], [bx, by]) {
  return [
    [ax, ay],
    [bx, ay],
    [bx, by],
    [ax, by],
  ];
}

/**
 * The extent of a line: left, top, right, bottom.
 * @param {number[][]} line its corners [x, y]
 */
export function bounds(line) {
  const [across, down] = [line.map(([x]) => x), line.map(([, y]) => y)];
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

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
