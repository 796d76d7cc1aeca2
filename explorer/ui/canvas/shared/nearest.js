// Finds the point that the pointer or an arrow key means.

/**
 * The point nearest to (x, y), or −1 when none is nearer than `reach`.
 * @param {ArrayLike<number>} place x and y of each point in turn
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @param {(i: number, squared: number) => boolean} allowed
 */
export function nearest(place, x, y, reach, allowed = () => true) {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; 2 * i < place.length; i++) {
    const squared = (place[2 * i] - x) ** 2 + (place[2 * i + 1] - y) ** 2;
    if (squared < least && allowed(i, squared)) [best, least] = [i, squared];
  }
  return best;
}

/**
 * The next point from `from` in the direction (dx, dy), one of four: near, and not far to the side. `from`
 * itself if there is none.
 * @param {ArrayLike<number>} place x and y of each point in turn
 * @param {number} from
 * @param {number} dx
 * @param {number} dy
 * @param {(i: number) => boolean} allowed
 */
export function towards(place, from, dx, dy, allowed = () => true) {
  let best = from;
  let least = Infinity;
  for (let i = 0; 2 * i < place.length; i++) {
    if (i === from || !allowed(i)) continue;
    const [x, y] = [place[2 * i] - place[2 * from], place[2 * i + 1] - place[2 * from + 1]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 0 || aside > along) continue; // a quarter of the plane in each direction
    const far = along + 2 * aside;
    if (far < least) [best, least] = [i, far];
  }
  return best;
}
