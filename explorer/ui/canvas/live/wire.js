// The socket to the run: frames in, orders out; and how a frame is read (see explorer/figures/live.py).

/** @type {Record<string, typeof Float32Array | typeof Int32Array | typeof Int16Array | typeof Uint8Array>} */
const KINDS = { f4: Float32Array, i4: Int32Array, i2: Int16Array, u1: Uint8Array };

const AGAIN_MS = 2000; // after which an order without an answer is given again

/**
 * A frame that was read.
 * @typedef {object} Frame
 * @property {any} header
 * @property {any} arrays by name
 * @property {number} bytes
 */

/**
 * Reads a frame: a length, a JSON header, and the arrays it lists, laid over the message without copying it.
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

/**
 * What is done when something happens to the socket.
 * @typedef {object} On
 * @property {(frame: Frame) => void} frame
 * @property {() => void} open
 * @property {() => void} lost
 * @property {() => void} gone the run is no more
 * @property {() => void} unreachable no socket can be had here
 */

export class Wire {
  /**
   * @param {string} path
   * @param {On} on
   */
  constructor(path, on) {
    this.url = location.origin.replace(/^http/, "ws") + path;
    this.on = on;
    this.tries = 0;
    this.closed = false;
    this.everOpen = false;
    this.timer = 0;
    /** @type {any[]} orders given while there is no socket; a press of a button is not lost */
    this.waiting = [];
    /** @type {any} the last order, until it is answered; with an id it is given again, which is obeyed once */
    this.order = null;
    this.orderedAt = 0;
    this.shown = 0; // number of the last frame: one that comes twice is shown once
    this.again = window.setInterval(() => this.repeat(), AGAIN_MS / 2);
    this.socket = this.connect();
  }

  /** @returns {WebSocket} */
  connect() {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.shown = 0;
      this.on.open();
      for (const message of this.waiting.splice(0)) this.send(message);
    };
    socket.onmessage = (event) => {
      this.tries = 0;
      this.everOpen = true; // some proxies open a socket and let nothing through
      const frame = decode(event.data);
      const { n, answer } = frame.header;
      if (answer && this.order && answer.id === this.order.id) this.order = null;
      if (n) this.send({ op: "got", n });
      if (n && n <= this.shown) return;
      this.shown = n || this.shown;
      this.on.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.closed) return;
      this.order = null; // whether it was obeyed is seen when the run is
      if (event.code === 4403 && this.everOpen) return this.on.gone();
      this.tries += 1;
      if (!this.everOpen && this.tries > 2) return this.on.unreachable();
      this.on.lost();
      this.timer = window.setTimeout(() => this.connect(), Math.min(4000, 250 * 2 ** this.tries));
    };
    return socket;
  }

  /** @param {any} message */
  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(message));
      if (message.id) [this.order, this.orderedAt] = [message, performance.now()];
    } else if (message.op !== "got") {
      this.waiting = [...this.waiting.slice(-7), message];
    }
  }

  /** Gives the last order again if no answer to it has come for long. */
  repeat() {
    if (this.order && performance.now() - this.orderedAt >= AGAIN_MS) this.send(this.order);
  }

  close() {
    this.closed = true;
    clearInterval(this.again);
    clearTimeout(this.timer);
    this.socket.close();
  }
}
