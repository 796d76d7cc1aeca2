// Arrays and colours as Python sends them.

/**
 * Bytes from base64.
 * @param {string} text
 */
export function bytes(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/**
 * 32-bit floats from base64.
 * @param {string} text
 */
export function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

/**
 * The colour at t on a scale.
 * @param {[number, string][]} stops places from 0 to 1, and their colours as #rrggbb
 * @param {number} t
 */
export function mixed(stops, t) {
  const parts = (/** @type {string} */ hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
  let k = 1;
  while (k < stops.length - 1 && t > stops[k][0]) k++;
  const [[a, from], [b, to]] = [stops[k - 1], stops[k]];
  const share = Math.min(1, Math.max(0, (t - a) / (b - a || 1)));
  const end = parts(to);
  return `rgb(${parts(from)
    .map((part, i) => Math.round(part + share * (end[i] - part)))
    .join(",")})`;
}
