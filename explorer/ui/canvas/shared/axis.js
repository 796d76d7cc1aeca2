// Numbers along an axis, and names next to it.

/**
 * The values of a grid from 0 to `highest`, three to six, at round distances.
 * @param {number} highest
 * @returns {{values: number[], digits: number}} `digits` after the point
 */
export function ticks(highest) {
  const power = 10 ** Math.floor(Math.log10(highest / 5));
  const unit = [1, 2, 5, 10].map((of) => of * power).find((size) => highest / size <= 5 + 1e-9) || 10 * power;
  const values = Array.from({ length: Math.floor(highest / unit + 1e-9) + 1 }, (_, i) => i * unit);
  return { values, digits: Math.max(0, -Math.floor(Math.log10(unit) + 1e-9)) };
}

/**
 * Positions for names that belong at `wanted`, in the same order: at least `gap` apart, the last not below
 * `bottom`.
 * @param {number[]} wanted from the top to the bottom
 * @param {number} gap
 * @param {number} bottom
 */
export function apart(wanted, gap, bottom) {
  const places = [...wanted];
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i], places[i - 1] + gap);
  for (let i = places.length - 1, limit = bottom; i >= 0 && places[i] > limit; i--, limit -= gap) places[i] = limit;
  return places;
}

/**
 * A number as it is printed, with a true minus sign.
 * @param {number} value
 * @param {number} digits
 */
export function written(value, digits) {
  return value.toFixed(digits).replace("-", "−");
}
