// Reads frames of numbers that Python has written (explorer/figures/live_bytes.py).

/** @type {Record<string, typeof Float32Array | typeof Int32Array | typeof Int16Array | typeof Uint8Array>} */
const KINDS = { f4: Float32Array, i4: Int32Array, i2: Int16Array, u1: Uint8Array };

/**
 * A frame that was read.
 * @typedef {object} Frame
 * @property {any} header
 * @property {any} arrays by name
 * @property {number} bytes
 */

/**
 * Reads a frame: a length, a JSON header, and the arrays it lists, which use the message's memory without
 * copying it.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  /** @type {Record<string, Float32Array | Int32Array | Int16Array | Uint8Array>} */
  const arrays = {};
  let at = 4 + length;
  for (const [name, kind, size] of header.arrays) {
    const Kind = KINDS[kind];
    arrays[name] = new Kind(buffer, at, size);
    at += Math.ceil((size * Kind.BYTES_PER_ELEMENT) / 4) * 4;
  }
  return { header, arrays, bytes: buffer.byteLength };
}
